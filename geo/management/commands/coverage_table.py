"""coverage_table FILE --cases COL (--population COL | --expected COL) --out OUT.csv: the statistics on anyone's table.

Needs no database. The rows keep their order; nothing is masked.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from geo.files.figures import NOT_NEGATIVE, WHOLE, FigureTable, read_figures
from geo.files.refusals import FileRefused
from geo.importing.command import reading_options
from geo.stats.classes import NAMES
from geo.stats.coverage import AreaCounts, AreaCoverage, Rule, area_coverage

COLUMNS = (
    "expected",
    "sir",
    "sir_lo95",
    "sir_hi95",
    "p_low",
    "q_low",
    "eb_global",
    "ranking_mean",
    "p_below_delta",
)
SHOWN_REJECTS = 1000
ERRORS = {"cases_without_people": "cases but no people; left out of the expectation"}


class Command(BaseCommand):
    help = (
        "Class the rows of a GeoPackage, GeoJSON or CSV by how far their cases fall below what is expected. "
        "Needs no database; masks nothing."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--cases", required=True, metavar="COL", help="participants (or cases) of each row")
        base = parser.add_mutually_exclusive_group(required=True)
        base.add_argument("--population", metavar="COL", help="residents; what is expected follows from them")
        base.add_argument("--expected", metavar="COL", help="what is expected, made elsewhere")
        parser.add_argument("--id", metavar="COL", help="names the rows; without it, their numbers from 1")
        parser.add_argument("--delta", type=_ratio, default=Rule.delta, metavar="RATIO", help="default 0.8")
        parser.add_argument("--out", type=Path, required=True, metavar="OUT.csv")
        parser.add_argument("--layer", metavar="LAYER", help="the layer of a file that has several")
        parser.add_argument("--where", metavar="COLUMN=VALUE", help="only rows whose column has this value")

    def handle(self, *args: Any, **options: Any) -> None:
        table = self._read(options)
        people, expected = (table.columns.get(options[name]) for name in ("population", "expected"))
        counts = AreaCounts(table.ids, table.columns[options["cases"]], people, expected)
        coverage = area_coverage(counts, Rule(delta=options["delta"]))
        for error in coverage.town.errors:
            self.stderr.write(f"row {error.place + 1} ({table.ids[error.place]}): {ERRORS[error.code]}")
        _write(options["out"], coverage)
        classed = ", ".join(f"{int((coverage.classes == code).sum())} {name}" for code, name in enumerate(NAMES))
        self.stdout.write(f"{len(table.ids)} rows, {coverage.town.cases:.0f} cases: {classed}")

    def _read(self, options: dict[str, Any]) -> FigureTable:
        demands = {options["population"] or options["expected"]: NOT_NEGATIVE, options["cases"]: WHOLE}
        try:
            table = read_figures(options["file"], reading_options(options), demands, options["id"])
        except FileRefused as refused:
            with translation.override("en"):
                raise CommandError(str(refused)) from refused
        for rejected in table.rejected[:SHOWN_REJECTS]:
            self.stderr.write(f"row {rejected.row}: rejected, {rejected.reason}")
        if table.rejected:
            raise CommandError(f"{len(table.rejected)} values were rejected, so nothing was written.")
        return table


def _ratio(text: str) -> float:
    try:
        ratio = float(text.replace(",", "."))
    except ValueError:
        ratio = math.nan
    if not 0 < ratio <= 10:
        raise argparse.ArgumentTypeError(f"“{text}” is not a ratio between 0 and 10")
    return ratio


def _write(path: Path, coverage: AreaCoverage) -> None:
    """Whole or not at all: a reader never meets half a table."""
    arrays = [getattr(coverage, name) for name in COLUMNS]
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened, lineterminator="\n")
            writer.writerow(["id", "cases", *COLUMNS, "class"])
            for place, name in enumerate(coverage.ids):
                figures = [_text(array[place]) for array in arrays]
                writer.writerow([name, int(coverage.cases[place]), *figures, NAMES[coverage.classes[place]]])
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _text(figure: float) -> str:
    """Every digit that the number has; empty where nothing can be said."""
    return "" if math.isnan(figure) else repr(float(figure))
