"""Atom feeds of what is published: messages of a town, and what became of one. The same rows are the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max
from django.utils.translation import gettext as _

from feedback_map.models import Kind, PublishedOutcome, PublishedPin, PublishedUpdate, State, Update
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from participation.atom import MOST_ENTRIES, FeedEntry, SteadyFeed, add_entry, new_feed

LONGEST_TITLE = 80


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
        entry = FeedEntry(
            address=page_address(town, language, f"pins/{pin.public_id}"),
            title=f"{kinds.get(pin.kind, pin.kind)} {pin.code}: {_short(pin.text)}",
            text=pin.text,
            at=pin.received_at,
            changed_at=max(pin.received_at, changed.get(pin.pk, pin.received_at)),
            categories=[pin.category] if pin.category else [],
        )
        add_entry(feed, entry)
    return feed


def feed_of_updates(town: Municipality, language: str, address: str, pin: PublishedPin) -> SteadyFeed:
    """What was done about one message, newest first."""
    names = {state.code: state.name(language) for state in State.objects.filter(municipality=town)}
    kinds = dict(Update.Kind.choices)
    feed = _feed(town, language, address, _("Message %(code)s") % {"code": pin.code})
    updates = PublishedUpdate.objects.filter(pin_id=pin.pk).order_by("-at", "-update_id")[:MOST_ENTRIES]
    for update in updates:
        state = names.get(update.state, "") if update.kind == Update.Kind.STATE else ""
        entry = FeedEntry(
            address=page_address(town, language, f"pins/{pin.public_id}") + f"#{update.public_id}",
            title=f"{pin.code}: {state or kinds.get(update.kind, update.kind)}",
            text=update.text,
            at=update.at,
            changed_at=update.at,
            categories=[],
        )
        add_entry(feed, entry)
    return feed


def feed_of_outcomes(
    town: Municipality, language: str, address: str, outcomes: Iterable[PublishedOutcome]
) -> SteadyFeed:
    """What followed from what residents said, newest first."""
    feed = _feed(town, language, address, _("What followed"))
    for outcome in outcomes:
        entry = FeedEntry(
            address=page_address(town, language, f"outcomes/{outcome.public_id}"),
            title=text_in(outcome.titles, language),
            text=text_in(outcome.texts, language),
            at=outcome.published_at,
            changed_at=outcome.published_at,
            categories=[outcome.theme] if outcome.theme else [],
        )
        add_entry(feed, entry)
    return feed


def _feed(town: Municipality, language: str, address: str, name: str) -> SteadyFeed:
    return new_feed(town, language, address, name, _("What residents say, and what the town answers."))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1] + "…"
