"""Initiatives as an Atom feed: the newest first, each with how far it has come. The same rows are the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from feedback_map.models import InitiativeState, PublishedInitiative
from geo.addresses import page_address
from geo.models import Municipality
from participation.atom import FeedEntry, SteadyFeed, add_entry, new_feed


def feed_of_initiatives(
    town: Municipality, language: str, address: str, initiatives: Iterable[PublishedInitiative]
) -> SteadyFeed:
    feed = new_feed(
        town,
        language,
        address,
        _("Residents' initiatives"),
        _("What residents propose, and what the town did about it."),
    )
    for one in initiatives:
        entry = FeedEntry(
            address=page_address(town, language, f"initiatives/{one.public_id}"),
            title=f"{one.title} ({InitiativeState(one.state).label})",
            text="\n".join(part for part in (one.answer, one.text) if part),
            at=one.published_at,
            changed_at=one.changed_at,
            categories=[one.state],
        )
        add_entry(feed, entry)
    return feed
