"""Working parties (talkoot): days on which residents help to build what they wished for, with a way to sign up."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgeting.models import Proposal, WorkingParty
from budgeting.services.building import UNDER_WAY
from budgeting.services.stepping import locked, refuse, said
from delivery.mail import post_letter
from geo.ids import new_public_id
from geo.models import Municipality, Place
from geo.tenancy import in_town
from participation.models import Event, EventSignUp
from participation.sign_ups import Coming, sign_up

CHANGED_LETTER = "budgeting.party"
MOST_PEOPLE = 5_000


@dataclass(frozen=True)
class PartyWords:
    """When, where and what: what is done, what to bring, how many fit."""

    names: Mapping[str, str]
    starts_at: datetime.datetime
    ends_at: datetime.datetime | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    most_people: int | None = None
    organiser: str = ""
    place: Place | None = None
    point: Point | None = None


def make_party(*, town: Municipality, proposal: Proposal, words: PartyWords) -> WorkingParty:
    """An event of the round at which a decided proposal is built, where the proposal is unless it is said where."""
    texts, values = _checked(town, words)
    with in_town(town):
        now = locked([proposal])[proposal.pk]
        if now.state not in UNDER_WAY:
            raise refuse("proposal", "not_decided", _("Only what was decided to be built, and is not ready, is built."))
        if values["point"] is None and words.place is None:
            values["point"] = _meeting_point(now.geom)
        code = f"talkoot-{now.round_id}-{now.number}-{new_public_id()[:6].lower()}"
        kind, process = Event.Kind.WORKING_PARTY, now.round.process
        event = Event.objects.create(municipality=town, code=code, kind=kind, process=process, **values)
        return WorkingParty.objects.create(
            municipality=town, proposal=now, event=event, texts=texts, most_people=words.most_people
        )


def change_party(*, town: Municipality, party: WorkingParty, words: PartyWords) -> WorkingParty:
    """Other words or another time. Whoever signed up with an address is told when the time or the place changes."""
    texts, values = _checked(town, words)
    with in_town(town):
        now = _locked(party)
        event = now.event
        if values["point"] is None and words.place is None:
            values["point"] = event.point
        is_elsewhere = any(getattr(event, name) != values[name] for name in ("starts_at", "ends_at", "place", "point"))
        for name, value in values.items():
            setattr(event, name, value)
        event.save(update_fields=list(values))
        now.texts, now.most_people = texts, words.most_people
        now.save(update_fields=["texts", "most_people"])
        if is_elsewhere:
            _tell_everybody(town, now, f"{event.starts_at.isoformat()}:{new_public_id()}")
        return now


def call_off(*, town: Municipality, party: WorkingParty, why: Mapping[str, str]) -> WorkingParty:
    """It does not take place: whoever signed up with an address is told why. Again: nothing happens."""
    reason = said(why, "why", _("Write why it is called off: those who signed up are told."))
    with in_town(town):
        now = _locked(party)
        if now.called_off_at is None:
            now.called_off_at, now.called_off_why = timezone.now(), reason
            now.save(update_fields=["called_off_at", "called_off_why"])
            Event.objects.filter(pk=now.event_id).update(called_off_at=now.called_off_at, called_off_why=reason)
            _tell_everybody(town, now, "off")
        return now


def join_party(*, town: Municipality, party: WorkingParty, coming: Coming, once: str = "") -> EventSignUp:
    """Sign up for it, as long as there is room and it takes place."""
    with in_town(town):
        now = _locked(party)
        if now.called_off_at is not None:
            raise refuse("event", "called_off", _("The working party has been called off."))
        return sign_up(town=town, event=now.event, coming=coming, most=now.most_people, once=once)


def _locked(party: WorkingParty) -> WorkingParty:
    """The party's row comes before its event's, so that joining and calling off wait for one another."""
    return WorkingParty.objects.select_for_update(of=("self",)).select_related("event__place").get(pk=party.pk)


def _tell_everybody(town: Municipality, party: WorkingParty, what: str) -> None:
    coming = EventSignUp.objects.filter(event=party.event, cancelled_at=None).exclude(email="")
    for one in coming.order_by("pk"):
        payload = {"town": town.pk, "party": party.pk, "sign_up": one.public_id}
        dedupe = f"party:{party.pk}:{what}:{one.public_id}"
        post_letter(kind=CHANGED_LETTER, payload=payload, municipality=town, dedupe=dedupe)


def _meeting_point(geom: GEOSGeometry | None) -> Point | None:
    if geom is None:
        return None
    return geom if isinstance(geom, Point) else geom.point_on_surface


def _checked(town: Municipality, words: PartyWords) -> tuple[dict[str, str], dict[str, Any]]:
    """The words, and the columns of the event; Refused with a reason."""
    if words.ends_at is not None and words.ends_at <= words.starts_at:
        raise refuse("ends_at", "before_start", _("It ends after it starts."))
    if words.most_people is not None and not 1 <= words.most_people <= MOST_PEOPLE:
        raise refuse("most_people", "not_a_number_of_people", _("Give the number of people, at least 1."))
    if words.place is not None and words.place.municipality_id != town.pk:
        raise refuse("place", "unknown", _("The town has no such thing."))
    return said(words.texts, "text"), {
        "names": said(words.names, "name", _("Give the working party a name.")),
        "starts_at": words.starts_at,
        "ends_at": words.ends_at,
        "place": words.place,
        "point": words.point,
        "organiser": words.organiser.replace("\x00", "").strip()[:200],
    }
