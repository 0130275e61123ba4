"""Atom feeds whose bytes follow from their rows alone: the same rows are the same feed, whenever it is asked for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.defaultfilters import linebreaksbr
from django.utils.feedgenerator import Atom1Feed

from geo.addresses import page_address
from geo.models import Municipality

MOST_ENTRIES = 50
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
BEFORE_ALL = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


class SteadyFeed(Atom1Feed):
    """An empty feed was last changed when nothing had been said yet, not when it is asked for."""

    def latest_post_date(self) -> datetime.datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=BEFORE_ALL)


@dataclass(frozen=True)
class FeedEntry:
    """One entry; its address is its identity."""

    address: str
    title: str
    text: str
    at: datetime.datetime
    changed_at: datetime.datetime
    categories: Sequence[str] = ()


def new_feed(town: Municipality, language: str, address: str, name: str, description: str) -> SteadyFeed:
    return SteadyFeed(
        title=NOT_IN_XML.sub("", f"{town.name(language)} – {name}"),
        link=page_address(town, language),
        description=description,
        language=language.partition("-")[0],
        feed_url=address,
        feed_guid=address,
        author_name=town.name(language),
    )


def add_entry(feed: SteadyFeed, entry: FeedEntry) -> None:
    feed.add_item(
        title=NOT_IN_XML.sub("", entry.title),
        link=entry.address,
        unique_id=entry.address,
        description=linebreaksbr(NOT_IN_XML.sub("", entry.text), autoescape=True),  # readers take it for HTML
        pubdate=entry.at,
        updateddate=entry.changed_at,
        categories=list(entry.categories),
    )
