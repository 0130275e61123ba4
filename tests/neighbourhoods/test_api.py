"""An area's numbers over the wire: published pins live, persons only as last released."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import shapely
from django.test import Client

from feedback_map.services import PinInput, Sender, place_pin
from geo.models import AreaSet, Municipality, PopulationCount
from geo.tenancy import in_town
from neighbourhoods.services import make_release
from participation.services import Home, participant_by_token, tell_home
from tests.factories import SOUTH, WEST, make_category, make_halves, make_town
from tests.wire import codes, read

EAST = "area-sets/district/areas/E/summary"


@pytest.fixture
def halves(db: None) -> AreaSet:
    town = make_town()
    make_category(town)
    halves = make_halves(town)
    for area, count in (("E", 1200.0), ("W", 800.5)):
        PopulationCount.objects.create(municipality=town, area=halves.areas.get(code=area), year=2024, count=count)
    return halves


def people_take_part(town: Municipality, halves: AreaSet, home: str, count: int) -> None:
    """Persons who live in one half and place one pin each, all in the east."""
    for _ in range(count):
        place = shapely.Point(WEST + 8000, SOUTH + 5000)
        said = PinInput(kind="feedback", text="Hei", category="streets", geometry=place)
        placed = place_pin(town=town, pin=said, sender=Sender())
        with in_town(town):
            person = participant_by_token(town=town, token=placed.participant_token)
            at = datetime.datetime.fromisoformat(placed.received_at)
            tell_home(town=town, participant_id=person.id, home=Home(area=halves.areas.get(code=home)), at=at)


def test_before_a_release_nothing_is_said_of_persons(halves: AreaSet) -> None:
    town = halves.municipality
    people_take_part(town, halves, "E", 1)
    told = read(town, EAST)
    assert (told["people"], told["participants_home"], told["suppressed"], told["run"]) == (1200, None, True, None)
    assert (told["pins_here"], told["by_kind"]["feedback"], told["by_channel"]) == (1, 1, {"web": 1})
    assert told["since"] is None


def test_after_a_release_persons_are_told_and_small_numbers_are_not(halves: AreaSet) -> None:
    town = halves.municipality
    people_take_part(town, halves, "E", 30)
    people_take_part(town, halves, "W", 30)
    release = make_release(town=town)
    told = read(town, EAST)
    assert (told["participants_home"], told["suppressed"], told["run"]) == (30, False, release.public_id)
    west = read(town, EAST.replace("/E/", "/W/"))
    assert (west["people"], west["pins_here"]) == (800.5, 0)


def test_pins_since_a_day_are_counted_when_asked(halves: AreaSet) -> None:
    town = halves.municipality
    people_take_part(town, halves, "E", 2)
    assert read(town, EAST, since="2020-01-01")["since"] == 2
    assert read(town, EAST, since="2199-01-01")["since"] == 0
    address = f"/api/v1/towns/{town.slug}/{EAST}"
    assert codes(Client().get(address, {"since": "yesterday"})) == {("since", "not_a_date")}


def test_a_summary_takes_few_statements_however_many_pins_there_are(
    halves: AreaSet, django_assert_max_num_queries: Any
) -> None:
    people_take_part(halves.municipality, halves, "E", 3)
    with django_assert_max_num_queries(6):
        read(halves.municipality, EAST)
