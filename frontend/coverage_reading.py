"""Reading results: what was released, an area through the releases, and the newest exact run for those who may.

A result never changes once it is stored, so each is read from the database once per process.
"""

from __future__ import annotations

import datetime
import functools
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass

from geo import sql
from geo.models import Area, Municipality
from geo.tenancy import in_town
from neighbourhoods.models import CoverageRun, ReleasedCoverage, RunResult
from neighbourhoods.results import AreaRow, Coverage
from neighbourhoods.results_json import from_json, read

LONGEST_HISTORY = 24


@dataclass(frozen=True)
class Available:
    """What the newest release holds of a set: (months, denominator) and the row's number; the release's public id."""

    release: str = ""
    keys: tuple[tuple[int, str, int], ...] = ()

    @property
    def months(self) -> list[int]:
        return sorted({months for months, _who, _key in self.keys})

    def denominators(self, months: int) -> list[str]:
        return [who for each, who, _key in self.keys if each == months]

    def read(self, months: int, denominator: str) -> Coverage | None:
        """The result, or nothing where the release has none of the kind."""
        key = next((key for each, who, key in self.keys if (each, who) == (months, denominator)), None)
        return None if key is None else _released(self.release, key)


def available(town: Municipality, kind: str, process: str = "") -> Available:
    """Of the newest release of the month, or of a process, whose own window counts as 0 months."""
    return available_in_all(town, process).get(kind, Available())


def available_in_all(town: Municipality, process: str = "") -> dict[str, Available]:
    """The same of every set, by kind."""
    of_process = {"release__process__slug": process, "release__process__is_public": True}
    of_month = {"release__process": None, "months__isnull": False}
    releases = ReleasedCoverage.objects.filter(municipality=town, **(of_process if process else of_month))
    newest = releases.order_by("-release__made_at", "-release__pk").values("release")[:1]
    found = releases.filter(release=newest).order_by("kind", "months", "denominator")
    rows = list(found.values_list("kind", "months", "denominator", "pk", "release__public_id"))
    by_kind = itertools.groupby(rows, key=lambda row: row[0])
    return {kind: Available(rows[0][4], tuple((row[1] or 0, row[2], row[3]) for row in own)) for kind, own in by_kind}


@functools.lru_cache(maxsize=32)
def _released(_release: str, key: int) -> Coverage:
    """`_release` is random: the row of the same number in another database is another result."""
    return from_json(ReleasedCoverage.objects.values_list("coverage", flat=True).get(pk=key))


@dataclass(frozen=True)
class Told:
    """What a release told of an area, and the last day of its window."""

    on: datetime.datetime
    row: AreaRow


def through_releases(newest: str, area: Area, months: int, denominator: str) -> Sequence[Told]:
    """An area in the newest releases, newest first; releases in which it was not are left out.

    `newest`: the town's newest release of the month; empty before the first one.
    """
    if not newest:
        return ()
    return _through(newest, area.municipality_id, (area.area_set.kind, area.code, months, denominator))


@functools.lru_cache(maxsize=256)
def _through(_newest: str, town: int, of: tuple[str, str, int, str]) -> tuple[Told, ...]:
    """What was told before the newest release does not change."""
    asked = dict(zip(("kind", "code", "months", "denominator"), of, strict=True))
    rows = sql.rows("neighbourhoods/area_through_releases", {**asked, "town": town, "most": LONGEST_HISTORY})
    return tuple(
        Told(datetime.datetime.fromisoformat(until), read(AreaRow, json.loads(row)))
        for until, row in rows
        if row is not None
    )


def behind_release(town: Municipality, run: str) -> list[Coverage]:
    """The public results of a run that stands behind a release; none for a run that is only the staff's."""
    with in_town(town):
        found = CoverageRun.objects.filter(municipality=town, public_id=run, purpose=CoverageRun.Purpose.RELEASE)
        window = found.values_list("window_from", "window_to", "months").first()
    if window is None:
        return []
    keys = ReleasedCoverage.objects.filter(municipality=town, months=window[2], release__window_to=window[1])
    results = [
        _released(release, key)
        for release, key in keys.order_by("kind", "denominator").values_list("release__public_id", "pk")
    ]
    return [one for one in results if one.method.run == run]


def newest_exact(town: Municipality, kind: str) -> dict[tuple[int, str], Coverage]:
    """The newest finished runs of each window: exact numbers, for those who may see them."""
    with in_town(town):
        found = list(
            RunResult.objects.filter(
                municipality=town, kind=kind, run__state=CoverageRun.State.DONE, run__months__isnull=False
            )
            .order_by("run__months", "denominator", "-run__made_at", "-run__pk")
            .distinct("run__months", "denominator")
            .values_list("run__months", "denominator", "coverage")
        )
    return {(months or 0, who): from_json(coverage) for months, who, coverage in found}
