"""Hearings in the town's calendar and as a feed. Only published rows are read; the same rows give the same bytes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from participation.atom import MOST_ENTRIES, FeedEntry, SteadyFeed, add_entry, new_feed
from participation.feeds import Entry, host, register_calendar
from zoning.following import HEARINGS
from zoning.models import HearingChange, PublishedHearing
from zoning.querysets import PublishedHearingQuerySet


def hearings_in_calendar(town: Municipality, language: str) -> Iterator[Entry]:
    """Each as one entry over its days; what is cancelled leaves the calendar."""
    for hearing in _hearings(town).standing().order_by("hearing_id"):
        yield Entry(
            uid=f"hearing-{hearing.public_id}-{town.slug}@{host()}",
            title=_title(hearing, language),
            begins=hearing.first_day,
            ends=hearing.last_day,
            text=text_in(hearing.notice, language),
            address=_address(town, hearing, language),
            about=(HEARINGS, hearing.public_id),
        )


def feed_of_hearings(town: Municipality, language: str, address: str) -> SteadyFeed:
    """The newest hearings with their notices; a cancelled one says so."""
    feed = new_feed(town, language, address, _("Plans on display"), _("What the town puts on display, and until when."))
    newest = list(_hearings(town).order_by("-published_at", "-hearing_id")[:MOST_ENTRIES])
    changed = _changed(town, newest)
    for hearing in newest:
        cancelled = hearing.cancelled_at is not None
        title = _title(hearing, language)
        entry = FeedEntry(
            address=_address(town, hearing, language),
            title=_("Cancelled: %(title)s") % {"title": title} if cancelled else title,
            text=text_in(hearing.notice, language),
            at=hearing.published_at,
            changed_at=max(hearing.published_at, changed.get(hearing.hearing_id, hearing.published_at)),
            categories=[hearing.kind],
        )
        add_entry(feed, entry)
    return feed


def _changed(town: Municipality, hearings: Sequence[PublishedHearing]) -> dict[int, datetime.datetime]:
    """When each was changed or cancelled last, of those that were."""
    with in_town(town):
        rows = HearingChange.objects.filter(hearing_id__in=[hearing.hearing_id for hearing in hearings])
        return dict(rows.order_by("hearing_id").values_list("hearing_id").annotate(last=Max("at")))


def _hearings(town: Municipality) -> PublishedHearingQuerySet:
    return PublishedHearing.objects.of(town).select_related("plan").defer("plan__geom")


def _title(hearing: PublishedHearing, language: str) -> str:
    return f"{hearing.get_kind_display()}: {hearing.plan.name(language)}"


def _address(town: Municipality, hearing: PublishedHearing, language: str) -> str:
    return page_address(town, language, f"plans/{hearing.plan.slug}/hearings/{hearing.public_id}")


def register_hearing_calendar() -> None:
    register_calendar(hearings_in_calendar)
