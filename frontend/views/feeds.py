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
from geo.addresses import page_address
from geo.models import Municipality
from participation.atom import MOST_ENTRIES, FeedEntry, SteadyFeed, add_entry, new_feed
from participation.feeds import calendar_about, calendar_of
from participation.news import latest_news
from participation.topics import FollowTopic, follow_topic

CALENDAR = "text/calendar; charset=utf-8"


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
    """Events and consultations, for a calendar that asks now and then; of all, or of a topic that can be followed."""
    language = page_of(request).language
    if "topic" in request.GET:
        topic, reference = _asked_topic(request, town)
        return _steady(request, calendar_about(town, language, topic, reference), CALENDAR)
    return _steady(request, calendar_of(town, language), CALENDAR)


@town_page
def news(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What was new lately in anything that can be followed: an area, a place, a street, a topic, a plan, a message."""
    language = page_of(request).language
    topic, reference = _asked_topic(request, town)
    name = topic.name(town, reference, language)
    feed = new_feed(town, language, _address(request), name, _("What residents say, and what the town answers."))
    for told in latest_news(town, topic, reference, language)[:MOST_ENTRIES]:
        address = page_address(town, language, told.entry.path)
        own = address if address.endswith(told.item) else f"{address}#{told.item}"
        add_entry(feed, FeedEntry(own, told.entry.title, told.entry.text, told.at, told.at))
    return _atom(request, feed)


def _address(request: HttpRequest) -> str:
    """The feed's own, whichever way the service was reached."""
    return settings.SITE_ADDRESS + request.get_full_path()


def _asked_topic(request: HttpRequest, town: Municipality) -> tuple[FollowTopic, str]:
    """What is asked for, as it is kept; 404 when there is no such thing."""
    topic, reference = follow_topic(request.GET.get("topic", "")), request.GET.get("reference", "")[:200]
    kept = topic.check(town, reference) if topic and "\x00" not in reference else None
    if topic is None or kept is None:
        raise Http404("Nothing of this name")
    return topic, kept


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
