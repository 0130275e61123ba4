"""create_map_reader NAME: a role of the database that may read open data as views, and nothing else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.readers import NoReader, make_reader


class Command(BaseCommand):
    help = "Make a role of the database that may read open data as views, for QGIS and other programs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--new-password", action="store_true", help="give the role another password")

    def handle(self, *args: Any, **options: Any) -> None:
        name: str = options["name"]
        try:
            password = make_reader(name, new_password=options["new_password"])
        except NoReader as reason:
            raise CommandError(str(reason)) from reason
        where = settings.DATABASES["default"]
        self.stdout.write(f"{name} may read the views of the schema open_data.")
        self.stdout.write(f"host={where['HOST']} port={where['PORT']} dbname={where['NAME']} user={name}")
        if password:
            self.stdout.write(f"password={password}   (kept nowhere: note it down now)")
