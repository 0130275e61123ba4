"""An area's page: what a board needs before its meeting."""

from __future__ import annotations

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from frontend.area_pictures import picture_of_set
from frontend.pages import show, town_page
from geo.models import Area, Municipality
from neighbourhoods.dashboards import area_summary, newest_pins

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
        "picture": picture_of_set(area.area_set, area),
        "since": since,
        "since_wrong": since_wrong,
        "today": timezone.localdate(),
    }
    return show(request, "frontend/areas/area.html", context, status=400 if since_wrong else 200)


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
