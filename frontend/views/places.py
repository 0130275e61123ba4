"""/<town>/places – meeting places and free spaces: a list with its map, one place, and what each area has of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from frontend.map_settings import map_settings, stage_labels
from frontend.meeting_parts import kind_name, kinds_of, marks_settings, open_space_table
from frontend.pages import page_of, show, town_page
from frontend.place import as_geojson
from frontend.schema_org import place_ld
from geo.models import AreaSet, Municipality, Place
from participation.models import Event

WHO = ("", Place.OpenTo.EVERYONE, Place.OpenTo.BOOKING)


@town_page
def list_places(request: HttpRequest, town: Municipality) -> HttpResponse:
    """All of them by name, or of one kind, or those that cost nothing."""
    page, known = page_of(request), Place.objects.filter(municipality=town, is_shown=True)
    every = sorted(known, key=lambda place: place.name(page.language).casefold())
    kind, free, accessible = (request.GET.get(name, "")[:40] for name in ("kind", "free", "accessible"))
    shown = [place for place in every if not kind or place.kind == kind]
    shown = [place for place in shown if (not free or place.is_free) and (not accessible or place.is_accessible)]
    names = dict(kinds_of(every))
    context = {
        "places": [(place, names[place.kind]) for place in shown],
        "asked": {"kind": kind, "free": free, "accessible": accessible},
        "kinds": list(names.items()),
        "whole": len(every),
        "space": open_space_table(town, page.language),
        "settings": marks_settings(page, "meeting-places", names, page.url("places")),
    }
    return show(request, "frontend/places/list.html", context)


@town_page
def show_place(request: HttpRequest, town: Municipality, code: str) -> HttpResponse:
    found, page = get_object_or_404(Place, municipality=town, is_shown=True, code=code), page_of(request)
    coming = Event.objects.shown(town).filter(place=found).coming(timezone.now())
    settings = {"map": map_settings(page), "geometry": as_geojson(found.point), "labels": stage_labels()}
    context = {
        "place": found,
        "kind": kind_name(found.kind),
        "events": list(coming[:20]),
        "settings": settings,
        "schema_org": place_ld(town, page.language, found),
    }
    return show(request, "frontend/places/place.html", context)


@town_page
def by_area(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Square metres of open space and meeting places for each thousand residents, by the areas of a set."""
    kind, page = request.GET.get("set", "")[:40], page_of(request)
    table = open_space_table(town, page.language, kind)
    if table is None and kind:
        raise Http404("No such area set")
    sets = [(one.kind, one.name(page.language)) for one in AreaSet.objects.of(town).valid(timezone.localdate())]
    return show(request, "frontend/places/by_area.html", {"table": table, "sets": sets})
