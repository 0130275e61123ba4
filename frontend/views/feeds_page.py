"""/<town>/feeds – every feed and calendar of the town, with what is in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from frontend.pages import page_of, show, town_page
from geo.models import Municipality

ATOM, CALENDAR = "application/atom+xml", "text/calendar"


@town_page
def all_feeds(request: HttpRequest, town: Municipality) -> HttpResponse:
    page = page_of(request)
    feeds = [
        (_("Newest messages"), "feed_pins", ATOM),
        (_("What followed"), "feed_outcomes", ATOM),
        (_("Residents' initiatives"), "feed_initiatives", ATOM),
        (_("Events"), "feed_events", ATOM),
        (_("Plans on display"), "feed_hearings", ATOM),
        (_("Events, consultations and plans on display"), "calendar", CALENDAR),
    ]
    known = [{"name": name, "url": page.url(route), "kind": kind} for name, route, kind in feeds]
    return show(request, "frontend/feeds.html", {"feeds": known, "atom": ATOM})
