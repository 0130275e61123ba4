"""Figures of room to meet: places and square metres for each thousand residents."""

from __future__ import annotations

from geo.models import AreaSet
from neighbourhoods.open_space import OpenSpace, open_space
from neighbourhoods.reports.figures import Figure, Missing, Scope, Source, Where
from neighbourhoods.reports.messages import area_name


def room_figures(scope: Scope) -> list[Figure]:
    """As they are today: the register of places keeps no history, and the method says so."""
    here = None if scope.unit else _here(scope)
    source = Source(
        "neighbourhoods/sql/places_of_areas.sql",
        {"town": scope.town.slug, "area": area_name(scope), "day": scope.period.today},
    )
    values: tuple[float | None, ...] = (
        (here.count, here.places_per_1000, here.m2_per_1000) if here is not None else (None, None, None)
    )
    missing: Missing = "not_by_unit" if scope.unit else "unknown"
    number = here.count if here is not None else None
    return [
        Figure("places", "count", values[0], source, missing=_none(values[0], missing), where=Where("places")),
        Figure("places_per_1000", "per_1000", values[1], source, number, missing=_none(values[1], missing)),
        Figure("open_m2_per_1000", "m2_per_1000", values[2], source, number, missing=_none(values[2], missing)),
    ]


def _here(scope: Scope) -> OpenSpace | None:
    if scope.area:
        told = open_space(scope.area.area_set)
        return next((one for one in told.areas if one.area is not None and one.area.pk == scope.area.pk), None)
    home = AreaSet.objects.of(scope.town).valid(scope.period.today).filter(kind=scope.town.home_set).first()
    return open_space(home).town if home else None


def _none(value: float | None, missing: Missing) -> Missing:
    return "" if value is not None else missing
