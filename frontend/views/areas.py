"""An area's page: what a board needs before its meeting."""

from __future__ import annotations

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from feedback_map.counts import answered_since
from frontend import coverage_words
from frontend.area_page import AreaPage
from frontend.area_pictures import picture_of_set
from frontend.budget.area_budget import budget_in
from frontend.coverage_choices import chosen_in, months_choice
from frontend.pages import page_of, show, town_page
from geo.models import Area, Municipality
from geo.tenancy import in_town
from neighbourhoods.dashboards import area_summary, newest_pins

NEW_FOR_DAYS = 30
NEWEST = 6


@town_page
def show_area(request: HttpRequest, town: Municipality, area_set: str, code: str) -> HttpResponse:
    """New since a day the reader sets, who lives here, whose voice is missing, the class, and what to do next."""
    since, since_wrong = since_in(request)
    area = area_in(town, area_set, code)
    chosen = chosen_in(request.GET, area_set)
    told = AreaPage(area, town, page_of(request).language, chosen, area_summary(area, since=since), since)
    choices = [months_choice(chosen, told.known.months)]
    context = {
        "area": area,
        "told": told,
        "coverage": told.coverage,
        "set": area.area_set,
        "summary": told.summary,
        "newest": newest_pins(area, limit=NEWEST),
        "answered": answered_since(area, since),
        "picture": picture_of_set(area.area_set, area),
        "choices": [one for one in choices if len(one.links) > 1],
        "always": coverage_words.ALWAYS,
        "since": since,
        "since_wrong": since_wrong,
        "today": timezone.localdate(),
    }
    with in_town(town):
        context["budget"] = budget_in(town, area)
        return show(request, "frontend/areas/area.html", context, status=400 if since_wrong else 200)


def area_in(town: Municipality, kind: str, code: str) -> Area:
    """The area of the set that is valid today."""
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


def since_in(request: HttpRequest) -> tuple[datetime.date, bool]:
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
