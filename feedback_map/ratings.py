"""How the answers were rated, area by area: for the desk and for boards, never for the public (DESIGN.md, truth 6)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from geo import sql
from geo.models import Area, AreaSet, Municipality
from geo.tenancy import in_town

SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class Share:
    """How many answered a question, and what came out; both are None where too few did to be told."""

    n: int | None
    value: float | None


@dataclass(frozen=True)
class AreaRating:
    """`area` is None for outside the set. `score` is a mean from 1 to 5, `dealt_with` a share from 0 to 1."""

    area: Area | None
    score: Share
    dealt_with: Share


def rating_by_area(*, town: Municipality, area_set: AreaSet, since: datetime.date) -> list[AreaRating]:
    """One row for each area of the set, in the order of codes, and one for outside where somebody rated."""
    asked = {"town": town.pk, "area_set": area_set.pk, "since": since}
    with in_town(town):
        found = {row[0]: row[1:] for row in sql.rows("feedback_map/rating_by_area", asked)}
    areas: list[Area | None] = list(area_set.areas.defer("geom").order_by("code"))
    return [_rating(area, found.get(area and area.pk)) for area in [*areas, *([None] if None in found else [])]]


def _rating(area: Area | None, row: tuple[int, int, float | None, int, int] | None) -> AreaRating:
    _all, scored, mean, told, dealt_with = row or (0, 0, None, 0, 0)
    return AreaRating(area, _share(scored, mean), _share(told, dealt_with / told if told else None))


def _share(n: int, value: float | None) -> Share:
    """Under five, neither the figure nor its number is told; that nobody answered is no secret."""
    if 0 < n < SMALLEST_SHOWN:
        return Share(None, None)
    return Share(n, value if n else None)
