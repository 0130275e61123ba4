"""Atom feeds of what is published: messages of a town, and what became of one. The same rows are the same bytes."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.template.defaultfilters import linebreaksbr
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from feedback_map.models import Kind, PublishedOutcome, PublishedPin, PublishedUpdate, State, Update
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality

MOST_ENTRIES = 50
LONGEST_TITLE = 80
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
BEFORE_ALL = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


class SteadyFeed(Atom1Feed):
    """An empty feed was last changed when nothing had been said yet, not when it is asked for."""

    def latest_post_date(self) -> datetime.datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=BEFORE_ALL)


def feed_of_pins(
    town: Municipality, language: str, address: str, pins: Iterable[PublishedPin], name: str
) -> SteadyFeed:
    """The newest messages; each says when it last changed in public."""
    pins = list(pins)
    latest = PublishedUpdate.objects.filter(pin_id__in=[pin.pk for pin in pins]).values("pin_id")
    changed = dict(latest.annotate(last=Max("at")).values_list("pin_id", "last"))
    feed = _feed(town, language, address, name)
    kinds = dict(Kind.choices)
    for pin in pins:
        _add(
            feed,
            address=page_address(town, language, f"pins/{pin.public_id}"),
            title=f"{kinds.get(pin.kind, pin.kind)} {pin.code}: {_short(pin.text)}",
            text=pin.text,
            at=pin.received_at,
            changed_at=max(pin.received_at, changed.get(pin.pk, pin.received_at)),
            categories=[pin.category] if pin.category else [],
        )
    return feed


def feed_of_updates(town: Municipality, language: str, address: str, pin: PublishedPin) -> SteadyFeed:
    """What was done about one message, newest first."""
    names = {state.code: state.name(language) for state in State.objects.filter(municipality=town)}
    kinds = dict(Update.Kind.choices)
    feed = _feed(town, language, address, _("Message %(code)s") % {"code": pin.code})
    updates = PublishedUpdate.objects.filter(pin_id=pin.pk).order_by("-at", "-update_id")[:MOST_ENTRIES]
    for update in updates:
        state = names.get(update.state, "") if update.kind == Update.Kind.STATE else ""
        _add(
            feed,
            address=page_address(town, language, f"pins/{pin.public_id}") + f"#{update.public_id}",
            title=f"{pin.code}: {state or kinds.get(update.kind, update.kind)}",
            text=update.text,
            at=update.at,
            changed_at=update.at,
            categories=[],
        )
    return feed


def feed_of_outcomes(
    town: Municipality, language: str, address: str, outcomes: Iterable[PublishedOutcome]
) -> SteadyFeed:
    """What followed from what residents said, newest first."""
    feed = _feed(town, language, address, _("What followed"))
    for outcome in outcomes:
        _add(
            feed,
            address=page_address(town, language, f"outcomes/{outcome.public_id}"),
            title=text_in(outcome.titles, language),
            text=text_in(outcome.texts, language),
            at=outcome.published_at,
            changed_at=outcome.published_at,
            categories=[outcome.theme] if outcome.theme else [],
        )
    return feed


def _feed(town: Municipality, language: str, address: str, name: str) -> SteadyFeed:
    return SteadyFeed(
        title=NOT_IN_XML.sub("", f"{town.name(language)} – {name}"),
        link=page_address(town, language),
        description=_("What residents say, and what the town answers."),
        language=language.partition("-")[0],
        feed_url=address,
        feed_guid=address,
        author_name=town.name(language),
    )


def _add(feed: SteadyFeed, *, address: str, title: str, text: str, at: datetime.datetime, **more: Any) -> None:
    feed.add_item(
        title=NOT_IN_XML.sub("", title),
        link=address,
        unique_id=address,
        description=linebreaksbr(NOT_IN_XML.sub("", text), autoescape=True),  # readers take a summary for HTML
        pubdate=at,
        updateddate=more["changed_at"],
        categories=more["categories"],
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"
