"""Days and instants as RFC 3339 writes them, and the interval of the parameter `datetime`."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from doors.ogc.layers import Times
from geo.api.parameters import FIRST_YEAR, LAST_YEAR

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def day_of(text: str) -> datetime.date | None:
    if not DAY.fullmatch(text):
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def moment_of(text: str) -> datetime.datetime | None:
    """An instant; a day is its first moment in Finland."""
    day = day_of(text)
    if day is not None:
        return datetime.datetime.combine(day, datetime.time(), ZoneInfo(settings.TIME_ZONE))
    if not MOMENT.fullmatch(text):
        return None
    try:
        found = datetime.datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


@dataclass(frozen=True)
class Interval:
    """Both ends belong to it; an end that is None is open."""

    begin: datetime.datetime | None
    end: datetime.datetime | None

    def condition(self, times: Times) -> Q:
        """Rows whose own time meets this one; those that have none are always in (Part 1, fc-time-response)."""
        begin = self._as(times, self.begin)
        end = self._as(times, self.end)
        found = Q()
        if begin is not None:
            found &= Q(**{f"{times.end}__gte": begin}) | Q(**{f"{times.end}__isnull": True})
        if end is not None:
            found &= Q(**{f"{times.begin}__lte": end}) | Q(**{f"{times.begin}__isnull": True})
        return found

    def _as(self, times: Times, moment: datetime.datetime | None) -> datetime.datetime | datetime.date | None:
        if moment is None or not times.days:
            return moment
        return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def interval_of(text: str) -> Interval | None:
    """`instant`, `a/b`, `../b`, `a/..` (or nothing in place of the dots); None for anything else."""
    ends = text.split("/")
    if len(ends) > 2:
        return None
    begin = _end(ends[0], last=False)
    end = _end(ends[-1], last=True)
    if begin is None or end is None or (begin == end == "open") or (len(ends) == 1 and "open" in (begin, end)):
        return None
    found = Interval(None if begin == "open" else begin, None if end == "open" else end)  # type: ignore[arg-type]
    if found.begin and found.end and found.begin > found.end:
        return None
    return found


def _end(text: str, *, last: bool) -> datetime.datetime | str | None:
    """A day as an end is whole: to its last moment."""
    if text in {"", ".."}:
        return "open"
    moment = moment_of(text)
    if moment is None or not last or day_of(text) is None:
        return moment
    return moment + datetime.timedelta(days=1) - datetime.timedelta(microseconds=1)
