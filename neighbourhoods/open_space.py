"""How much room people have to meet: meeting places and their square metres for each thousand residents, by area.

Counted are places that are shown and open to anybody, with or without booking. A place whose size nobody knows counts
as a place and adds no square metres; how many such there are is told beside the sum.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from geo import sql
from geo.models import Area, AreaPart, AreaSet, Place
from geo.population import People, people_by_area

BORDER_M = 0.001


@dataclass(frozen=True)
class OpenSpace:
    """The meeting places of one area (`area` None: of no area of the set, or of the whole town)."""

    area: Area | None
    people: People
    places: tuple[Place, ...] = ()

    @property
    def count(self) -> int:
        return len(self.places)

    @property
    def m2(self) -> float:
        return sum(place.floor_area_m2 or 0.0 for place in self.places)

    @property
    def unknown_m2(self) -> int:
        return sum(place.floor_area_m2 is None for place in self.places)

    @property
    def free(self) -> int:
        return sum(place.is_free is True for place in self.places)

    @property
    def free_m2(self) -> float:
        return sum(place.floor_area_m2 or 0.0 for place in self.places if place.is_free)

    @property
    def accessible(self) -> int:
        return sum(place.is_accessible is True for place in self.places)

    @property
    def places_per_1000(self) -> float | None:
        """Unknown where nobody lives, or nobody knows how many do."""
        return self._per_1000(self.count)

    @property
    def m2_per_1000(self) -> float | None:
        """Unknown, too, where there are places and the size of none is known: that is no zero."""
        return None if self.places and self.unknown_m2 == self.count else self._per_1000(self.m2)

    def _per_1000(self, number: float) -> float | None:
        return 1000 * number / self.people.people if self.people.people else None


@dataclass(frozen=True)
class OpenSpaceOfTown:
    """Every area of a set, what lies in none of them, and the sum: each place is in it once."""

    area_set: AreaSet
    areas: tuple[OpenSpace, ...]
    outside: OpenSpace
    town: OpenSpace


def open_space(area_set: AreaSet) -> OpenSpaceOfTown:
    """Four reads, however many places there are."""
    asked = {"town": area_set.municipality_id, "area_set": area_set.pk}
    lies_in = {place: area for area, place in sql.rows("neighbourhoods/places_of_areas", asked)}
    here: dict[int | None, list[Place]] = defaultdict(list)
    for place in Place.objects.filter(pk__in=lies_in).order_by("code"):
        here[lies_in[place.pk]].append(place)
    people = people_by_area(area_set)
    areas = tuple(
        OpenSpace(area, people.get(area.pk, People()), tuple(here.get(area.pk, ())))
        for area in Area.objects.filter(area_set=area_set).without_geometry()
    )
    everywhere = tuple(sorted((place for places in here.values() for place in places), key=lambda place: place.code))
    return OpenSpaceOfTown(
        area_set=area_set,
        areas=areas,
        outside=OpenSpace(None, People(), tuple(here.get(None, ()))),
        town=OpenSpace(None, _sum(areas), everywhere),
    )


def meeting_places_in(area: Area) -> tuple[Place, ...]:
    """The same places of one area alone: one read. On a border a place belongs to the lowest code."""
    touching = AreaPart.objects.filter(area_set=area.area_set_id, geom__dwithin=(OuterRef("point"), BORDER_M))
    lies_in = Subquery(touching.order_by("area__code").values("area")[:1])
    found = Place.objects.filter(municipality=area.municipality_id, is_shown=True).exclude(open_to=Place.OpenTo.MEMBERS)
    return tuple(found.alias(lies_in=lies_in).filter(lies_in=area.pk).order_by("code"))


def _sum(areas: tuple[OpenSpace, ...]) -> People:
    """The residents of all areas together; unknown where those of one of them are."""
    known = [one.people.people for one in areas if one.people.people is not None]
    years = {one.people.year for one in areas}
    if not areas or len(known) < len(areas):
        return People()
    return People(people=sum(known), year=years.pop() if len(years) == 1 else None)
