"""The import itself: read, check and stage in batches; then store, assign and publish by sets. One transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from feedback_map.aggregates import fold_deltas, lock_derived, rebuild_town
from feedback_map.importing.announce import NewPins, announce_load
from feedback_map.importing.places import PlaceFinder
from feedback_map.importing.plan import Asked, make_plan
from feedback_map.importing.rows import RowChecker
from feedback_map.services import derive_arrivals
from geo import sql
from geo.files.reader import Batch, Reading, ReadOptions, open_file
from geo.importing.report import ImportReport
from geo.importing.towns import boundary_of
from geo.models import Municipality
from geo.tenancy import in_town
from participation.importing import bring_in_people

CHUNK = 10_000
REBUILD_FROM = 20_000  # changed pins; below it, and in a town with many more, deltas are cheaper
SAY_EVERY = 100_000
# For this transaction only: no request waits for it, and its sorts are large.
SETTINGS = {"statement_timeout": "2h", "idle_in_transaction_session_timeout": "10min", "lock_timeout": "60s"} | {
    "work_mem": "64MB"
}


@dataclass(frozen=True)
class Source:
    """The file and how it is read."""

    path: Path
    options: ReadOptions


@dataclass(frozen=True)
class Sums:
    """How the staged rows end, and how many pins the town had before."""

    new: int
    changed: int
    unchanged: int
    without_place: int
    town_pins: int


@dataclass
class PinImport:
    """One file into one town."""

    town: Municipality
    source: Source
    asked: Asked
    report: ImportReport
    say: Callable[[str], None]
    read: int = field(default=0, init=False)

    def run(self) -> None:
        """Everything, in the caller's transaction."""
        with in_town(self.town):
            sql.set_all_local(SETTINGS)
            sql.run("feedback_map/import_stage")
            with open_file(self.source.path, self.source.options) as reading:
                self._stage(reading)
            sql.run("feedback_map/import_analyse")
            self._store()
            sql.run("feedback_map/import_end")

    def _stage(self, reading: Reading) -> None:
        plan = make_plan(self.town, reading.layer, self.asked)
        self._process = plan.process and plan.process.pk
        self._says_visibility = plan.gives("visibility")
        self._people = plan.gives("participant")
        checker = RowChecker(plan, PlaceFinder(plan, boundary_of(self.town)), file_hash(self.source.path))
        for batch in reading:
            checked = checker.check(batch)
            if checked.lines:
                with sql.copy_in("feedback_map/import_copy") as copy:
                    copy.write("\n".join([*checked.lines, ""]).encode())
            for index, (reason, detail) in sorted(checked.problems.items()):
                self.report.reject(int(batch.rows[index]), reason, detail, _row(batch, index))
            for number in checked.repaired:
                self.report.repair(number, "the geometry was repaired")
            self._count_up(len(batch))
        if plan.ids:
            self._reject_duplicates()
        for word, count in checker.unknown_categories.most_common(20):
            self.report.note(f"category “{word}” is not known: {count} rows are stored without a category")

    def _count_up(self, rows: int) -> None:
        before, self.read = self.read, self.read + rows
        if before // SAY_EVERY != self.read // SAY_EVERY:
            self.say(f"{self.read} rows read")

    def _reject_duplicates(self) -> None:
        """Rows whose id an earlier row had. They are read once more, because only now is it known which they are."""
        if not sql.run("feedback_map/import_duplicates"):
            return
        with open_file(self.source.path, self.source.options) as again:
            for batch in again:
                first, last = int(batch.rows[0]), int(batch.rows[-1])
                for (number,) in sql.rows("feedback_map/import_doubled", {"first": first, "last": last}):
                    index = int(np.searchsorted(batch.rows, number))
                    self.report.reject(number, "duplicate_id", "an earlier row has the same id", _row(batch, index))

    def _store(self) -> None:
        lock_derived(self.town)
        town = {"town": self.town.pk}
        sql.run("feedback_map/import_match", town)
        found = sql.row("feedback_map/import_sums", town)
        assert found is not None
        sums = Sums(*found)
        if sums.new + sums.changed:
            self.say(f"{sums.new} new pins, {sums.changed} changed")
            self._write(sums)
            self._derive(sums)
        for outcome, count in (("accepted", sums.new), ("updated", sums.changed), ("unchanged", sums.unchanged)):
            self.report.count(outcome, count)
        self.report.without_place += sums.without_place

    def _write(self, sums: Sums) -> None:
        town: dict[str, Any] = {"town": self.town.pk, "process": self._process}
        if self._people:
            sql.run("feedback_map/import_people")
            bring_in_people(self.town)
        if sums.new:
            made = sql.row("feedback_map/import_new_pins", town | {"language": self.town.first_language})
            assert made is not None
            announce_load(town=self.town, pins=NewPins(*made), source="import")
        if sums.changed:
            sql.run("feedback_map/import_changed_pins", town | {"says_visibility": self._says_visibility})
            sql.run("feedback_map/import_placeless", town)

    def _derive(self, sums: Sums) -> None:
        """A few pins: their own rows and deltas. Most of a town: everything derived, built once more."""
        touched = sums.new + sums.changed
        if touched >= REBUILD_FROM and 2 * touched >= sums.town_pins:
            self.say("areas, published pins and aggregates are built")
            rebuild_town(self.town, arrivals=True)
            return
        after = 0
        while pins := self._touched(after):
            derive_arrivals(town=self.town, pins=pins)
            after = pins[-1]
        if touched > CHUNK:
            fold_deltas(self.town.pk)

    def _touched(self, after: int) -> list[int]:
        found = sql.rows("feedback_map/import_touched", {"town": self.town.pk, "after": after, "limit": CHUNK})
        return [pin[0] for pin in found]


def file_hash(path: Path) -> str:
    """What the file is, byte by byte."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _row(batch: Batch, index: int) -> Mapping[str, Any]:
    return batch.row(index)
