"""Signing up for an event: with a name and an address only if one wants to, taken back by one's own link.

The event's row is locked while places are counted, so no race fills it over its limit. Names and addresses are kept
until some days after the event; who came is attendance, which names nobody.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from delivery.mail import post_letter
from delivery.services import claim, remember
from geo.ids import derived_secret, new_public_id
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.attendance import Came, record_attendance
from participation.models import Attendance, Event, EventSignUp
from participation.services import token_hash

SIGN_UP_LETTER = "participation.sign_up"
MOST_TOGETHER = 20
KEPT_DAYS = 30


@dataclass(frozen=True)
class Coming:
    """Who means to come: how many together, and what they want to tell of themselves."""

    people: int = 1
    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "fi"
    participant: int | None = None


def sign_up(
    *, town: Municipality, event: Event, coming: Coming, most: int | None = None, once: str = ""
) -> EventSignUp:
    """Enter somebody, as long as there is room for `most` people. A form sent twice with one key is one entry."""
    _check(coming)
    with in_town(town):
        claimed = None
        if once:
            claimed = claim(scope=f"sign-up {event.pk}", key=once, fingerprint=_fingerprint(coming))
            if claimed.answer:
                return EventSignUp.objects.get(pk=int(claimed.answer.body))
        now = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
        _check_room(now, coming, most)
        made = _entered(town, now, coming)
        if claimed:
            remember(claimed, 201, str(made.pk).encode())
        if made.email:
            payload = {"town": town.pk, "sign_up": made.public_id}
            post_letter(kind=SIGN_UP_LETTER, payload=payload, municipality=town, dedupe=f"sign-up:{made.public_id}")
        return made


def key_of_sign_up(made: EventSignUp) -> str:
    """The key of their own link; letters make it again."""
    return derived_secret("sign-up", made.public_id)


def sign_up_by_key(*, town: Municipality, key: str) -> EventSignUp | None:
    """Inside the caller's `in_town`."""
    known = EventSignUp.objects.filter(municipality=town, key_hash=token_hash(key[:100]))
    return known.select_related("event__place", "event__process").first()


def cancel_sign_up(*, town: Municipality, key: str) -> EventSignUp | None:
    """They do not come after all: the place is free, and name and address are erased at once. Again changes nothing."""
    with in_town(town):
        found = sign_up_by_key(town=town, key=key)
        if found is not None and found.cancelled_at is None:
            found.cancelled_at, found.name, found.email, found.phone = timezone.now(), "", "", ""
            found.save(update_fields=["cancelled_at", "name", "email", "phone"])
        return found


def people_coming(event: Event) -> int:
    """How many mean to come. Inside `in_town`."""
    coming = EventSignUp.objects.filter(event=event, cancelled_at=None)
    return int(coming.aggregate(people=Sum("people"))["people"] or 0)


def mark_came(*, town: Municipality, sign_up: EventSignUp) -> Attendance:
    """They came: one person who counts as a participant, and those who came along as a headcount. Again: the same."""
    with in_town(town):
        now = EventSignUp.objects.select_for_update(of=("self",)).select_related("event").get(pk=sign_up.pk)
        if now.attendance is not None:
            return now.attendance
        signed = Attendance.Basis.SIGNED
        if now.participant_id is None:
            now.attendance = record_attendance(town=town, event=now.event, came=Came(one_by_one=True, basis=signed))
        else:
            now.attendance, _made = Attendance.objects.get_or_create(
                municipality=town, event=now.event, participant_id=now.participant_id, defaults={"basis": signed}
            )
        if now.people > 1:
            record_attendance(town=town, event=now.event, came=Came(heads=now.people - 1, basis=signed))
        now.save(update_fields=["attendance"])
        return now.attendance


def forget_sign_ups(*, town: Municipality, now: datetime.datetime | None = None) -> int:
    """Erase the entries of events that are some days past; gives how many. Who came stays as attendance."""
    before = (now or timezone.now()) - datetime.timedelta(days=KEPT_DAYS)
    with in_town(town):
        old = EventSignUp.objects.filter(municipality=town, event__starts_at__lt=before)
        return old.delete()[0]


def _entered(town: Municipality, event: Event, coming: Coming) -> EventSignUp:
    public_id = new_public_id()
    return EventSignUp.objects.create(
        municipality=town,
        public_id=public_id,
        event=event,
        participant_id=coming.participant,
        people=coming.people,
        name=coming.name.strip(),
        email=coming.email.strip().lower(),
        phone=coming.phone.strip(),
        language=coming.language,
        key_hash=token_hash(derived_secret("sign-up", public_id)),
        signed_at=timezone.now(),
    )


def _check_room(event: Event, coming: Coming, most: int | None) -> None:
    if (event.ends_at or event.starts_at) <= timezone.now():
        raise Refused([FieldError("event", "over", _("The event is over."))])
    left = None if most is None else most - people_coming(event)
    if left is not None and left < coming.people:
        if left <= 0:
            raise Refused([FieldError("people", "full", _("All places are taken."))])
        words = ngettext_lazy("There is room for %(n)d more person.", "There is room for %(n)d more people.", "n")
        raise Refused([FieldError("people", "full", words % {"n": left})])


def _check(coming: Coming) -> None:
    errors = []
    if not 1 <= coming.people <= MOST_TOGETHER:
        errors.append(FieldError("people", "not_a_number_of_people", _("Give the number of people, from 1 to 20.")))
    if coming.email.strip():
        try:
            validate_email(coming.email.strip())
        except ValidationError:
            errors.append(FieldError("email", "not_an_address", _("This is not an e-mail address.")))
    for name, most in (("name", 80), ("email", 254), ("phone", 40)):
        value = getattr(coming, name)
        if len(value.strip()) > most or "\x00" in value:
            errors.append(FieldError(name, "too_long", _("The text is too long.")))
    if errors:
        raise Refused(errors)


def _fingerprint(coming: Coming) -> bytes:
    return hashlib.sha256(repr(coming).encode()).digest()
