"""Two versions, or two options, of a plan: what was added, removed and moved, for the area and for each code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely

from geo import sql
from zoning.models import PlanVersion

AREA, LINE, POINT = 2, 1, 0


@dataclass(frozen=True)
class Difference:
    """One code (empty: the whole area) in both versions; square metres, metres or numbers by its dimension.

    `gained` is what the second version has where the first had none, `lost` the other way. As much of the two as they
    have in common has moved: the same use in another place. So `after` = `before` + `added` - `removed`.
    """

    code: str
    dimension: int
    before: float
    after: float
    gained: float
    lost: float
    kept_shape: Any = None
    gained_shape: Any = None
    lost_shape: Any = None

    @property
    def moved(self) -> float:
        return min(self.gained, self.lost)

    @property
    def added(self) -> float:
        return self.gained - self.moved

    @property
    def removed(self) -> float:
        return self.lost - self.moved

    @property
    def is_same(self) -> bool:
        """Under half a square metre, a metre's half or a point is no difference."""
        return self.gained < 0.5 and self.lost < 0.5


def compare_versions(first: PlanVersion, second: PlanVersion) -> list[Difference]:
    """The whole area first, then codes in their order: areas, lines, points. Runs inside `in_town`."""
    found = sql.rows("zoning/compare_versions", {"first": first.pk, "second": second.pk})
    return [
        Difference(code, dimension, *map(float, numbers), *map(_shape, shapes))
        for code, dimension, numbers, shapes in ((row[0], row[1], row[2:6], row[6:9]) for row in found)
    ]


def _shape(wkb: memoryview | bytes | None) -> Any:
    return shapely.from_wkb(bytes(wkb)) if wkb else None
