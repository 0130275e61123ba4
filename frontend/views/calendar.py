"""The annual clock of taking part as a page, and hearings as a feed; the calendar file is in views/feeds.py."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from frontend.pages import page_of, show, town_page
from frontend.views.feeds import _atom
from frontend.year_calendar import year_of
from geo.models import Municipality
from zoning.clock import town_today
from zoning.feeds import feed_of_hearings

FIRST_YEAR, YEARS_AHEAD = 2000, 5


@town_page
def year(request: HttpRequest, town: Municipality) -> HttpResponse:
    """This year, or the one that is asked for."""
    today = town_today()
    asked = request.GET.get("year", "")
    if asked and not (asked.isdecimal() and len(asked) == 4 and FIRST_YEAR <= int(asked) <= today.year + YEARS_AHEAD):
        raise Http404("No such year")
    shown = year_of(page_of(request), town, int(asked or today.year), today)
    # A year that has not begun has no planning review yet
    return show(request, "frontend/calendar.html", {"year": shown, "reviewed": min(shown.number, today.year)})


@town_page
def feed(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The newest hearings of plans."""
    address = settings.SITE_ADDRESS + request.get_full_path()
    return _atom(request, feed_of_hearings(town, page_of(request).language, address))
