"""/<town>/planned – what is planned at a place, by address, by name or by a point of the map."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from frontend.gazetteer import PlaceChoice, find_places
from frontend.map_settings import map_settings, stage_labels
from frontend.pages import page_of, show, town_page
from geo import crs
from geo.models import Municipality
from geo.places import lies_in
from zoning.clock import town_today
from zoning.planned import planned_at

LONGEST = 60


@town_page
def planned_here(request: HttpRequest, town: Municipality) -> HttpResponse:
    words = request.GET.get("place", "").replace("\x00", "")[:100].strip()
    at = request.GET.get("at", "").replace("\x00", "")
    found = find_places(town, words) if words and not at else []
    place = _place(at) or (_only(found) if words else None)
    context = {"words": words, "found": [] if place else found, "place": place, **_planned(request, town, place)}
    return show(request, "frontend/plans/planned.html", context)


def _only(found: list[PlaceChoice]) -> PlaceChoice | None:
    return found[0] if len(found) == 1 else None


def _place(text: str) -> PlaceChoice | None:
    """ "longitude,latitude" and, if it was chosen by name, ",name"; None for what is no place in Finland."""
    longitude, _comma, rest = text.partition(",")
    latitude, _comma, name = rest.partition(",")
    try:
        lon, lat = float(longitude), float(latitude)
    except ValueError:
        return None
    return PlaceChoice(name[:LONGEST], "", lon, lat) if bool(crs.FINLAND.holds(lon, lat)) else None


def _planned(request: HttpRequest, town: Municipality, place: PlaceChoice | None) -> dict[str, Any]:
    if place is None:
        return {"planned": [], "is_outside": False}
    x, y = (float(value) for value in crs.to_storage(place.lon, place.lat))
    point = {"type": "Point", "coordinates": [round(place.lon, 6), round(place.lat, 6)]}
    settings = {"map": map_settings(page_of(request)) | {"plans": True}, "geometry": point, "labels": stage_labels()}
    found = planned_at(town, x, y, town_today())
    return {"planned": found, "is_outside": not lies_in(town, x, y), "settings": settings}
