"""What is asked of a report: a year or days of it, of the whole town, one unit or one area."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from accounts.models import Body
from geo.models import Area, AreaSet, Municipality
from neighbourhoods.reports.figures import Period, Scope
from zoning.clock import town_today

FIRST_YEAR = 2000


@dataclass(frozen=True)
class Asked:
    """The year in which it ends; from when to when (else all of it); a unit's code, an area as set/code."""

    year: int
    first: datetime.date | None = None
    last: datetime.date | None = None
    unit: str = ""
    area: str = ""


class NoSuchReport(Exception):
    """`part` of what was asked is not there: year, from, unit or area."""

    def __init__(self, part: str, why: str) -> None:
        super().__init__(why)
        self.part = part


def scope_asked(town: Municipality, asked: Asked) -> Scope:
    """NoSuchReport of a year or days that have not come, and of a unit or an area that is not there."""
    today = town_today()
    if not FIRST_YEAR <= asked.year <= today.year:
        raise NoSuchReport("year", "No such year")
    usual = year_until(asked.year, today)
    first, last = asked.first or usual.first, asked.last or usual.last
    if not datetime.date(FIRST_YEAR, 1, 1) <= first <= last <= usual.last or last.year != asked.year:
        raise NoSuchReport("from", "No such period")
    return Scope(
        town,
        Period(first, last, today),
        _unit(town, asked.unit) if asked.unit else None,
        _area(town, asked.area, today) if asked.area else None,
    )


def year_until(year: int, today: datetime.date) -> Period:
    return Period(datetime.date(year, 1, 1), min(datetime.date(year, 12, 31), today), today)


def _unit(town: Municipality, code: str) -> Body:
    found = Body.objects.filter(municipality=town, code=code).first()
    if found is None:
        raise NoSuchReport("unit", "No such unit")
    return found


def _area(town: Municipality, said: str, today: datetime.date) -> Area:
    kind, _slash, code = said.partition("/")
    sets = AreaSet.objects.of(town).valid(today).filter(kind=kind)
    found = Area.objects.filter(area_set__in=sets, code=code).select_related("area_set").defer("geom").first()
    if found is None:
        raise NoSuchReport("area", "No such area")
    return found
