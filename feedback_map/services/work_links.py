"""Secret links for contractors: made, ended, opened, and what is marked by them. Every look and act is noted down."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from feedback_map.models import Category, Moderation, Photo, Pin, State, StateType, Update, WorkLink, WorkVisit
from feedback_map.services.changing import Change, Entry, Words, enter
from feedback_map.services.handling import checked
from geo.ids import new_secret
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

LONGEST_DAYS = 366
NOTE_LENGTH = 1_000
# What a contractor needs to do the work, and nothing of who asked for it.
NEEDED = ("public_id", "code", "text", "language", "geom", "place_note", "received_at", "due_on", "version")


@dataclass(frozen=True)
class NewWorkLink:
    """Whose messages it shows, of which categories (none named: all), who gets it, and for how many days."""

    body: Body
    label: str
    days: int = 90
    categories: tuple[Category, ...] = ()


def make_work_link(*, town: Municipality, new: NewWorkLink, by: User | None = None) -> tuple[WorkLink, str]:
    """The link and its secret, which is told once and kept nowhere."""
    errors = []
    if not new.label.strip():
        errors.append(FieldError("label", "required", _("Write who gets the link.")))
    if not 1 <= new.days <= LONGEST_DAYS:
        errors.append(FieldError("days", "out_of_range", _("A link holds from one day to a year.")))
    if new.body.municipality_id != town.pk:
        errors.append(FieldError("body", "unknown_body", _("The town has no such unit.")))
    if any(category.municipality_id != town.pk for category in new.categories):
        errors.append(FieldError("category", "unknown_category", _("The town has no such category.")))
    if errors:
        raise Refused(errors)
    secret = new_secret()
    with in_town(town):
        link = WorkLink.objects.create(
            municipality=town,
            body=new.body,
            token_hash=_hash(secret),
            label=new.label.strip()[:120],
            categories=[category.pk for category in new.categories],
            made_by=by,
            expires_at=timezone.now() + datetime.timedelta(days=new.days),
        )
    return link, secret


def revoke_work_link(*, town: Municipality, link: WorkLink, by: User | None = None) -> None:
    """The link opens nothing from now on. One that was ended before stays as it was."""
    with in_town(town):
        WorkLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)


def opened_link(*, town: Municipality, secret: str) -> WorkLink | None:
    """The link of a secret while it holds; unknown, ended and expired ones are all alike."""
    with in_town(town):
        links = WorkLink.objects.filter(municipality=town, revoked_at=None, expires_at__gt=timezone.now())
        return links.select_related("body").filter(token_hash=_hash(secret[:200])).first()


def look_at_work(*, town: Municipality, link: WorkLink) -> list[Pin]:
    """The open messages of the link's body with the needed columns, the most urgent first; the look is noted down."""
    with in_town(town):
        pins = list(_open(town, link).only(*NEEDED, "category__names", "category__code", "about_area__names"))
        WorkVisit.objects.create(municipality=town, link=link, act=WorkVisit.Act.LOOKED, pins=len(pins))
    return pins


def photo_of_work(*, town: Municipality, link: WorkLink, photo: str) -> Photo | None:
    """A shown picture of one of the messages; the look is noted down."""
    with in_town(town):
        own = Photo.objects.filter(municipality=town, shown=Photo.Shown.SHOWN, pin__in=_open(town, link))
        found = own.filter(public_id=photo).first()
        if found is not None:
            WorkVisit.objects.create(municipality=town, link=link, act=WorkVisit.Act.PHOTO, pin_id=found.pin_id)
    return found


@dataclass(frozen=True)
class WorkMark:
    """What the contractor says of a message: seen or done, perhaps with a note; `version` is what was before them."""

    pin: str
    act: str
    note: str = ""
    version: int | None = None


def mark_work(*, town: Municipality, link: WorkLink, mark: WorkMark) -> Update | None:
    """Enter it in the message's history, and note down the act. Seen once is enough; what is done is closed as done.

    LookupError when the message is not, or no longer, one of the link's. StaleEdit when it changed meanwhile.
    """
    if len(mark.note) > NOTE_LENGTH:
        raise Refused([FieldError("note", "too_long", _("The text is too long."))])
    with in_town(town):
        pin = _open(town, link).filter(public_id=mark.pin).first()
        if pin is None:
            raise LookupError(mark.pin)
        WorkVisit.objects.create(municipality=town, link=link, act=mark.act, pin=pin)
        entry = _done(town, link, mark) if mark.act == WorkVisit.Act.DONE else _seen(link, pin, mark)
        return enter(town=town, pin=pin, entry=entry, change=Change(version=mark.version, author=Update.Author.PEER))


def _seen(link: WorkLink, pin: Pin, mark: WorkMark) -> Entry:
    """The first look of anybody acknowledges the message."""
    sets = {} if pin.acknowledged_at else {"acknowledged_at": timezone.now()}
    detail = {"link": link.public_id} if sets else {}
    return Entry(Update.Kind.ACKNOWLEDGED, checked(Words(note=mark.note)), sets, detail)


def _done(town: Municipality, link: WorkLink, mark: WorkMark) -> Entry:
    done = State.objects.filter(municipality=town, type=StateType.DONE, is_active=True).first()
    words, detail = checked(Words(note=mark.note)), {"link": link.public_id}
    if done is None:
        return Entry(Update.Kind.ACKNOWLEDGED, words, {}, detail)
    return Entry(Update.Kind.STATE, words, {"state": done}, detail)


def _open(town: Municipality, link: WorkLink) -> QuerySet[Pin]:
    """What the body has to do: open, of real residents, and looked at by whoever moderates."""
    shown = Prefetch("photos", Photo.objects.filter(shown=Photo.Shown.SHOWN).order_by("pk"), to_attr="shown_photos")
    pins = Pin.objects.filter(
        municipality=town, owner_id=link.body_id, closed_at=None, is_test=False, moderation=Moderation.SHOWN
    )
    if link.categories:
        pins = pins.filter(category__in=link.categories)
    return pins.select_related("category", "about_area").order_by("due_on", "received_at", "pk").prefetch_related(shown)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
