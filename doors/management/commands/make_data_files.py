"""make_data_files [SLUG …]: files of open data that are due, for all towns or some. Run it as often as you like."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from doors.downloads.due import make_due_files
from geo.importing.command import town_named
from geo.models import Municipality


class Command(BaseCommand):
    help = "Makes the files of open data whose layers have changed: GeoPackage, GeoParquet, CSV and XLSX."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("towns", metavar="SLUG", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        named = [town_named(slug) for slug in options["towns"]]
        towns = named or list(Municipality.objects.defer("boundary").order_by("slug"))
        self.stdout.write(json.dumps({town.slug: make_due_files(town) for town in towns}, ensure_ascii=False))
