"""How many people live where: the denominators."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geo import sql
from geo.models import Area, AreaSet, PopulationCount


@dataclass(frozen=True)
class People:
    """People and holiday homes of an area. None is unknown: hidden by the source, or never given; it is not zero.

    `basis`: given (by the source for this area), interpolated (spread from other areas), cells (summed by centres).
    """

    people: float | None = None
    holiday_homes: float | None = None
    year: int | None = None
    basis: str = ""


def people_by_area(area_set: AreaSet) -> dict[int, People]:
    """The newest known figures of every area of a set, by the area's id."""
    return _people(area_set.municipality_id, area_set.pk, None)


def people_in(area: Area) -> People:
    """The newest known figures of one area."""
    return _people(area.municipality_id, area.area_set_id, area.pk).get(area.pk, People())


def _people(town_id: int, area_set_id: int, area_id: int | None) -> dict[int, People]:
    found: dict[int, People] = {}
    parameters = {"town": town_id, "area_set": area_set_id, "area": area_id}
    for area, what, year, count, basis in sql.rows("geo/people_by_area", parameters):
        known = found.get(area, People())
        if what == PopulationCount.What.PEOPLE:
            found[area] = replace(known, people=count, year=year, basis=basis)
        elif what == PopulationCount.What.HOLIDAY_HOMES:
            found[area] = replace(known, holiday_homes=count)
    return found
