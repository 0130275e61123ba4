"""scan_table FILE --cases COL (--population COL | --expected COL) --x COL --y COL --direction low|high --out OUT.json.

Looks for pockets of low or high rates in anyone's table. Needs no database; masks nothing and filters nothing.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from geo.files.figures import ANY, NOT_NEGATIVE, WHOLE, FigureTable, read_figures
from geo.files.refusals import FileRefused
from geo.importing.command import reading_options
from geo.stats.scan import Cells, Cluster, ScanRule, scan

SHOWN_REJECTS = 1000
Ids = npt.NDArray[Any]


class Command(BaseCommand):
    help = (
        "Find places where cases are fewer (or more) than chance makes, wherever one looks: the circular spatial scan "
        "on a GeoPackage, GeoJSON or CSV. Needs no database; masks nothing."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--cases", required=True, metavar="COL", help="participants (or cases) of each row")
        parser.add_argument("--population", metavar="COL", help="residents; what is expected follows from them")
        parser.add_argument("--expected", metavar="COL", help="what is expected, made elsewhere")
        parser.add_argument("--x", required=True, metavar="COL", help="easting of the row's centre, in any plane units")
        parser.add_argument("--y", required=True, metavar="COL", help="northing of the row's centre")
        parser.add_argument("--id", metavar="COL", help="names the rows; without it, their numbers from 1")
        parser.add_argument("--direction", required=True, choices=("low", "high"))
        parser.add_argument(
            "--max-share", type=_share, default=ScanRule.max_share, metavar="SHARE",
            help="the most of the population a zone may hold (of what is expected, where only that is given)",
        )  # fmt: skip
        parser.add_argument("--min-cases", type=_whole, metavar="N", help="default 2 for high, 0 for low")
        parser.add_argument("--max-p", type=_share, default=1.0, metavar="P", help="only clusters with p up to this")
        parser.add_argument("--replicates", type=_whole, default=ScanRule.replicates, metavar="N")
        parser.add_argument("--seed", type=_whole, default=1, metavar="S", help="the same seed gives the same p")
        parser.add_argument("--out", type=Path, required=True, metavar="OUT.json")
        parser.add_argument("--layer", metavar="LAYER", help="the layer of a file that has several")
        parser.add_argument("--where", metavar="COLUMN=VALUE", help="only rows whose column has this value")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["population"] or options["expected"]):
            raise CommandError("Say what the cases are held against: --population or --expected.")
        table = self._read(options)
        ids = _ids(table.ids)
        rule = ScanRule(options["direction"], options["max_share"], options["min_cases"], options["replicates"])
        clusters = [
            cluster
            for cluster in scan(self._cells(table, ids, options), rule, np.random.default_rng(options["seed"])).clusters
            if cluster.p <= options["max_p"]
        ]
        _write(options["out"], {"clusters": [_shape(cluster, ids) for cluster in clusters]})
        self.stdout.write(f"{len(ids)} rows, {len(clusters)} clusters; seed {options['seed']}")

    def _read(self, options: dict[str, Any]) -> FigureTable:
        held_against = [options[name] for name in ("population", "expected") if options[name]]
        demands = dict.fromkeys((options["x"], options["y"]), ANY)
        demands |= dict.fromkeys(held_against, NOT_NEGATIVE) | {options["cases"]: WHOLE}
        try:
            table = read_figures(options["file"], reading_options(options), demands, options["id"])
        except FileRefused as refused:
            with translation.override("en"):
                raise CommandError(str(refused)) from refused
        twice = _named_twice(table.ids)
        for row, reason in sorted([*((one.row, one.reason) for one in table.rejected), *twice])[:SHOWN_REJECTS]:
            self.stderr.write(f"row {row}: rejected, {reason}")
        if table.rejected or twice:
            raise CommandError(f"{len(table.rejected) + len(twice)} values were rejected, so nothing was written.")
        return table

    def _cells(self, table: FigureTable, ids: Ids, options: dict[str, Any]) -> Cells:
        """The rows as cells; cases where nobody is expected are named and left out, as coverage_table does."""
        population, expected = (table.columns.get(options[name] or "") for name in ("population", "expected"))
        held_against = expected if expected is not None else population
        assert held_against is not None
        cases = table.columns[options["cases"]].astype(np.int64)
        for place in np.flatnonzero((cases > 0) & (held_against <= 0)).tolist():
            self.stderr.write(f"row {place + 1} ({ids[place]}): cases but no people; left out")
        counted = np.where(held_against > 0, cases, 0)
        return Cells(table.columns[options["x"]], table.columns[options["y"]], counted, population, expected, ids)


def _ids(given: tuple[str, ...]) -> Ids:
    """Whole numbers as numbers, so that 9 comes before 10; anything else as it is written."""
    if all(text.isascii() and text.isdigit() and (text == "0" or text[0] != "0") and len(text) < 19 for text in given):
        return np.array([int(text) for text in given], dtype=np.int64)
    return np.array(given, dtype=object)


def _named_twice(ids: tuple[str, ...]) -> list[tuple[int, str]]:
    first: dict[str, int] = {}
    return [
        (row, f"the id “{name[:40]}” is row {first[name]}'s")
        for row, name in enumerate(ids, 1)
        if first.setdefault(name, row) != row
    ]


def _shape(cluster: Cluster, ids: Ids) -> dict[str, Any]:
    return {
        "ids": ids[cluster.rows].tolist(),
        "cases": cluster.cases,
        "expected": cluster.expected,
        "relative_risk": cluster.relative_risk if math.isfinite(cluster.relative_risk) else None,
        "llr": cluster.llr,
        "p": cluster.p,
    }


def _share(text: str) -> float:
    try:
        share = float(text.replace(",", "."))
    except ValueError:
        share = math.nan
    if not 0 < share <= 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a share between 0 and 1")
    return share


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number")
    return int(text)


def _write(path: Path, found: dict[str, Any]) -> None:
    """Whole or not at all: a reader never meets half a file."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            json.dump(found, opened, ensure_ascii=False, indent=1, allow_nan=False)
            opened.write("\n")
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
