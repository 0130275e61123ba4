"""What became public, noticed in one order for a whole town, so that each reader has one place in it."""

from __future__ import annotations

from django.db.models import Max

from geo.models import Municipality
from participation.models import News
from participation.topics import news_sources


def notice_news(town: Municipality | int) -> int:
    """Write down what is new and public; gives the last piece of news. Runs inside the caller's `in_town`.

    One at a time in a town: numbers that are handed out in order are seen in order.
    """
    towns = Municipality.objects.select_for_update(no_key=True).only("pk", "slug")
    locked = towns.get(pk=town if isinstance(town, int) else town.pk)
    for source in news_sources():
        source.notice(locked)
    return int(News.objects.filter(municipality=locked).aggregate(last=Max("pk"))["last"] or 0)
