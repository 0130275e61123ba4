"""Persons who live somewhere and do something: the smallest rows that count."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from itertools import count

from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone

from feedback_map.models import Pin
from geo.models import Area, AreaSet, GridCell, Municipality, PopulationCount
from geo.tenancy import in_town
from participation.models import Participant
from participation.services import Home, tell_home
from tests.factories import spot

_numbers = count(1)


def count_people(area_set: AreaSet, people: Mapping[str, float], what: str = "people") -> None:
    for code, number in people.items():
        PopulationCount.objects.create(
            municipality=area_set.municipality,
            area=area_set.areas.get(code=code),
            year=2024,
            what=what,
            count=number,
        )


def person(
    town: Municipality,
    home: Area | GridCell | None,
    *,
    at: datetime.datetime | None = None,
    tie: str = "permanent",
    band: str = "",
) -> Participant:
    """Somebody who said where they live; without a home somebody who did not."""
    with in_town(town):
        made = Participant.objects.create(municipality=town, identity="token")
        if home is not None or band or tie != "permanent":
            area, cell = (home, None) if isinstance(home, Area) else (None, home)
            said = Home(area=area, cell=cell, age_band=band, resident_type=tie)
            tell_home(town=town, participant_id=made.pk, home=said, at=at or timezone.now())
    return made


def act(who: Participant, *, at: datetime.datetime | None = None, **said: object) -> Pin:
    """One accepted message of a person, in the east unless it is said where."""
    geom: GEOSGeometry | None = spot(8, 5)
    values: dict[str, object] = {
        "geom": geom,
        "channel": "web",
        "kind": "feedback",
        "visibility": "private",
        "moderation": "shown",
        "text": "Hei",
        **said,
    }
    with in_town(who.municipality_id):
        return Pin.objects.create(
            municipality_id=who.municipality_id,
            participant=who,
            code=f"Kuusi {next(_numbers)}",
            received_at=at or timezone.now() - datetime.timedelta(minutes=1),
            **values,
        )


def people_take_part(
    town: Municipality,
    number: int,
    home: Area | GridCell | None,
    *,
    acts: int = 1,
    at: datetime.datetime | None = None,
    tie: str = "permanent",
) -> list[Participant]:
    """New persons who live somewhere, each with some messages."""
    at = at or timezone.now() - datetime.timedelta(minutes=1)
    people = [person(town, home, at=at, tie=tie) for _ in range(number)]
    for one in people:
        for _ in range(acts):
            act(one, at=at)
    return people


def put_where(town: Municipality, area_set: AreaSet, numbers: Mapping[str, int]) -> None:
    for code, number in numbers.items():
        people_take_part(town, number, area_set.areas.get(code=code))
