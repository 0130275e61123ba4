"""`manage.py check_files`: is every picture there, whole, and of a message?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback_map.stored_files import check_files, remove_leftovers


class Command(BaseCommand):
    help = "Compares the store of files with the rows that name its files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove", action="store_true", help="remove files that no row names (older than a day)")

    def handle(self, *args: Any, **options: Any) -> None:
        found = check_files()
        for what, names in (("missing", found.missing), ("changed", found.changed), ("left over", found.left_over)):
            for name in names:
                self.stdout.write(f"{what}: {name}")
        if options["remove"]:
            self.stdout.write(f"{remove_leftovers()} files removed.")
        if found.missing or found.changed:
            raise CommandError(f"{len(found.missing)} files are missing and {len(found.changed)} were changed.")
        self.stdout.write(f"{found.kept} files are there, as their rows say.")
