"""Writes about events: made and changed at the desk, called off, and signed up for."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from delivery.mail import post_letter
from geo.ids import new_public_id
from geo.models import Municipality, Place
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import Event, EventSignUp, Process
from participation.sign_ups import Coming, sign_up

EVENT_LETTER = "participation.event"
MOST_PEOPLE = 5_000
LONGEST_TEXT = 5_000
WHEN_AND_WHERE = ("starts_at", "ends_at", "place", "point")


@dataclass(frozen=True)
class EventWords:
    """What, when, where and for how many; texts by language."""

    names: Mapping[str, str]
    starts_at: datetime.datetime
    kind: str = Event.Kind.MEETING
    ends_at: datetime.datetime | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    organiser: str = ""
    place: Place | None = None
    point: Point | None = None
    process: Process | None = None
    website: str = ""
    takes_sign_ups: bool = False
    most_people: int | None = None
    is_public: bool = True


class StaleEvent(Exception):
    """Somebody else has changed it meanwhile; `current` is how it is now."""

    def __init__(self, current: Event) -> None:
        super().__init__(str(current))
        self.current = current


def make_event(*, town: Municipality, words: EventWords, once: str = "") -> Event:
    """A new event. The same `once` again is the same event."""
    columns = _checked(town, words)
    first = next(iter(columns["names"].values()))
    mark = (slugify(once) or new_public_id()).lower()[:6]
    code = f"{slugify(first)[:50] or 'event'}-{words.starts_at:%Y-%m-%d}-{mark}"
    with in_town(town):
        made, _is_new = Event.objects.get_or_create(municipality=town, code=code, defaults=columns)
        return made


def change_event(*, town: Municipality, event: Event, words: EventWords, version: int | None = None) -> Event:
    """Told anew. Whoever signed up with an address is told when the time or the place is another; StaleEvent when it
    is no longer what was looked at."""
    columns = _checked(town, words)
    with in_town(town):
        now = _locked(town, event)
        if version not in (None, now.version):
            raise StaleEvent(now)
        changed = {name for name, value in columns.items() if getattr(now, name) != value}
        if changed:
            for name in changed:
                setattr(now, name, columns[name])
            _kept(now)
        if changed & set(WHEN_AND_WHERE):
            _tell_everybody(town, now)
        return now


def call_off_event(*, town: Municipality, event: Event, why: Mapping[str, str]) -> Event:
    """It does not take place: whoever signed up with an address is told why. Again: nothing happens."""
    reason = {code: text.strip()[:LONGEST_TEXT] for code, text in why.items() if text.strip()}
    if not reason:
        raise Refused([FieldError("why", "required", _("Write why it is called off: those who signed up are told."))])
    with in_town(town):
        now = _locked(town, event)
        if now.called_off_at is None:
            now.called_off_at, now.called_off_why = timezone.now(), reason
            _kept(now)
            _tell_everybody(town, now)
        return now


def join_event(*, town: Municipality, event: Event, coming: Coming, once: str = "") -> EventSignUp:
    """Sign up, as long as there is room and it takes place."""
    with in_town(town):
        now = _locked(town, event)
        if now.called_off_at is not None:
            raise Refused([FieldError("event", "called_off", _("The event has been called off."))])
        if not (now.takes_sign_ups and now.is_public):
            raise Refused([FieldError("event", "no_sign_up", _("You need not sign up for this event. Just come."))])
        return sign_up(town=town, event=now, coming=coming, most=now.most_people, once=once)


def _kept(event: Event) -> None:
    event.version, event.changed_at = event.version + 1, timezone.now()
    event.save()


def _locked(town: Municipality, event: Event) -> Event:
    known = Event.objects.select_for_update(of=("self",)).select_related("place")
    return known.get(municipality=town, pk=event.pk)


def _tell_everybody(town: Municipality, event: Event) -> None:
    coming = EventSignUp.objects.filter(event=event, cancelled_at=None).exclude(email="")
    for one in coming.order_by("pk"):
        payload = {"town": town.pk, "sign_up": one.public_id}
        dedupe = f"event:{event.pk}:{event.version}:{one.public_id}"
        post_letter(kind=EVENT_LETTER, payload=payload, municipality=town, dedupe=dedupe)


def _checked(town: Municipality, words: EventWords) -> dict[str, Any]:
    """The columns of an event, or Refused with every reason."""
    errors = [*_wrong_times(words), *_wrong_things(town, words)]
    names, texts = _said(words.names), _said(words.texts)
    if not names:
        errors.append(FieldError("names", "required", _("Give the event a name.")))
    if any(len(text) > 200 for text in names.values()):
        errors.append(FieldError("names", "too_long", _("The text is too long.")))
    if any(len(text) > LONGEST_TEXT for text in texts.values()):
        errors.append(FieldError("texts", "too_long", _("The text is too long.")))
    if errors:
        raise Refused(errors)
    plain = ("kind", "starts_at", "ends_at", "place", "point", "process", "takes_sign_ups", "most_people", "is_public")
    return {
        **{name: getattr(words, name) for name in plain},
        "names": names,
        "texts": texts,
        "organiser": words.organiser.replace("\x00", "").strip()[:200],
        "website": words.website.strip(),
    }


def _wrong_times(words: EventWords) -> list[FieldError]:
    if words.ends_at is not None and words.ends_at <= words.starts_at:
        return [FieldError("ends_at", "before_start", _("It ends after it starts."))]
    return []


def _wrong_things(town: Municipality, words: EventWords) -> list[FieldError]:
    errors = []
    if words.kind not in Event.Kind.values:
        errors.append(FieldError("kind", "unknown_value", _("Choose what kind of event it is.")))
    if words.most_people is not None and not 1 <= words.most_people <= MOST_PEOPLE:
        errors.append(FieldError("most_people", "not_a_number_of_people", _("Give the number of people, at least 1.")))
    for name, thing in (("place", words.place), ("process", words.process)):
        if thing is not None and thing.municipality_id != town.pk:
            errors.append(FieldError(name, "unknown", _("The town has no such thing.")))
    if words.website.strip():
        try:
            URLValidator(schemes=["http", "https"])(words.website.strip())
        except ValidationError:
            words_ = _("Write a whole address that begins with https://.")
            errors.append(FieldError("website", "not_an_address", words_))
    return errors


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {code: text.replace("\x00", "").strip() for code, text in texts.items() if text.strip()}
