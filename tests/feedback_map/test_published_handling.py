"""What the public reads of how a message is handled, and how exactly it sees where."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import shapely
from django.test import Client
from shapely.geometry.base import BaseGeometry

from feedback_map.counts import pins_by_area, pins_without_place
from feedback_map.models import (
    Category,
    Photo,
    Pin,
    PublishedDelta,
    PublishedPin,
    PublishedPinArea,
    PublishedUpdate,
    StateType,
)
from feedback_map.services import (
    Change,
    PinInput,
    Words,
    acknowledge_pin,
    answer_pin,
    assign_pin,
    change_state,
    derive_pins,
    moderate_pin,
    note_on_pin,
    place_pin,
    reopen_pin,
)
from geo import crs
from geo.models import AreaSet, Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST, box, make_area
from tests.feedback_map.handling import make_clerk, make_pin, make_state, make_support, make_unit

pytestmark = pytest.mark.django_db
SECRET = "Naapuri soitti, t. Virpi"


def published(pin: Pin) -> PublishedPin:
    return PublishedPin.objects.get(public_id=pin.public_id)


def fetched(town: Municipality, path: str = "", **asked: str) -> Any:
    response = Client().get(f"/api/v1/towns/{town.slug}/pins{path}", asked)
    assert response.status_code == 200, response.content
    return response.json()


def place_of(pin: PublishedPin | Pin) -> BaseGeometry:
    assert pin.geom is not None
    return shapely.from_wkb(bytes(pin.geom.wkb))


def on_the_grid(pin: PublishedPin) -> bool:
    (x, y) = shapely.get_coordinates(place_of(pin))[0]
    return bool((x % 100, y % 100) == (50, 50))


def show(town: Municipality, pin: Pin, how: str) -> None:
    with in_town(town):
        Pin.objects.filter(pk=pin.pk).update(shown_place=how)
        derive_pins(town=town, pins=[pin.pk], placed=False)


def test_the_public_reads_state_owner_answer_and_how_many_it_concerns(town: Municipality) -> None:
    pin = make_pin(town, owner=make_unit(town))
    make_support(town, pin)
    done = make_state(town, "valmis", StateType.DONE)
    answered = answer_pin(town=town, pin=pin, words=Words("Paikattu.", "fi", SECRET), state=done, change=Change())
    assert answered is not None
    handling = fetched(town, f"/{pin.public_id}")["properties"]["handling"]
    at = handling.pop("answered_at")
    assert at[:19] == answered.at.isoformat()[:19]
    assert handling == {
        "state": "valmis",
        "state_type": "done",
        "owner": "kadut",
        "supports": 1,
        "photos": 0,
        "merged_into": None,
    }


def test_only_pictures_that_are_shown_are_counted(town: Municipality) -> None:
    pin = make_pin(town)
    with in_town(town):
        for shown in Photo.Shown.values:
            Photo.objects.create(
                municipality=town,
                pin=pin,
                file="a",
                sha256=b"",
                width=1,
                height=1,
                shown=shown,
                added_at=pin.received_at,
            )
        derive_pins(town=town, pins=[pin.pk], placed=False)
    assert published(pin).photos == 1


def test_the_public_history_has_no_notes_and_no_names(town: Municipality) -> None:
    pin, clerk = make_pin(town), make_clerk(town)
    by = Change(by=clerk)
    acknowledge_pin(town=town, pin=pin, words=Words("Kiitos!", "fi", SECRET), change=by)
    note_on_pin(town=town, pin=pin, note=SECRET, change=by)
    assign_pin(town=town, pin=pin, person=clerk, change=by)
    change_state(town=town, pin=pin, state=make_state(town, "done", StateType.DONE), change=by)
    reopen_pin(town=town, pin=pin, words=Words(SECRET), change=Change(author="resident"))
    told = fetched(town, f"/{pin.public_id}/updates")
    assert [(one["kind"], one["text"]) for one in told["updates"]] == [
        ("acknowledged", "Kiitos!"),
        ("state", ""),
        ("disputed", ""),
    ]
    everything = str(told) + str(list(PublishedUpdate.objects.values()))
    assert not any(secret in everything for secret in (SECRET, clerk.name, clerk.email))


def test_an_unpublished_message_has_no_public_history(town: Municipality) -> None:
    pin = make_pin(town, visibility="private")
    answer_pin(town=town, pin=pin, words=Words("Paikattu.", "fi"), change=Change())
    assert not PublishedUpdate.objects.exists()
    assert Client().get(f"/api/v1/towns/{town.slug}/pins/{pin.public_id}/updates").status_code == 404


def test_its_sender_reads_the_history_of_an_unpublished_message(town: Municipality) -> None:
    said = PinInput(kind="feedback", text="Hei", category="streets", visibility="private")
    placed = place_pin(town=town, pin=said)
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
    answer_pin(town=town, pin=pin, words=Words("Paikattu.", "fi", SECRET), change=Change())
    told = fetched(town, f"/{placed.id}/updates", key=placed.follow_key)
    assert [(one["kind"], one["text"]) for one in told["updates"]] == [("answer", "Paikattu.")]
    assert SECRET not in str(told)
    own = fetched(town, f"/{placed.id}", key=placed.follow_key)["properties"]["handling"]
    assert own["answered_at"] is not None


def test_a_hidden_message_takes_its_history_along(town: Municipality) -> None:
    pin = make_pin(town)
    answer_pin(town=town, pin=pin, words=Words("Paikattu.", "fi"), change=Change())
    moderate_pin(town=town, pin=pin, moderation="hidden")
    assert not PublishedUpdate.objects.exists()
    moderate_pin(town=town, pin=pin, moderation="shown")
    assert PublishedUpdate.objects.count() == 1


def test_handling_an_unpublished_message_changes_no_published_byte(town: Municipality) -> None:
    shown, private = make_pin(town), make_pin(town, visibility="private")
    before = everything()
    answer_pin(town=town, pin=private, words=Words("Ei.", "fi"), state=make_state(town, "ei"), change=Change())
    make_support(town, private)
    assert everything() == before
    answer_pin(town=town, pin=shown, words=Words("Ei.", "fi"), change=Change())
    assert everything() != before


def everything() -> list[Any]:
    tables = (PublishedPin, PublishedPinArea, PublishedUpdate, PublishedDelta)
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


def test_publishing_again_changes_nothing(town: Municipality, halves: AreaSet) -> None:
    pin = make_pin(town)
    answer_pin(town=town, pin=pin, words=Words("Paikattu.", "fi"), change=Change())
    show(town, pin, "near")
    before = everything()
    with in_town(town):
        assert derive_pins(town=town, pins=[pin.pk]) == 0
    assert everything() == before


def test_lists_are_filtered_by_what_states_mean(town: Municipality) -> None:
    pins = {type_: make_pin(town) for type_ in StateType.values}
    received = make_pin(town)
    for type_, pin in pins.items():
        change_state(town=town, pin=pin, state=make_state(town, f"oma-{type_}", type_), change=Change())
    for type_, pin in pins.items():
        wanted = {pin.public_id} | ({received.public_id} if type_ == "open" else set())
        found = fetched(town, state=type_)
        assert {feature["id"] for feature in found["features"]} == wanted
        assert found["numberMatched"] == len(wanted)
    assert Client().get(f"/api/v1/towns/{town.slug}/pins", {"state": "valmis"}).status_code == 400


# ── How exactly the public sees where ─────────────────────────────────────────────────────────────────────────────

AT = (WEST + 2_637.25, SOUTH + 2_412.75)


def home_pin(town: Municipality, shape: BaseGeometry | None = None, place_note: str = "") -> Pin:
    said = PinInput(
        kind="feedback",
        text="Kotini edessä",
        category="streets",
        geometry=shape or shapely.Point(AT),
        place_note=place_note,
    )
    placed = place_pin(town=town, pin=said)
    with in_town(town):
        return Pin.objects.get(public_id=placed.id)


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(AT),
        shapely.LineString([AT, (AT[0] + 800, AT[1] + 40)]),
        shapely.Point(AT).buffer(120),
    ],
    ids=["point", "line", "area"],
)
def test_near_is_the_middle_of_a_hundred_metres(town: Municipality, shape: BaseGeometry) -> None:
    pin = home_pin(town, shape)
    show(town, pin, "near")
    seen = published(pin)
    assert (place_of(seen).geom_type, seen.is_shape, on_the_grid(seen)) == ("Point", False, True)
    assert shape.distance(place_of(seen)) < 71
    with in_town(town):
        assert place_of(Pin.objects.get(pk=pin.pk)).equals(shape)


def test_all_points_of_a_square_are_seen_at_one_place(town: Municipality, halves: AreaSet) -> None:
    """Near the border of two areas, the areas tell no more than the place does."""
    corners = itertools.product((4_901, 4_950.5, 4_999, 4_999.9), (2_401, 2_499.5))
    seen = set()
    for east, north in corners:
        pin = home_pin(town, shapely.Point(WEST + east, SOUTH + north))
        show(town, pin, "near")
        row = published(pin)
        areas = tuple(PublishedPinArea.objects.filter(pin=row.pk).values_list("area__code", flat=True))
        seen.add((place_of(row).wkt, row.wq, row.tq, areas))
    assert len(seen) == 1


def test_area_is_the_part_of_the_town_and_no_place(town: Municipality, halves: AreaSet) -> None:
    blocks = AreaSet.objects.create(municipality=town, kind="block", valid_from="2020-01-01")
    make_area(blocks, "B1", box(0, 0, 5, 1))
    make_area(blocks, "B2", box(0, 1, 5, 10))
    own = home_pin(town, shapely.Point(WEST + 2_000, SOUTH + 500))
    show(town, own, "area")
    seen = published(own)
    assert (seen.geom, seen.wq, seen.tq) == (None, None, None)
    assert seen.about_area is not None
    assert seen.about_area.code == "W"
    told = dict(PublishedPinArea.objects.filter(pin=seen.pk).values_list("area_set__kind", "area__code"))
    assert told == {"district": "W", "block": "B2"}  # where most of the part lies, not where the home is
    assert sum(sum(kinds.values()) for kinds in pins_by_area(blocks).values()) == 1
    assert pins_without_place(town).pins == 0


def test_a_sensitive_category_is_seen_near_at_most(town: Municipality) -> None:
    Category.objects.filter(municipality=town).update(is_sensitive=True)
    assert on_the_grid(published(home_pin(town)))
    whole_town = place_pin(town=town, pin=PinInput(kind="idea", text="Koko kaupunki", category="streets"))
    assert PublishedPin.objects.get(public_id=whole_town.id).geom is None


@pytest.mark.parametrize("how", ["near", "area"])
def test_a_coarse_place_leaks_in_no_answer(town: Municipality, halves: AreaSet, how: str) -> None:
    note = "Mäkikatu 5, punainen talo"
    pin = home_pin(town, place_note=note)
    show(town, pin, how)
    answer_pin(town=town, pin=pin, words=Words("Kiitos.", "fi"), change=Change())
    lon, lat = (float(value[0]) for value in crs.to_wire([AT[0]], [AT[1]]))
    exact = [f"{value:.4f}" for value in (lon, lat)] + [f"{value:.0f}" for value in AT]
    addresses = [
        f"/api/v1/towns/{town.slug}/pins",
        f"/api/v1/towns/{town.slug}/pins/{pin.public_id}",
        f"/api/v1/towns/{town.slug}/pins/{pin.public_id}/updates",
        f"/api/v1/towns/{town.slug}/pins/by-code/{pin.code}",
        f"/{town.slug}/",
        f"/{town.slug}/pins/{pin.public_id}",
    ]
    for address in addresses:
        response = Client().get(address)
        assert response.status_code == 200, address
        body = response.content.decode()
        assert not [secret for secret in (*exact, note) if secret in body], address


def test_the_tile_of_an_exact_place_does_not_tell_of_a_coarse_one(town: Municipality) -> None:
    pin, beside = home_pin(town), home_pin(town, shapely.Point(WEST + 2_650, SOUTH + 2_450))
    exact = tile_at(town, published(pin))
    show(town, pin, "near")
    assert tile_at(town, published(pin)) != exact
    show(town, beside, "near")
    assert (published(pin).wx, published(pin).wy) == (published(beside).wx, published(beside).wy)


def tile_at(town: Municipality, pin: PublishedPin) -> tuple[int, bytes]:
    assert pin.wx is not None
    assert pin.wy is not None
    place = f"18/{pin.wx >> 12}/{pin.wy >> 12}"
    response = Client().get(f"/tiles/{town.slug}/pins/WebMercatorQuad/{place}.mvt")
    return response.status_code, response.content
