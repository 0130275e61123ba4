"""Who lives within an outline, and within some metres of it: people by age, holiday homes and dwellings."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.contrib.gis.geos import GEOSGeometry

from geo import sql
from geo.models import SRID, Municipality, PopulationCount
from geo.stats.areal import PeopleInside, ceilings_of, guessed, people_inside
from geo.stats.arrays import Floats

DISTANCES_M = (0.0, 100.0, 300.0, 1000.0)
# Statistics Finland shows nothing but the total of postal areas with fewer people, and no cell hides more.
HIDDEN_TOTALS_BELOW = 30.0
Ages = tuple[int | None, int | None]
ALL_AGES: Ages = (None, None)
OLDEST = 999


@dataclass(frozen=True)
class Estimate:
    """A number, its bounds by what the source hides, and its bounds wherever in a cell or area people live.

    `number` None: not known. `at_most` and `possibly` None: no bound is known.
    """

    number: float | None
    at_least: float
    at_most: float | None
    surely: float
    possibly: float | None

    def __add__(self, other: Estimate) -> Estimate:
        """Of both together, such as two ages; what is not known of one is not known of both."""

        def both(one: float | None, two: float | None) -> float | None:
            return None if one is None or two is None else one + two

        return Estimate(
            both(self.number, other.number),
            self.at_least + other.at_least,
            both(self.at_most, other.at_most),
            self.surely + other.surely,
            both(self.possibly, other.possibly),
        )

    @property
    def is_certain(self) -> bool:
        """Known to less than one person, as far as people live evenly."""
        return self.at_most is not None and self.at_most - self.at_least < 1


@dataclass(frozen=True)
class Within:
    """What is counted within a distance of an outline (0: inside it); `ages` holds all ages first."""

    distance_m: float
    people: Estimate | None
    ages: tuple[tuple[Ages, Estimate], ...]
    holiday_homes: Estimate | None
    dwellings: Estimate | None

    def in_bands(self, bands: Sequence[Ages]) -> list[Estimate | None]:
        """The counts of coarser ages; None where the source's own ages do not make one up."""
        return [self._in_band(band) for band in bands]

    def _in_band(self, band: Ages) -> Estimate | None:
        first, last = band[0] or 0, OLDEST if band[1] is None else band[1]
        own = [(ages, one) for ages, one in self.ages if ages != ALL_AGES]
        parts = [(ages, one) for ages, one in own if (ages[0] or 0) >= first and _last(ages) <= last]
        if not parts or sum(_last(ages) - (ages[0] or 0) + 1 for ages, _one in parts) != last - first + 1:
            return None
        return functools.reduce(lambda one, two: one + two, (one for _ages, one in parts))


def _last(ages: Ages) -> int:
    return OLDEST if ages[1] is None else ages[1]


@dataclass(frozen=True)
class Source:
    """Where people are counted: cells of a size, or areas of a set; in which year; and the last figure written."""

    what: str
    year: int
    size_m: int | None
    area_set: int | None
    newest: int


@dataclass(frozen=True)
class Nearby:
    """By distance, each including the nearer ones; and what it rests on (None: nobody is counted in this town)."""

    within: tuple[Within, ...]
    people_of: Source | None
    holiday_homes_of: Source | None
    dwellings_of: Source | None


def who_lives_near(town: Municipality, outline: GEOSGeometry, distances_m: Sequence[float] = DISTANCES_M) -> Nearby:
    """Residents by age, holiday homes and dwellings, by areal weighting (see geo/stats/areal.py), for the newest year.

    Units are the town's own: who lives beyond its border is not counted. An outline is kept for a while with its
    answer, which is computed anew when any figure of the town's population was.
    """
    sources = tuple(_source(town.pk, what) for what in PopulationCount.What.values)
    return _near(town.pk, bytes(outline.wkb), tuple(distances_m), sources)


def _source(town_id: int, what: str) -> Source | None:
    found = sql.row("geo/people_source", {"town": town_id, "what": what})
    return None if found is None else Source(what, *found)


@functools.lru_cache(maxsize=256)
def _near(town_id: int, wkb: bytes, distances_m: tuple[float, ...], sources: tuple[Source | None, ...]) -> Nearby:
    outline = GEOSGeometry(memoryview(wkb), srid=SRID)
    counted = [_counted(town_id, source, outline, distances_m) for source in sources]
    within = tuple(
        Within(distance, _first(ages), tuple(ages), _first(cottages), _first(dwellings))
        for distance, ages, cottages, dwellings in zip(distances_m, *counted, strict=True)
    )
    return Nearby(within, *sources)


def _first(figures: list[tuple[Ages, Estimate]]) -> Estimate | None:
    """That of all ages, or of all homes; None where nothing is counted."""
    return figures[0][1] if figures else None


def _counted(
    town_id: int, source: Source | None, outline: GEOSGeometry, distances_m: tuple[float, ...]
) -> list[list[tuple[Ages, Estimate]]]:
    """For each distance the figures of the source with their estimates; empty where nothing is counted at all."""
    if source is None:
        return [[] for _ in distances_m]
    asked = {
        "town": town_id,
        "outline": bytes(outline.ewkb),
        "distances_m": list(distances_m),
        **vars(source),
    }
    rows = sql.rows("geo/people_near", asked)
    figures, counts, shares = _tables(rows, len(distances_m))
    total = figures.index(ALL_AGES) if ALL_AGES in figures else None
    found = people_inside(counts, shares, ceilings_of(counts, total, HIDDEN_TOTALS_BELOW), guessed(counts, total))
    return [
        [(figure, _estimate(found, place, column)) for column, figure in enumerate(figures)]
        for place in range(len(distances_m))
    ]


def _tables(rows: list[tuple[Any, ...]], outlines: int) -> tuple[list[Ages], Floats, Floats]:
    """Figures (all ages first), counts (units, figures) and shares (units, outlines) of what the database gave."""
    units = {unit: place for place, unit in enumerate(dict.fromkeys(row[0] for row in rows))}
    named: set[Ages] = {(row[2], row[3]) for row in rows} | {ALL_AGES}
    figures = sorted(named, key=lambda ages: (ages != ALL_AGES, ages[0] or 0, ages[1] or OLDEST))
    columns = {figure: column for column, figure in enumerate(figures)}
    counts, shares = np.full((len(units), len(figures)), np.nan), np.zeros((len(units), outlines))
    for unit, parts, age_from, age_to, count in rows:
        counts[units[unit], columns[age_from, age_to]] = np.nan if count is None else count
        shares[units[unit]] = np.clip([part or 0.0 for part in parts], 0.0, 1.0)
    return figures, counts, shares


def _estimate(found: PeopleInside, place: int, column: int) -> Estimate:
    def known(table: Floats) -> float | None:
        value = float(table[place, column])
        return value if np.isfinite(value) else None

    return Estimate(
        number=known(found.estimate),
        at_least=float(found.at_least[place, column]),
        at_most=known(found.at_most),
        surely=float(found.surely[place, column]),
        possibly=known(found.possibly),
    )
