"""How long messages wait, in working days: received → acknowledged → answered → done.

A unit's working days are its own weekdays without the public holidays of Finland and the eves of Midsummer and
Christmas. The day of receipt does not count, as in the law on legal time limits (150/1930, section 2): what is answered
the same day took 0 days. What is still open counts as "at least so long" (geo.stats.survival), it is not left out.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from accounts.models import Body
from feedback_map.models import Category
from geo import sql
from geo.models import Area, AreaSet, Municipality
from geo.stats.survival import Quantile, Survival, ended_by, kaplan_meier
from geo.tenancy import in_town

CLOCKS = ("acknowledged", "answered", "done")
BY = ("unit", "category", "area")
Lengths = dict[int, tuple[int, int]]


@cache
def holidays_of(year: int) -> frozenset[datetime.date]:
    """Days on which nobody works; the library counts both eves as well. They shall equal the table of the database."""
    from holidays import country_holidays  # the calendars of the world: loaded by those who count days

    return frozenset(country_holidays("FI", years=year))


def is_working_day(day: datetime.date, weekdays: Sequence[int]) -> bool:
    return day.isoweekday() in weekdays and day not in holidays_of(day.year)


def working_days_between(received: datetime.date, until: datetime.date, weekdays: Sequence[int]) -> int:
    """Working days after the day of receipt, up to and with the last day."""
    span = range(1, (until - received).days + 1)
    return sum(is_working_day(received + datetime.timedelta(days=ahead), weekdays) for ahead in span)


def due_on(received: datetime.date, body: Body) -> datetime.date | None:
    """The last day of the body's promise; none where it promises nothing or never works."""
    left, day = body.promise_days, received
    if left is None or not body.working_days:
        return None
    while left > 0:
        day += datetime.timedelta(days=1)
        left -= is_working_day(day, body.working_days)
    return day


@dataclass(frozen=True)
class Scope:
    """Which messages: received since a day, of a unit, in a category, in an area. None: any."""

    since: datetime.date | None = None
    owner: Body | None = None
    category: Category | None = None
    area: Area | None = None


@dataclass(frozen=True)
class Promises:
    """Counts of messages, and what became of what was promised."""

    messages: int = 0
    open: int = 0
    promised: int = 0
    kept: int = 0
    late: int = 0
    overdue: int = 0

    def __add__(self, other: Promises) -> Promises:
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Promises(*(one + another for one, another in pairs))


@dataclass(frozen=True)
class Waiting:
    """One unit's, category's or area's messages; `key` is its id, none for messages without one."""

    key: int | None
    promises: Promises
    lengths: Mapping[str, Lengths] = field(default_factory=dict)

    def curve(self, clock: str) -> Survival:
        counts = self.lengths.get(clock, {})
        return kaplan_meier(
            list(counts), [ended for ended, _ in counts.values()], [open_ for _, open_ in counts.values()]
        )

    def took(self, clock: str, share: float) -> Quantile:
        return ended_by(self.curve(clock), share)


@dataclass(frozen=True)
class Clocks:
    """All rows of one table, and their sum."""

    rows: tuple[Waiting, ...]

    @cached_property
    def all(self) -> Waiting:
        summed: dict[str, Lengths] = {}
        for row in self.rows:
            for clock, lengths in row.lengths.items():
                together = summed.setdefault(clock, {})
                for days, (ended, still_open) in lengths.items():
                    before = together.get(days, (0, 0))
                    together[days] = (before[0] + ended, before[1] + still_open)
        return Waiting(None, sum((row.promises for row in self.rows), Promises()), summed)


def clocks_by(by: str, *, town: Municipality, today: datetime.date, scope: Scope, area_set: AreaSet | None) -> Clocks:
    """Waits by unit, category or area (of the set), counted in the database: a row for each length, not each message.

    An area that is named brings its own set.
    """
    asked = _asked(by, town, today, scope, area_set)
    lengths: defaultdict[int | None, dict[str, Lengths]] = defaultdict(dict)
    with in_town(town):
        for key, clock, days, ended, still_open in sql.rows("feedback_map/clocks_lengths", asked):
            lengths[key].setdefault(clock, {})[days] = (ended, still_open)
        promises = {key: Promises(*counts) for key, *counts in sql.rows("feedback_map/clocks_promises", asked)}
    return Clocks(tuple(Waiting(key, told, lengths[key]) for key, told in _most_first(promises)))


def _most_first(promises: Mapping[int | None, Promises]) -> Iterator[tuple[int | None, Promises]]:
    yield from sorted(promises.items(), key=lambda row: (-row[1].messages, row[0] is None, row[0] or 0))


def _asked(by: str, town: Municipality, today: datetime.date, scope: Scope, area_set: AreaSet | None) -> dict[str, Any]:
    if by not in BY:
        raise ValueError(f"{by} is none of {BY}")
    set_id = scope.area.area_set_id if scope.area else area_set.pk if area_set else None
    return {
        "town": town.pk,
        "today": today,
        "by": by,
        "area_set": set_id,
        "since": scope.since,
        "owner": scope.owner.pk if scope.owner else None,
        "category": scope.category.pk if scope.category else None,
        "area": scope.area.pk if scope.area else None,
    }
