"""Digests: what became public in what somebody follows, once a day or on Mondays; each thing once, and nothing if
nothing is new.

What is new is noticed in one order for the whole town, and each reader's place in it moves in the same transaction in
which the letter is posted: killed in between, neither happened.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from delivery.mail import Letter, post_letter
from delivery.services import enqueue
from delivery.stationery import Heading, Item, Part, Sheet, Words
from delivery.topics import Message
from geo.addresses import page_address
from geo.models import Municipality
from geo.tenancy import in_town
from participation.following import key_of
from participation.models import Follow, Follower, News, Rhythm
from participation.news import latest_news, notice_news
from participation.topics import Entry, follow_topic, news_sources

DIGESTS, DIGEST = "follow.digests", "follow.digest"
DIGEST_LETTER = "participation.digest"
MOST_ITEMS = 60
MOST_LATEST = 5
Found = dict[str, list[tuple[str, str]]]  # by what is followed: source and item


def ask_for_digests(*, now: datetime.datetime | None = None) -> int:
    """From seven o'clock on, have the day's digests made in every town; on Mondays and after, the week's. Once each."""
    local = timezone.localtime(now)
    if local.hour < settings.DIGEST_HOUR and local.isoweekday() == 1:
        weeks = local.date() - datetime.timedelta(days=7)
    else:
        weeks = local.date()
    year, week, _day = weeks.isocalendar()
    due = {Rhythm.WEEKLY: f"{year}-W{week:02d}"}
    if local.hour >= settings.DIGEST_HOUR:
        due[Rhythm.DAILY] = local.date().isoformat()
    asked = 0
    for town in Municipality.objects.values_list("pk", flat=True):
        for rhythm, period in due.items():
            payload = {"town": town, "rhythm": rhythm.value, "period": period}
            asked += enqueue(
                topic=DIGESTS, payload=payload, municipality=town, dedupe=f"digests:{town}:{rhythm}:{period}"
            )
    return asked


def begin_digests(message: Message) -> None:
    """Notice what is new, in one order, and have each reader's digest made by itself."""
    payload = message.payload
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    until = notice_news(town)
    follows = Follow.objects.running(town).filter(follower__rhythm=payload["rhythm"], told_until__lt=until)
    readers = follows.exclude(follower__email="").values_list("follower__public_id", flat=True).distinct()
    for reader in readers.order_by("follower__public_id"):
        enqueue(
            topic=DIGEST,
            payload={"town": town.pk, "follower": reader, "until": until},
            municipality=town,
            dedupe=f"digest:{reader}:{payload['period']}",
        )


def make_digest(message: Message) -> None:
    """One reader's digest: post it when there is something in it, and remember until where they were told."""
    payload = message.payload
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    follower = Follower.objects.select_for_update().filter(municipality=town, public_id=payload["follower"]).first()
    if follower is None:
        return
    found = news_of(town, follower, until=payload["until"])
    if any(found.values()):
        letter = {"town": town.pk, "follower": follower.public_id, "found": found}
        post_letter(kind=DIGEST_LETTER, payload=letter, municipality=town, dedupe=f"letter:{message.dedupe}")
    behind = Follow.objects.running(town).filter(follower=follower, told_until__lt=payload["until"])
    behind.update(told_until=payload["until"])


def news_of(town: Municipality, follower: Follower, *, until: int) -> Found:
    """What is new in each thing that is followed, each item once. What is told at once is left out."""
    told: set[tuple[str, str]] = set()
    found: Found = {}
    follows = Follow.objects.running(town).filter(follower=follower).order_by("pk")
    topics = [(follow, topic) for follow in follows if (topic := follow_topic(follow.topic))]
    for follow, topic in sorted(topics, key=lambda pair: not pair[1].at_once):
        new = News.objects.filter(municipality=town, pk__gt=follow.told_until, pk__lte=until).order_by("pk")
        items: dict[str, list[str]] = {}
        for source, item in new.values_list("source", "item"):
            items.setdefault(source, []).append(item)
        its = [(s, i) for s, known in items.items() for i in known if i in topic.news(town, follow.reference, s, known)]
        if not topic.at_once:
            found[follow.public_id] = [one for one in its if one not in told]
        told.update(its)
    return found


def digest(payload: dict[str, Any]) -> Letter | None:
    """What of it is still public when the letter is written; None when nothing is, or nobody follows any more."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        follower = Follower.objects.filter(municipality=town, public_id=payload["follower"]).exclude(email="").first()
        if follower is None:
            return None
        with translation.override(follower.language):
            parts, count = _parts(town, follower, payload["found"])
            return _letter(town, follower, parts, count) if count else None


def latest_of(town: Municipality, follow: Follow, language: str) -> list[Entry]:
    """What was new lately in something that is followed, newest first: for who follows by a link alone."""
    topic = follow_topic(follow.topic)
    if topic is None:
        return []
    return [
        told.entry for told in latest_news(town, topic, follow.reference, language, follow.told_until)[:MOST_LATEST]
    ]


def _letter(town: Municipality, follower: Follower, parts: list[Part], count: int) -> Letter:
    language, key = follower.language, key_of(follower)
    said = ngettext("%(count)d new thing in what you follow", "%(count)d new things in what you follow", count)
    today = date_format(timezone.localdate(), "SHORT_DATE_FORMAT")
    sheet = Sheet(
        sender=town.name(language),
        language=language,
        title=said % {"count": count},
        parts=(*parts, Words(_("What you follow, and how often: %(link)s") % {"link": _mine(town, language, key)})),
        why=_("You get this letter because you asked for it at this address."),
        stop=page_address(town, language, f"follow/{key}/stop"),
        stop_words=_("No more letters"),
    )
    return sheet.letter(to=follower.email, subject=f"{town.name(language)} – {today}", reply_to=town.email)


def _mine(town: Municipality, language: str, key: str) -> str:
    return page_address(town, language, f"follow/{key}")


def _parts(town: Municipality, follower: Follower, found: Found) -> tuple[list[Part], int]:
    language, known = follower.language, _entries(town, found, follower.language)
    parts: list[Part] = []
    count = 0
    for follow in Follow.objects.running(town).filter(public_id__in=found, follower=follower).order_by("pk"):
        topic = follow_topic(follow.topic)
        shown = [known[tuple(one)] for one in found[follow.public_id] if tuple(one) in known]
        if topic is None or not shown:
            continue
        parts.append(Heading(topic.name(town, follow.reference, language)))
        parts += [_item(town, language, entry) for entry in shown[: max(0, MOST_ITEMS - count)]]
        if count + len(shown) > MOST_ITEMS:
            parts.append(Words(_("There is more: see the map.")))
        count += len(shown)
    return parts, count


def _entries(town: Municipality, found: Found, language: str) -> dict[tuple[str, ...], Entry]:
    entries: dict[tuple[str, ...], Entry] = {}
    for source in news_sources():
        items = [item for its in found.values() for name, item in its if name == source.name]
        entries |= {(source.name, item): entry for item, entry in source.entries(town, items, language).items()}
    return entries


def _item(town: Municipality, language: str, entry: Entry) -> Item:
    return Item(entry.title, page_address(town, language, entry.path), entry.text, entry.language)
