"""A release counts persons by home, hides small numbers, and stands still until the next."""

from __future__ import annotations

import datetime

import pytest
import shapely

from feedback_map.models import Pin
from feedback_map.services import PinInput, Sender, moderate_pin, place_pin
from geo.models import AreaSet, Municipality, PopulationCount
from geo.tenancy import in_town
from neighbourhoods.models import AreaFigure
from neighbourhoods.services import make_release
from participation.models import Participant
from participation.services import Home, tell_home, token_hash
from tests.factories import SOUTH, WEST, box, make_area, make_category, make_halves, make_town

NOW = datetime.datetime.now(datetime.UTC)


@pytest.fixture
def halves(db: None) -> AreaSet:
    town = make_town()
    make_category(town)
    return make_halves(town)


def people_take_part(town: Municipality, count: int, area_code: str, halves: AreaSet, pins: int = 1) -> list[str]:
    """New persons who live in an area and place some pins, all in the east."""
    tokens = []
    for _ in range(count):
        token = None
        for _ in range(pins):
            said = PinInput(
                kind="feedback", text="Hei", category="streets", geometry=shapely.Point(WEST + 8000, SOUTH + 5000)
            )
            token = place_pin(town=town, pin=said, sender=Sender(token=token)).participant_token
        with in_town(town):
            person = Participant.objects.get(token_hash=token_hash(token or ""))
            home = Home(area=halves.areas.get(code=area_code), resident_type="permanent")
            tell_home(town=town, participant_id=person.pk, home=home, at=NOW)
        tokens.append(token or "")
    return tokens


def figure(halves: AreaSet, code: str) -> AreaFigure:
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1)
    return make_release(town=halves.municipality, at=later).figures.get(area__code=code)


def test_persons_count_once_where_they_live_not_where_they_point(halves: AreaSet) -> None:
    people_take_part(halves.municipality, 6, "W", halves, pins=2)
    people_take_part(halves.municipality, 9, "E", halves)
    assert figure(halves, "W").participants_home == 6


def test_a_small_number_is_hidden_and_takes_another_with_it(halves: AreaSet) -> None:
    people_take_part(halves.municipality, 2, "W", halves)
    people_take_part(halves.municipality, 12, "E", halves)
    west, east = figure(halves, "W"), figure(halves, "E")
    assert (west.participants_home, west.hidden) == (None, "under_five")
    assert (east.participants_home, east.hidden) == (None, "protects")


def test_an_area_with_few_people_is_hidden(halves: AreaSet) -> None:
    west = halves.areas.get(code="W")
    PopulationCount.objects.create(municipality=halves.municipality, area=west, year=2024, count=12)
    people_take_part(halves.municipality, 7, "W", halves)
    assert figure(halves, "W").hidden == "few_people"


def test_rejected_pins_make_nobody_a_participant(halves: AreaSet) -> None:
    town = halves.municipality
    people_take_part(town, 6, "W", halves)
    people_take_part(town, 6, "E", halves)
    with in_town(town):
        pins = list(Pin.objects.all())
    for pin in pins:
        moderate_pin(town=town, pin=pin, moderation="rejected")
    assert figure(halves, "W").hidden == "under_five"


def test_a_release_stands_still_when_new_input_comes(halves: AreaSet) -> None:
    people_take_part(halves.municipality, 6, "W", halves)
    people_take_part(halves.municipality, 9, "E", halves)
    frozen = figure(halves, "W")
    people_take_part(halves.municipality, 3, "W", halves)
    frozen.refresh_from_db()
    assert frozen.participants_home == 6


def test_what_lies_below_a_hidden_area_is_hidden_too(halves: AreaSet) -> None:
    town = halves.municipality
    villages = AreaSet.objects.create(municipality=town, kind="village", valid_from="2020-01-01")
    make_area(villages, "V", box(5, 0, 10, 5), parent=halves.areas.get(code="E"))
    make_area(villages, "U", box(5, 5, 10, 10), parent=halves.areas.get(code="E"))
    people_take_part(town, 2, "W", halves)
    for code, count in (("V", 7), ("U", 8)):
        people_take_part(town, count, code, villages)
    assert figure(halves, "E").hidden == "protects"
    assert figure(villages, "V").hidden == "protects"
