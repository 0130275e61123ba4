"""What is coming up in an area: consultations that are open or will be, and meetings to come."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass

from django.utils import timezone

from geo import sql
from geo.models import Area

MOST_CONSULTATIONS, MOST_MEETINGS = 10, 5


@dataclass(frozen=True)
class Consultation:
    slug: str
    title: dict[str, str]
    opens_on: datetime.date
    closes_on: datetime.date | None
    is_town: bool


@dataclass(frozen=True)
class Meeting:
    names: dict[str, str]
    starts_at: datetime.datetime
    place: dict[str, str] | None


@dataclass(frozen=True)
class ComingUp:
    consultations: tuple[Consultation, ...]
    meetings: tuple[Meeting, ...]


def coming_up_in(area: Area) -> ComingUp:
    """One read."""
    asked = {"town": area.municipality_id, "area": area.pk, "today": timezone.localdate(), "now": timezone.now()}
    most = {"most_processes": MOST_CONSULTATIONS, "most_events": MOST_MEETINGS}
    consultations, meetings = [], []
    for starts_at, slug, names, opens_on, closes_on, is_town, place in sql.rows(
        "neighbourhoods/coming_in_area", asked | most
    ):
        if starts_at is None:
            consultations.append(Consultation(slug, json.loads(names), opens_on, closes_on, is_town))
        else:
            meetings.append(Meeting(json.loads(names), starts_at, json.loads(place) if place else None))
    return ComingUp(tuple(consultations), tuple(meetings))
