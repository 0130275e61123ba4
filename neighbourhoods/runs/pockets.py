"""Pockets: hints of a place where few take part, looked for on the finest ground on which homes are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.stats.arrays import Floats, Ints
from geo.stats.coverage import expected_cases
from geo.stats.scan import Cells, Cluster, ScanRule, scan
from neighbourhoods.results import Denominator, Pocket
from neighbourhoods.runs.counting import PEOPLE_PER_HOLIDAY_HOME, Counted
from neighbourhoods.runs.frozen import STRATA, Frozen, FrozenNames

MOSTLY = 0.8  # of the persons whose home is known: then squares are searched, else areas
LARGEST_RISK, LEAST_EXPECTED, LARGEST_P = 0.8, 10.0, 0.05


@dataclass(frozen=True)
class Ground:
    """Where to look: centres, persons, people and what is expected of each; inhabited places alone."""

    x: Floats
    y: Floats
    persons: Ints
    people: Floats
    expected: Floats
    ids: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def cells(self) -> Cells:
        return Cells(self.x, self.y, self.persons, population=self.people, expected=self.expected, ids=_ids(self.ids))


def pockets_of(
    frozen: Frozen, denominator: Denominator, replicates: int, rng: np.random.Generator
) -> tuple[Pocket, ...]:
    """Zones that chance does not explain (p ≤ .05), that are materially lower, and in which enough was expected.

    Homes known by square kilometre are searched on squares when most are; else the areas of the finest set in which
    most homes are known, each at its label. Nobody, or one place: no pockets.
    """
    ground = _squares(frozen, denominator) or _areas(frozen, denominator)
    if ground is None or len(ground.x) < 2:
        return ()
    found = scan(ground.cells, ScanRule("low", replicates=replicates), rng)
    return tuple(pocket_at(one, ground, frozen.names) for one in found.clusters if worth_telling(one))


def worth_telling(one: Cluster) -> bool:
    return one.p <= LARGEST_P and one.relative_risk <= LARGEST_RISK and one.expected >= LEAST_EXPECTED


def _squares(frozen: Frozen, denominator: Denominator) -> Ground | None:
    homes, stratum = frozen.homes, STRATA.index(denominator)
    persons = homes.persons[:, stratum]
    known = max((counted.total - counted.unknown_home for counted in _sets(frozen, denominator)), default=0)
    people = PEOPLE_PER_HOLIDAY_HOME * homes.holiday_homes if denominator == "seasonal" else homes.people
    lived_in = people > 0
    if known == 0 or persons.sum() < MOSTLY * known or not lived_in.any():
        return None
    x, y = homes.x[lived_in], homes.y[lived_in]
    ids = tuple(f"{north:09.0f} {east:09.0f}" for east, north in zip(x, y, strict=True))
    return Ground(x, y, persons[lived_in], people[lived_in], people[lived_in], ids, ("",) * len(ids))


def _areas(frozen: Frozen, denominator: Denominator) -> Ground | None:
    """The set with the most areas of those in which most homes are known."""
    known = [one for one in _sets(frozen, denominator) if one.total and one.unknown_home <= 0.4 * one.total]
    finest = max(known, key=lambda one: (one.areas, one.one.borders.kind), default=None)
    if finest is None:
        return None
    counts = finest.area_counts(finest.persons)
    people, expected = finest.people[: finest.areas], expected_cases(counts)
    some = (people > 0) & (expected > 0)
    areas = [area for area, lived_in in zip(finest.one.areas, some, strict=True) if lived_in]
    return Ground(
        x=np.array([area.x for area in areas]),
        y=np.array([area.y for area in areas]),
        persons=counts.cases[some].astype(np.int64),
        people=people[some],
        expected=expected[some],
        ids=tuple(area.code for area in areas),
        names=tuple(area.names.get("fi") or next(iter(area.names.values()), area.code) for area in areas),
    )


def _sets(frozen: Frozen, denominator: Denominator) -> list[Counted]:
    return [Counted(one, denominator, frozen.bands, frozen.channels) for one in frozen.sets]


def pocket_at(found: Cluster, ground: Ground, names: FrozenNames) -> Pocket:
    x, y = float(ground.x[found.centre]), float(ground.y[found.centre])
    return Pocket(
        place=ground.names[found.centre] or _nearest_name(names, x, y),
        x=x,
        y=y,
        radius_m=float(found.radius),
        people=float(ground.people[found.rows].sum()),
        expected=found.expected,
        p=found.p,
        participants=found.cases,
        relative_risk=found.relative_risk,
    )


def _nearest_name(names: FrozenNames, x: float, y: float) -> str:
    """Of equally near names the one that comes first."""
    if not names.names:
        return ""
    return names.names[int(np.argmin((names.x - x) ** 2 + (names.y - y) ** 2))]


def _ids(ids: tuple[str, ...]) -> Ints:
    """Numbers in the order of the texts: what breaks ties must not depend on the order of rows."""
    ranks = np.empty(len(ids), dtype=np.int64)
    ranks[np.argsort(np.array(ids), kind="stable")] = np.arange(len(ids))
    return ranks
