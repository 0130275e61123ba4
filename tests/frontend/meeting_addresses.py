"""Addresses of meeting places, events, initiatives and embeds in a small town that has one of each."""

from __future__ import annotations

import datetime

from django.utils import timezone

from feedback_map.services.initiatives import (
    InitiativeWords,
    Measure,
    carry_initiative,
    make_initiative,
    show_initiative,
)
from geo.models import Municipality, Place
from participation.events import EventWords, join_event, make_event
from participation.sign_ups import Coming
from tests.factories import spot

MEETING_DESK_PAGES = tuple(
    f"/testila/desk/{name}"
    for name in ("places", "places/new", "places/tupa", "events", "events/new", "initiatives", "embed")
)


def meeting_addresses(town: Municipality) -> list[str]:
    """What a resident meets."""
    Place.objects.create(municipality=town, code="tupa", names={"fi": "Tupa"}, kind="library", point=spot(2, 2))
    soon = timezone.now() + datetime.timedelta(days=3)
    event = make_event(town=town, words=EventWords({"fi": "Talkoot"}, soon, takes_sign_ups=True, point=spot(3, 3)))
    join_event(town=town, event=event, coming=Coming(name="Aino"))
    made = make_initiative(town=town, words=InitiativeWords("Latu", "Kylään.", "Maija", phone="1", place=spot(4, 4)))
    show_initiative(town=town, initiative=made.initiative, by=None)
    carry_initiative(town=town, initiative=made.initiative, measure=Measure("Selvitetään.", state="in_hands"), by=None)
    one = f"/testila/initiatives/{made.initiative.public_id}"
    return [
        *(f"/testila/{name}" for name in ("places", "places/by-area", "places/tupa", "events", "feeds")),
        f"/testila/events/{event.code}",
        "/testila/initiatives",
        "/testila/initiatives/new",
        f"/testila/initiatives/mine/{made.key}",
        one,
        f"{one}/support",
        *(f"/embed/testila/{piece}" for piece in ("map", "counter", "say", "area/district/W")),
    ]
