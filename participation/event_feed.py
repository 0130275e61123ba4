"""Events as an Atom feed: the newest told first, each with when and where. The same rows are the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from participation.atom import FeedEntry, SteadyFeed, add_entry, new_feed
from participation.models import Event


def feed_of_events(town: Municipality, language: str, address: str, events: Iterable[Event]) -> SteadyFeed:
    feed = new_feed(town, language, address, _("Events"), _("Meetings, workshops and working parties."))
    for event in events:
        add_entry(
            feed,
            FeedEntry(
                address=page_address(town, language, f"events/{event.code}"),
                title=_title(event, language),
                text=_text(event, language),
                at=event.changed_at,
                changed_at=event.changed_at,
                categories=[event.kind],
            ),
        )
    return feed


def _title(event: Event, language: str) -> str:
    when = date_format(timezone.localtime(event.starts_at), "SHORT_DATETIME_FORMAT")
    told = f"{event.name(language)}, {when}"
    return f"{_('Called off')}: {told}" if event.called_off_at else told


def _text(event: Event, language: str) -> str:
    where = text_in(event.place.names, language) if event.place else ""
    said = (text_in(event.called_off_why, language), where, event.organiser, text_in(event.texts, language))
    return "\n".join(part for part in said if part)
