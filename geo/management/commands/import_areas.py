"""import_areas FILE --town SLUG --set KIND: brings in the areas of one set. Can be run twice without harm."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.validators import validate_slug

from geo.importing.area_rows import AreaFile
from geo.importing.area_sets import SetWishes, import_areas
from geo.importing.command import ImportCommand, reading_options
from geo.importing.report import ImportReport
from geo.models import Municipality


class Command(ImportCommand):
    help = "Bring in areas: of the town's own file, or of a national one, of which only the town's are taken."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--set", required=True, metavar="KIND", dest="kind", help="postal, board, district, …")
        parser.add_argument("--code", metavar="COL", help="column of the code; known for national files")
        parser.add_argument("--name", metavar="COL", help="column of the name in the town's first language")
        parser.add_argument("--parent", metavar="SET", help="the set whose areas these lie in")
        parser.add_argument("--valid-from", metavar="DATE", help="first day of a new version; closes the one before")
        parser.add_argument("--source", default="", help="where the areas come from, as it is shown")
        parser.add_argument("--licence", default="", help="under which licence")
        parser.add_argument("--illustrative", action="store_true", default=None, help="drawn, not official")

    def bring_in(self, town: Municipality, options: dict[str, Any], report: ImportReport) -> None:
        wishes = SetWishes(
            kind=_kind(options["kind"]),
            valid_from=_day(options["valid_from"]),
            parent_kind=options["parent"],
            source=options["source"],
            licence=options["licence"],
            illustrative=options["illustrative"],
        )
        source = AreaFile(
            town,
            options["file"],
            reading_options(options),
            kind=wishes.kind,
            code=options["code"],
            name=options["name"],
        )
        import_areas(source, wishes, report)


def _kind(text: str) -> str:
    try:
        validate_slug(text)
    except Exception as error:
        raise CommandError("--set is a short word that can stand in an address: letters, digits, hyphens") from error
    return text


def _day(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError("--valid-from is a date written 2026-01-31") from error
