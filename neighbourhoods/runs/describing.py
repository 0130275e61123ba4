"""From the statistics' arrays to what is stored and rendered, number by number."""

from __future__ import annotations

import math
from collections.abc import Sequence

from geo.stats.arrays import Floats, Ints
from geo.stats.classes import NAMES
from geo.stats.reach import ReachCurves
from geo.stats.representation import Representation
from neighbourhoods.results import CoverageClass, Group, ReachPoint


def number(value: float) -> float | None:
    """A number that is one; NaN and endless are None."""
    return float(value) if math.isfinite(value) else None


def whole(value: float) -> int | None:
    return round(float(value)) if math.isfinite(value) else None


def class_named(code: int) -> CoverageClass:
    name: CoverageClass = NAMES[int(code)]  # type: ignore[assignment]
    return name


def percent(part: float, of: float) -> float | None:
    return number(100.0 * part / of) if of > 0 else None


def age_groups(
    keys: Sequence[str], persons: Ints, people: Floats, found: Representation, row: int
) -> tuple[Group, ...]:
    """Bands of one row (the town, an area), and the persons of unknown age last."""
    groups = [
        Group(
            key=key,
            participants=int(persons[place]),
            participants_share=number(found.share[row, place]),
            residents=number(people[place]),
            residents_share=number(found.expected_share[row, place]),
            ratio=number(found.ratio[row, place]),
            ratio_lo95=number(found.lo95[row, place]),
            ratio_hi95=number(found.hi95[row, place]),
            voice=str(found.voice[row, place]),  # type: ignore[arg-type]
        )
        for place, key in enumerate(keys)
    ]
    return (*groups, Group("unknown", int(persons[len(keys)])))


def channel_groups(keys: Sequence[str], persons: Ints, everybody: int) -> tuple[Group, ...]:
    """Channels that anybody in the town used. Who used two counts in both, so the shares may add up to more than 1."""
    return tuple(
        Group(key, int(count), count / everybody if everybody else None)
        for key, count in zip(keys, persons, strict=True)
    )


def reach_points(curves: ReachCurves, shares: Floats) -> tuple[ReachPoint, ...]:
    """(distances, persons) of one group as points, by persons and then by distance."""
    return tuple(
        ReachPoint(int(distance), persons, number(shares[far, many]))
        for many, persons in enumerate(curves.persons)
        for far, distance in enumerate(curves.distances_m)
    )
