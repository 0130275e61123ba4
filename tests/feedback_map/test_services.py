"""Placing a pin: what is taken, what is refused, and what follows from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely

from delivery.models import OutboxMessage
from delivery.services import IdempotencyConflict
from feedback_map.counts import pins_in_area, pins_outside, pins_without_place
from feedback_map.models import Pin, PublishedPin
from feedback_map.services import Once, PinInput, change_visibility, moderate_pin, place_pin
from geo.models import AreaSet, Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST, box, make_area, make_category


def at(east: float, north: float) -> shapely.Point:
    return shapely.Point(WEST + east * 1000, SOUTH + north * 1000)


def said(**fields: Any) -> PinInput:
    values: dict[str, Any] = {"kind": "feedback", "text": "Valo ei pala.", "category": "streets", **fields}
    return PinInput(**values)


def test_a_pin_is_stored_assigned_published_and_announced(town: Municipality, halves: AreaSet) -> None:
    placed = place_pin(town=town, pin=said(geometry=at(2, 2)))
    assert placed.areas == {"district": "W"}
    assert PublishedPin.objects.get(public_id=placed.id).code == placed.code
    assert OutboxMessage.objects.filter(dedupe=f"pin.placed:{placed.id}").count() == 1
    assert pins_in_area(halves.areas.get(code="W")).by_kind["feedback"] == 1


def test_a_pin_on_a_border_belongs_to_one_area_the_lowest_code(town: Municipality, halves: AreaSet) -> None:
    assert place_pin(town=town, pin=said(geometry=at(5, 5))).areas == {"district": "E"}


def test_a_line_belongs_to_the_area_with_most_of_its_length(town: Municipality, halves: AreaSet) -> None:
    line = shapely.LineString([at(1, 1), at(5.9, 1)])
    assert place_pin(town=town, pin=said(geometry=line)).areas == {"district": "W"}


def test_a_polygon_belongs_to_the_area_with_most_of_its_surface(town: Municipality, halves: AreaSet) -> None:
    polygon = shapely.Polygon([at(4.5, 1), at(7, 1), at(7, 2), at(4.5, 2)])
    assert place_pin(town=town, pin=said(geometry=polygon)).areas == {"district": "E"}


def test_a_pin_about_a_named_area_belongs_to_it(town: Municipality, halves: AreaSet) -> None:
    west = halves.areas.get(code="W")
    assert place_pin(town=town, pin=said(about_area=west)).areas == {"district": "W"}


def test_a_whole_town_pin_has_no_area_and_counts_as_no_place(town: Municipality, halves: AreaSet) -> None:
    assert place_pin(town=town, pin=said()).areas == {}
    assert pins_without_place(town).pins == 1


def test_a_pin_in_the_town_but_in_no_area_is_outside_the_set(town: Municipality) -> None:
    halves = AreaSet.objects.create(municipality=town, kind="village", valid_from="2020-01-01")
    make_area(halves, "V", box(0, 0, 1, 1))
    assert place_pin(town=town, pin=said(geometry=at(8, 8))).areas == {"village": None}
    assert pins_outside(halves).pins == 1


def test_a_pin_outside_the_town_is_refused_with_its_distance(town: Municipality) -> None:
    with pytest.raises(Refused) as refused:
        place_pin(town=town, pin=said(geometry=at(13, 5)))
    (error,) = refused.value.errors
    assert (error.field, error.code) == ("geometry", "outside_town")
    assert "3.0 km" in str(error.detail)
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"kind": "rant"}, "kind", "unknown_kind"),
        ({"text": "  "}, "text", "required"),
        ({"text": "a" * 5001}, "text", "too_long"),
        ({"text": "a\x00b"}, "text", "not_text"),
        ({"visibility": "secret"}, "visibility", "unknown_visibility"),
        ({"channel": "pigeon"}, "channel", "unknown_channel"),
        ({"category": "nothing"}, "category", "unknown_category"),
        ({"category": "thanks-only"}, "category", "wrong_kind"),
        ({"category": "placed"}, "geometry", "place_needed"),
    ],
)
def test_bad_input_is_refused_by_field(town: Municipality, fields: dict[str, str], field: str, code: str) -> None:
    make_category(town, "thanks-only", kinds=["thanks"])
    make_category(town, "placed", needs_place=True)
    with pytest.raises(Refused) as refused:
        place_pin(town=town, pin=said(**fields))
    assert (field, code) in [(error.field, error.code) for error in refused.value.errors]


def test_a_repeat_with_the_same_key_gives_the_first_answer(town: Municipality) -> None:
    once = Once(scope="test", key="k1", fingerprint=b"1" * 32)
    first = place_pin(town=town, pin=said(), once=once)
    again = place_pin(town=town, pin=said(), once=once)
    assert replace(again, replayed=False) == first
    with in_town(town):
        assert Pin.objects.count() == 1


def test_the_same_key_with_another_request_is_a_conflict(town: Municipality) -> None:
    place_pin(town=town, pin=said(), once=Once("test", "k1", b"1" * 32))
    with pytest.raises(IdempotencyConflict):
        place_pin(town=town, pin=said(text="Muuta"), once=Once("test", "k1", b"2" * 32))


def test_a_private_pin_is_not_published(town: Municipality, halves: AreaSet) -> None:
    placed = place_pin(town=town, pin=said(geometry=at(2, 2), visibility="private"))
    assert not PublishedPin.objects.filter(public_id=placed.id).exists()
    assert pins_in_area(halves.areas.get(code="W")).pins == 0


def test_a_category_may_ask_a_moderator_to_look_first(town: Municipality) -> None:
    make_category(town, "people", shown_when="moderated")
    placed = place_pin(town=town, pin=said(category="people"))
    assert placed.moderation == "waiting"
    assert not PublishedPin.objects.exists()


def test_hiding_and_showing_a_pin_keeps_counts_exact(town: Municipality, halves: AreaSet) -> None:
    placed = place_pin(town=town, pin=said(geometry=at(2, 2)))
    west = halves.areas.get(code="W")
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
    for moderation, count in (("hidden", 0), ("hidden", 0), ("shown", 1), ("shown", 1)):
        moderate_pin(town=town, pin=pin, moderation=moderation)
        assert pins_in_area(west).pins == count
    change_visibility(town=town, pin=pin, visibility="private")
    assert pins_in_area(west).pins == 0


def test_another_town_does_not_see_the_pin(town: Municipality) -> None:
    from tests.factories import make_town

    place_pin(town=town, pin=said())
    with in_town(make_town()):
        assert Pin.objects.count() == 0
    assert Pin.objects.count() == 0


def test_a_token_makes_the_same_participant_again(town: Municipality) -> None:
    from feedback_map.services import Sender

    first = place_pin(town=town, pin=said())
    place_pin(town=town, pin=said(), sender=Sender(token=first.participant_token))
    place_pin(town=town, pin=said(), sender=Sender(shared_device=True))
    with in_town(town):
        assert Pin.objects.values("participant").distinct().count() == 2
