"""A week with much more than usual, found in the town's messages."""

from __future__ import annotations

import datetime
from itertools import count
from typing import Any

import pytest

from feedback_map.bursts import bursts_in, bursts_of_week, past_weeks
from feedback_map.models import Category, Pin
from geo import sql
from geo.models import Area, AreaSet, Municipality
from geo.tenancy import in_town
from participation.models import Participant
from tests.factories import make_category, spot

TODAY = datetime.date(2026, 3, 4)
_codes = count(1)


def people(town: Municipality, number: int) -> list[Participant]:
    with in_town(town):
        return Participant.objects.bulk_create(
            Participant(municipality=town, token_hash=f"{next(_codes)}".encode()) for _ in range(number)
        )


def write(town: Municipality, senders: list[Participant], days_ago: int, **fields: Any) -> None:
    """One message of each sender, in the east unless said otherwise."""
    at = datetime.datetime.combine(TODAY, datetime.time(12), datetime.UTC) - datetime.timedelta(days=days_ago)
    values = {"kind": "feedback", "text": "Kuoppa", "geom": spot(9, 1), "visibility": "private", "moderation": "shown"}
    values |= {"category": Category.objects.get(municipality=town, code="streets"), "received_at": at, **fields}
    with in_town(town):
        pins = Pin.objects.bulk_create(
            Pin(municipality=town, code=f"c{next(_codes)}", participant=one, **values) for one in senders
        )
        sql.row("feedback_map/assign_pins", {"town": town.pk, "pins": [pin.pk for pin in pins]})


@pytest.fixture
def usual(halves: AreaSet) -> AreaSet:
    """Twenty weeks of two messages a week, in the east and in the west."""
    town = halves.municipality
    make_category(town, "parks")
    senders = people(town, 40)
    for week in range(1, 21):
        write(town, senders[2 * week - 2 : 2 * week], 7 * week)
        write(town, senders[2 * week - 2 : 2 * week], 7 * week, geom=spot(1, 1))
    return halves


def test_a_planted_burst_is_found_where_and_in_what_it_is(usual: AreaSet) -> None:
    town = usual.municipality
    write(town, people(town, 15), 3)
    bursts = bursts_of_week(town, usual, today=TODAY)
    east, streets = Area.objects.get(area_set=usual, code="E"), Category.objects.get(municipality=town, code="streets")
    (burst,) = bursts.found
    assert (burst.area, burst.category, burst.people, burst.usual) == (east.pk, streets.pk, 15, 2.0)
    assert burst.q <= 0.05
    assert bursts.weeks == 19, "the oldest week is not whole"


def test_a_hundred_messages_of_one_sender_are_no_burst(usual: AreaSet) -> None:
    town = usual.municipality
    (one,) = people(town, 1)
    write(town, [one] * 100, 2)
    assert bursts_of_week(town, usual, today=TODAY).found == ()


def test_an_usual_week_has_no_burst(usual: AreaSet) -> None:
    town = usual.municipality
    write(town, people(town, 3), 1)
    bursts = bursts_of_week(town, usual, today=TODAY)
    assert (bursts.found, bursts.tested) == ((), 2)


def test_tests_and_rejected_messages_make_no_burst(usual: AreaSet) -> None:
    town = usual.municipality
    write(town, people(town, 15), 3, is_test=True)
    write(town, people(town, 15), 3, moderation="rejected")
    assert bursts_of_week(town, usual, today=TODAY).found == ()


def test_what_came_eight_days_ago_is_not_of_this_week(usual: AreaSet) -> None:
    town = usual.municipality
    write(town, people(town, 15), 7)
    assert bursts_of_week(town, usual, today=TODAY).found == ()
    assert bursts_of_week(town, usual, today=TODAY - datetime.timedelta(days=1)).found != ()


def test_a_town_that_has_just_begun_is_told_of_no_burst(halves: AreaSet) -> None:
    town = halves.municipality
    assert past_weeks(town, TODAY) == 0
    write(town, people(town, 30), 1)
    assert bursts_of_week(town, halves, today=TODAY).weeks == 0
    assert bursts_of_week(town, halves, today=TODAY).found == ()


def test_an_area_is_shown_its_own_bursts_only(usual: AreaSet) -> None:
    town = usual.municipality
    write(town, people(town, 15), 3)
    bursts = bursts_of_week(town, usual, today=TODAY)
    east, west = (Area.objects.get(area_set=usual, code=code) for code in "EW")
    assert len(bursts_in(east, bursts).found) == 1
    assert bursts_in(west, bursts).found == ()


def test_messages_without_a_category_or_a_place_are_a_cell_as_well(usual: AreaSet) -> None:
    town = usual.municipality
    write(town, people(town, 15), 3, category=None, geom=None)
    (burst,) = bursts_of_week(town, usual, today=TODAY).found
    assert (burst.area, burst.category, burst.usual) == (None, None, 0)
