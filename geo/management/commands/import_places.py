"""import_places FILE --town SLUG: brings in meeting places and free spaces. Can be run twice without harm."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from geo.importing.command import ImportCommand, reading_options
from geo.importing.place_rows import PlaceFile
from geo.importing.places import store_places
from geo.importing.report import ImportReport
from geo.models import Municipality


class Command(ImportCommand):
    help = "Bring in meeting places and free spaces: where, how large, for whom, at what price, how accessible."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--columns",
            default="",
            metavar="WHAT=COL,…",
            help="name, code, kind, x, y, address, floor_area_m2, is_free, is_accessible, open_to, capacity, …",
        )

    def bring_in(self, town: Municipality, options: dict[str, Any], report: ImportReport) -> None:
        source = PlaceFile(town, options["file"], reading_options(options), columns=_mapping(options["columns"]))
        store_places(town, source.rows(report), report)


def _mapping(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if any(not equals or not what.strip() or not column.strip() for what, equals, column in pairs):
        raise CommandError("--columns is written name=COLUMN,x=COLUMN,y=COLUMN")
    return {what.strip(): column.strip() for what, _equals, column in pairs}
