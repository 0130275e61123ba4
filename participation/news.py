"""What became public, noticed in one order for a whole town, so that each reader has one place in it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import News
from participation.topics import Entry, FollowTopic, news_sources

LATELY_DAYS, MOST_LOOKED_AT = 30, 500


@dataclass(frozen=True)
class Told:
    """A piece of news as it is told now: which, since when it is known, and what it says."""

    item: str
    at: datetime.datetime
    entry: Entry


def notice_news(town: Municipality | int) -> int:
    """Write down what is new and public; gives the last piece of news. Runs inside the caller's `in_town`.

    One at a time in a town: numbers that are handed out in order are seen in order.
    """
    towns = Municipality.objects.select_for_update(no_key=True).only("pk", "slug")
    locked = towns.get(pk=town if isinstance(town, int) else town.pk)
    for source in news_sources():
        source.notice(locked)
    return int(News.objects.filter(municipality=locked).aggregate(last=Max("pk"))["last"] or 0)


def notice_everywhere() -> int:
    """In every town what is new and public, so that links and feeds tell it before the next letters do.

    Gives the number of towns.
    """
    towns = list(Municipality.objects.defer("boundary"))
    for town in towns:
        with in_town(town):
            notice_news(town)
    return len(towns)


def latest_news(town: Municipality, topic: FollowTopic, reference: str, language: str, after: int = 0) -> list[Told]:
    """What was new in something in the last thirty days and may still be shown, newest first."""
    since = timezone.now() - datetime.timedelta(days=LATELY_DAYS)
    new = News.objects.filter(municipality=town, noticed_at__gt=since, pk__gt=after).order_by("-pk")
    noticed = list(new.values_list("source", "item", "noticed_at")[:MOST_LOOKED_AT])
    entries: dict[tuple[str, str], Entry] = {}
    for source in news_sources():
        items = [item for name, item, _at in noticed if name == source.name]
        mine = sorted(topic.news(town, reference, source.name, items))
        entries |= {(source.name, item): entry for item, entry in source.entries(town, mine, language).items()}
    return [Told(item, at, entries[name, item]) for name, item, at in noticed if (name, item) in entries]
