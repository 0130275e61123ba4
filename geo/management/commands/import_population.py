"""import_population FILE --town SLUG --year Y: people and holiday homes by cell or by area. Can be run twice."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import CommandError, CommandParser

from geo.importing.command import ImportCommand, reading_options
from geo.importing.population import PopulationTarget, import_people
from geo.importing.population_rows import PopulationFile
from geo.importing.report import ImportReport
from geo.models import Municipality


class Command(ImportCommand):
    help = (
        "Bring in people and holiday homes, by grid cell or by the areas of a set, and spread them to the other sets. "
        "The headings of Paavo and of Statistics Finland's grid are known."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", required=True, type=_year, metavar="Y", help="of which year the figures are")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--cells", type=int, choices=[250, 1000], help="the file has cells of this many metres")
        where.add_argument("--set", metavar="KIND", dest="kind", help="the file has the areas of this set")
        parser.add_argument("--code", metavar="COL", help="column of the area's or cell's code")
        parser.add_argument("--columns", metavar="total=COL,…", help="total=, holiday_homes=, dwellings=, 0-2=, …")

    def bring_in(self, town: Municipality, options: dict[str, Any], report: ImportReport) -> None:
        target = PopulationTarget(options["year"], kind=options["kind"], cell_m=options["cells"])
        source = PopulationFile(
            town,
            options["file"],
            reading_options(options),
            code=options["code"],
            columns=options["columns"],
            cell_m=options["cells"],
        )
        if options["columns"] == "":
            raise CommandError("--columns is empty")
        import_people(source, target, report)


def _year(text: str) -> int:
    if not text.isdigit() or not 1900 <= int(text) <= 2200:
        raise argparse.ArgumentTypeError(f"“{text}” is not a year")
    return int(text)
