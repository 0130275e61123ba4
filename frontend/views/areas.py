"""An area's page, and the page of all areas: where the town is heard."""

from __future__ import annotations

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from frontend.area_pictures import picture_of_area, picture_of_rows
from frontend.pages import show, town_page
from geo.models import Area, AreaSet, Municipality
from neighbourhoods.dashboards import area_rows, area_summary, newest_pins

NEW_FOR_DAYS = 30


@town_page
def show_area(request: HttpRequest, town: Municipality, area_set: str, code: str) -> HttpResponse:
    """One area: people, participants, pins by kind and channel, what is new since a day the reader sets."""
    since, since_wrong = _since(request)
    area = _area(town, area_set, code)
    context = {
        "area": area,
        "summary": area_summary(area, since=since),
        "newest": newest_pins(area),
        "picture": picture_of_area(area),
        "since": since,
        "since_wrong": since_wrong,
        "today": timezone.localdate(),
    }
    return show(request, "frontend/areas/area.html", context, status=400 if since_wrong else 200)


@town_page
def coverage(request: HttpRequest, town: Municipality) -> HttpResponse:
    """All areas of a set in a table and a picture; the set is chosen by a link."""
    sets = list(AreaSet.objects.of(town).valid(timezone.localdate()))
    chosen = _chosen(sets, request.GET.get("set") or town.home_set)
    if chosen is None:
        if request.GET.get("set"):
            raise Http404("No such area set")
        return show(request, "frontend/areas/coverage.html", {"sets": sets})
    rows, outside = area_rows(chosen)
    context = {
        "sets": sets,
        "chosen": chosen,
        "rows": rows,
        "outside": outside,
        "picture": picture_of_rows(chosen, rows),
        "released": next((row.figures for row in rows if row.figures.run), None),
    }
    return show(request, "frontend/areas/coverage.html", context)


def _chosen(sets: list[AreaSet], kind: str) -> AreaSet | None:
    named = next((one for one in sets if one.kind == kind), None)
    return named or (sets[0] if sets and not kind else None)


def _area(town: Municipality, kind: str, code: str) -> Area:
    day = timezone.localdate()
    found = (
        Area.objects.filter(municipality=town, area_set__kind=kind, code=code, area_set__valid_from__lte=day)
        .exclude(area_set__valid_to__lte=day)
        .select_related("area_set", "parent__area_set")
        .defer("geom", "parent__geom")
        .first()
    )
    if found is None:
        raise Http404("No such area")
    return found


def _since(request: HttpRequest) -> tuple[datetime.date, bool]:
    """The day from which messages are new (a month back unless the reader says), and whether it was said wrongly."""
    usual = timezone.localdate() - datetime.timedelta(days=NEW_FOR_DAYS)
    said = request.GET.get("since", "")
    if not said:
        return usual, False
    try:
        day = parse_date(said)
    except ValueError:
        day = None
    return (day, False) if day else (usual, True)
