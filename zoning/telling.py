"""Who is told of a hearing by letter: those who follow its plan or its place, landowners, and bodies that were asked.

A change or a cancelling is told at once; that a hearing ends is told once, some days before. Who stopped following,
or was erased, is told nothing: whoever it is is looked up again when the letter is written.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delivery.mail import Letter, post_letter, register_letter
from delivery.services import enqueue
from delivery.stationery import Facts, Link, Part, Sheet, Words
from delivery.topics import Message, Topic, register
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from participation.following import stop_address
from participation.models import Follow
from participation.topics import follow_topics
from zoning.clock import town_today
from zoning.following import HEARINGS
from zoning.models import Hearing, HearingChange, Landowner, PublishedHearing, StatementRequest
from zoning.notices import days_of, last_moment, takes_objections, what_changed
from zoning.services.hearings import HEARING_TOLD

HEARING_LETTER = "zoning.hearing"
Recipient = tuple[str, dict[str, Any], str]  # the address, by whom it is found again, and what names them


def ask_for_reminders(*, town: Municipality, today: datetime.date | None = None) -> int:
    """Have it told, once for each last day, that a hearing ends soon. One that was only just published is not told."""
    today = today or town_today()
    until = today + datetime.timedelta(days=settings.HEARING_REMINDER_DAYS)
    ending = PublishedHearing.objects.of(town).open_on(today).filter(last_day__lte=until)
    asked = 0
    with in_town(town):
        for hearing in ending:
            payload = {"hearing": hearing.public_id, "change": None}
            dedupe = f"hearing:ends:{hearing.public_id}:{hearing.last_day.isoformat()}"
            asked += enqueue(topic=HEARING_TOLD, payload=payload, municipality=town, dedupe=dedupe)
    return asked


def tell_of_hearing(message: Message) -> None:
    """A letter to each, one address once; runs in the town's transaction."""
    hearing = _hearing(message.payload["hearing"])
    if hearing is None or not PublishedHearing.objects.filter(hearing_id=hearing.pk).exists():
        return
    town, told = hearing.municipality, set[str]()
    for email, who, name in recipients(town, hearing):
        if email.lower() not in told:
            told.add(email.lower())
            payload = {"town": town.pk, **message.payload, **who}
            post_letter(kind=HEARING_LETTER, payload=payload, municipality=town, dedupe=f"{message.dedupe}:{name}")


def recipients(town: Municipality, hearing: Hearing) -> Iterator[Recipient]:
    """Runs inside the caller's `in_town`."""
    for follow in followers_of(town, hearing):
        yield follow.follower.email, {"follow": follow.public_id}, f"f{follow.follower_id}"
    for owner in Landowner.objects.filter(plan=hearing.plan).exclude(email=""):
        yield owner.email, {"landowner": owner.pk}, f"l{owner.pk}"
    asked = StatementRequest.objects.filter(hearing=hearing, asked_at__isnull=False, answered_at=None, declined_at=None)
    for request in asked.exclude(email=""):
        yield request.email, {"request": request.public_id}, f"r{request.pk}"


def followers_of(town: Municipality, hearing: Hearing) -> Iterator[Follow]:
    """Whoever follows something to which the hearing belongs: the plan itself, an area, a place."""
    running = Follow.objects.running(town).exclude(follower__email="")
    for topic in follow_topics():
        its = running.filter(topic=topic.kind)
        for reference in its.order_by("reference").values_list("reference", flat=True).distinct():
            if topic.news(town, reference, HEARINGS, [hearing.public_id]):
                yield from its.filter(reference=reference).select_related("follower").order_by("pk")


def hearing_letter(payload: dict[str, Any]) -> Letter | None:
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        hearing = _hearing(payload["hearing"])
        change = HearingChange.objects.filter(pk=payload["change"]).first() if payload["change"] else None
        if hearing is None or (change is None and hearing.cancelled_at is not None):
            return None
        reader = _reader(town, payload)
        if reader is None:
            return None
        email, language, why, stop = reader
        with translation.override(language):
            sheet = Sheet(
                sender=town.name(language),
                language=language,
                title=_title(hearing, change),
                parts=tuple(_parts(town, hearing, change, language)),
                why=str(why),
                stop=stop,
                stop_words=_("Stop following") if stop else "",
            )
            return sheet.letter(to=email, subject=f"{town.name(language)} – {_title(hearing, change)}")


def _title(hearing: Hearing, change: HearingChange | None) -> str:
    if change is None:
        return _("The hearing ends on %(day)s") % {"day": date_format(hearing.last_day, "SHORT_DATE_FORMAT")}
    return _("A hearing has been cancelled") if hearing.cancelled_at else _("A hearing has been changed")


def _parts(town: Municipality, hearing: Hearing, change: HearingChange | None, language: str) -> Iterator[Part]:
    plan = hearing.plan
    yield Facts(((_("Plan"), plan.name(language)), (_("On display"), days_of(hearing))))
    if change is not None:
        yield from (Words(line) for line in what_changed(change))
        yield Words(text_in(change.reason, language))
    if hearing.cancelled_at is None:
        yield Words(last_moment(hearing))
        yield Link(_("To the plan"), page_address(town, language, f"plans/{plan.slug}/"), is_main=False)
        act = _("Make an objection") if takes_objections(hearing.kind) else _("Give your opinion")
        yield Link(act, page_address(town, language, f"plans/{plan.slug}/statement"))
    else:
        yield Link(_("To the plan"), page_address(town, language, f"plans/{plan.slug}/"))


def _reader(town: Municipality, payload: dict[str, Any]) -> tuple[str, str, str, str] | None:
    """The address, the language, why they get it, and where they end it."""
    if "follow" in payload:
        running = Follow.objects.running(town).select_related("follower").exclude(follower__email="")
        follow = running.filter(public_id=payload["follow"]).first()
        if follow is None:
            return None
        language = follow.follower.language
        with translation.override(language):
            why = _("You get this letter because you follow the plan or its surroundings.")
        return follow.follower.email, language, why, stop_address(town, follow)
    if "landowner" in payload:
        owner = Landowner.objects.filter(pk=payload["landowner"]).exclude(email="").first()
        return _told(owner.email, owner.language, landowner=True) if owner else None
    request = StatementRequest.objects.filter(public_id=payload["request"]).exclude(email="").first()
    return _told(request.email, request.language, landowner=False) if request else None


def _told(email: str, language: str, *, landowner: bool) -> tuple[str, str, str, str]:
    with translation.override(language):
        if landowner:
            return email, language, _("You get this letter because you own land in the plan's area."), ""
        return email, language, _("You get this letter because you have been asked for an official statement."), ""


def _hearing(public_id: str) -> Hearing | None:
    rows = Hearing.objects.published().select_related("plan", "municipality")
    return rows.filter(public_id=public_id).defer("plan__geom", "municipality__boundary").first()


def register_telling() -> None:
    register(Topic(HEARING_TOLD, tell_of_hearing))
    register_letter(HEARING_LETTER, hearing_letter)
