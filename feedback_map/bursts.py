"""Where much more than usual came in this week, by category and area, told by a test (geo.stats.bursts)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
from django.core.cache import cache

from geo import sql
from geo.models import Area, AreaSet, Municipality
from geo.stats.bursts import SHORTEST_PAST, find_bursts
from geo.tenancy import in_town

LONGEST_PAST = 52
NOTED_S = 3 * 60 * 60


@dataclass(frozen=True)
class Burst:
    """A category (none: without one) in an area (none: outside or without a place): people this week, and usually."""

    category: int | None
    area: int | None
    people: int
    usual: float
    q: float


@dataclass(frozen=True)
class BurstsOfWeek:
    """The bursts, the strongest first; `weeks` is how long a past they were held against, 0 when it is too short."""

    found: tuple[Burst, ...]
    weeks: int
    tested: int = 0


def bursts_of_week(town: Municipality, area_set: AreaSet, *, today: datetime.date) -> BurstsOfWeek:
    """The seven days that end today against up to 52 such weeks before, in all cells of the set at once."""
    with in_town(town):
        weeks = past_weeks(town, today)
        asked = {"town": town.pk, "today": today, "weeks": weeks, "area_set": area_set.pk}
        told = sql.rows("feedback_map/bursts_weeks", asked) if weeks else []
    cells = sorted({(category, area) for category, area, _, _ in told}, key=lambda cell: (cell[0] or 0, cell[1] or 0))
    rows = {cell: number for number, cell in enumerate(cells)}
    people = np.zeros((len(cells), weeks + 1))
    for category, area, week, number in told:
        people[rows[category, area], week] = number
    result = find_bursts(people[:, 0], people[:, 1:])
    found = [
        Burst(*cells[at], int(people[at, 0]), float(result.usual[at]), float(result.q[at]))
        for at in np.flatnonzero(result.named)
    ]
    found.sort(key=lambda burst: (burst.q, -burst.people))
    return BurstsOfWeek(tuple(found), weeks, int(np.sum(~np.isnan(result.p))))


def bursts_in(area: Area, bursts: BurstsOfWeek) -> BurstsOfWeek:
    """Those of one area. They were found among all cells of the set, so the error rate stays that of the set."""
    mine = tuple(burst for burst in bursts.found if burst.area == area.pk)
    return BurstsOfWeek(mine, bursts.weeks, bursts.tested)


def note_bursts(town: Municipality, *, today: datetime.date) -> int:
    """Find the bursts in the areas that people name as home, and keep where they are: a year is too much to read for
    each look at the queue."""
    sets = {one.kind: one for one in AreaSet.objects.of(town).valid(today)}
    area_set = sets.get(town.home_set) or next(iter(sets.values()), None)
    found = bursts_of_week(town, area_set, today=today).found if area_set else ()
    cache.set(_noted_key(town, today), [burst.area for burst in found], NOTED_S)
    return len(found)


def noted_bursts(town: Municipality, *, today: datetime.date) -> list[int | None]:
    """The area of each burst that was noted last, less than three hours ago; none: outside or without a place."""
    kept: list[int | None] = cache.get(_noted_key(town, today)) or []
    return kept


def _noted_key(town: Municipality, today: datetime.date) -> str:
    return f"bursts {town.pk} {today:%Y-%m-%d}"


def past_weeks(town: Municipality, today: datetime.date) -> int:
    """How many whole weeks the town has had the service before this one; 0 when they are too few for a test."""
    (first,) = sql.row("feedback_map/bursts_first_day", {"town": town.pk}) or (None,)
    weeks = min(((today - first).days - 6) // 7, LONGEST_PAST) if first else 0
    return weeks if weeks >= SHORTEST_PAST else 0
