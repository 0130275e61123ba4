"""An area's page: what a board needs before its meeting."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from frontend import coverage_words
from frontend.area_page import AreaPage
from frontend.area_pictures import picture_of_set
from frontend.area_reading import area_among_others
from frontend.coverage_choices import chosen_in, months_choice
from frontend.pages import page_of, show, town_page
from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.dashboards import area_summary, newest_pins

NEW_FOR_DAYS = 30
NEWEST = 6


@town_page
def show_area(request: HttpRequest, town: Municipality, area_set: str, code: str) -> HttpResponse:
    """New since a day the reader sets, who lives here, whose voice is missing, the class, and what to do next."""
    since, since_wrong = since_in(request)
    among = area_among_others(town, area_set, code)
    area, chosen = among.area, chosen_in(request.GET, area_set)
    summary = area_summary(area, since=since, answered_since=since)
    told = AreaPage(among, town, page_of(request).language, chosen, summary, since)
    choices = [months_choice(chosen, told.known.months)]
    context = {
        "area": area,
        "told": told,
        "coverage": told.coverage,
        "set": area.area_set,
        "summary": summary,
        "newest": newest_pins(area, limit=NEWEST),
        "answered": summary.pins.answered,
        "picture": picture_of_set(area.area_set, area, among.others),
        "choices": [one for one in choices if len(one.links) > 1],
        "always": coverage_words.ALWAYS,
        "since": since,
        "since_wrong": since_wrong,
        "today": timezone.localdate(),
    }
    with in_town(town):
        context["budget"] = told.budget
        return show(request, "frontend/areas/area.html", context, status=400 if since_wrong else 200)


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
