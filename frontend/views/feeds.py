"""Feeds and the calendar: published things only, asked for again and again at little cost (conditional requests)."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from feedback_map.feeds import feed_of_outcomes, feed_of_pins, feed_of_updates
from feedback_map.following import AREA, CATEGORY, area_of
from feedback_map.models import Kind, PublishedOutcome, PublishedPin
from frontend.pages import page_of, town_page
from geo.models import Municipality
from participation.atom import MOST_ENTRIES, SteadyFeed
from participation.feeds import calendar_of
from participation.topics import follow_topic


@town_page
def pins(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The newest published messages; of an area (`area=set/code`), a category, a kind."""
    page, names = page_of(request), []
    found = PublishedPin.objects.filter(municipality=town)
    area, category, kind = (request.GET.get(name, "")[:150] for name in ("area", "category", "kind"))
    if area:
        names.append(_named(town, AREA, area, page.language))
        here = area_of(town, area)
        found = found.in_area(here) if here else found.none()
    if category:
        names.append(_named(town, CATEGORY, category, page.language))
        found = found.filter(category=category)
    if kind:
        if kind not in Kind.values:
            raise Http404("No such kind")
        names.append(str(Kind(kind).label))
        found = found.filter(kind=kind)
    newest = found.order_by("-received_at", "-pin_id").defer("geom")[:MOST_ENTRIES]
    name = ", ".join(names) or _("Messages")
    return _atom(request, feed_of_pins(town, page.language, _address(request), newest, name))


@town_page
def pin(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """What was done about one published message."""
    found = get_object_or_404(PublishedPin.objects.defer("geom"), municipality=town, public_id=pin)
    return _atom(request, feed_of_updates(town, page_of(request).language, _address(request), found))


@town_page
def outcomes(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What followed from what residents said."""
    newest = PublishedOutcome.objects.filter(municipality=town).order_by("-published_at", "-outcome_id").defer("place")
    return _atom(request, feed_of_outcomes(town, page_of(request).language, _address(request), newest[:MOST_ENTRIES]))


@town_page
def calendar(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Events and consultations, for a calendar that asks now and then."""
    return _steady(request, calendar_of(town, page_of(request).language), "text/calendar; charset=utf-8")


def _address(request: HttpRequest) -> str:
    """The feed's own, whichever way the service was reached."""
    return settings.SITE_ADDRESS + request.get_full_path()


def _named(town: Municipality, kind: str, reference: str, language: str) -> str:
    """What is asked for by its name; 404 when there is no such thing."""
    topic = follow_topic(kind)
    if topic is None or "\x00" in reference or not topic.check(town, reference):
        raise Http404("Nothing of this name")
    return topic.name(town, reference, language)


def _atom(request: HttpRequest, feed: SteadyFeed) -> HttpResponse:
    return _steady(request, feed.writeString("utf-8").encode(), "application/atom+xml; charset=utf-8")


def _steady(request: HttpRequest, content: bytes, kind: str) -> HttpResponse:
    """The same content is the same ETag, and then need not be sent."""
    response = HttpResponse(content, content_type=kind)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response
