"""Who came to an event: persons one by one, who count as participants, or a headcount and how it is known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from delivery.services import claim, remember
from geo.models import Area, Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import AgeBand, Attendance, Event, Participant, ResidentType
from participation.services import Home, tell_home

LARGEST_EVENT = 100_000


@dataclass(frozen=True)
class Came:
    """A group of `heads` people from one area, or (`one_by_one`) a single person who is to count as a participant."""

    heads: int = 1
    one_by_one: bool = False
    area: Area | None = None
    age_band: str = ""
    resident_type: str = ""
    basis: str = Attendance.Basis.COUNTED


def record_attendance(*, town: Municipality, event: Event, came: Came, key: str = "") -> Attendance:
    """Keep an entry; a form sent twice with one key is one entry. Refused with the fields that are wrong."""
    _check(came)
    with in_town(town):
        claimed = None
        if key:
            claimed = claim(scope=f"attendance {event.pk}", key=key, fingerprint=_fingerprint(came))
            if claimed.answer:
                return Attendance.objects.get(pk=int(claimed.answer.body))
        kept = Attendance.objects.create(
            municipality=town,
            event=event,
            participant=_person(town, event, came) if came.one_by_one else None,
            headcount=came.heads,
            area=came.area,
            age_band=came.age_band,
            resident_type=came.resident_type,
            basis=came.basis,
        )
        if claimed:
            remember(claimed, 201, str(kept.pk).encode())
        return kept


def remove_attendance(*, town: Municipality, entry_id: int) -> None:
    """Take back an entry made by mistake. Again changes nothing."""
    with in_town(town):
        Attendance.objects.filter(pk=entry_id).delete()


def attendance_of(town: Municipality, event: Event) -> tuple[list[Attendance], int]:
    """The entries of an event, newest first, and how many people they are."""
    with in_town(town):
        entries = list(
            Attendance.objects.filter(event=event).select_related("area").defer("area__geom").order_by("-pk")
        )
        heads = Attendance.objects.filter(event=event).aggregate(heads=Sum("headcount"))["heads"]
    return entries, heads or 0


def _person(town: Municipality, event: Event, came: Came) -> Participant:
    person = Participant.objects.create(municipality=town, identity=Participant.Identity.STAFF)
    home = Home(area=came.area, age_band=came.age_band, resident_type=came.resident_type)
    tell_home(town=town, participant_id=person.pk, home=home, at=event.starts_at)
    return person


def _fingerprint(came: Came) -> bytes:
    return hashlib.sha256(repr(came).encode()).digest()


def _check(came: Came) -> None:
    errors = []
    if not 1 <= came.heads <= LARGEST_EVENT:
        errors.append(FieldError("heads", "not_a_number_of_people", _("Give the number of people, at least 1.")))
    if came.one_by_one and came.heads != 1:
        errors.append(FieldError("heads", "one_person", _("A person entered one by one counts as 1.")))
    if came.age_band and came.age_band not in AgeBand.values:
        errors.append(FieldError("age_band", "unknown_age_band", _("The age group is not known.")))
    if came.resident_type and came.resident_type not in ResidentType.values:
        errors.append(FieldError("resident_type", "unknown_resident_type", _("The kind of resident is not known.")))
    if came.basis not in Attendance.Basis.values:
        errors.append(FieldError("basis", "unknown_basis", _("Say how the number is known.")))
    if errors:
        raise Refused(errors)
