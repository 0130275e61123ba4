"""Lists of published pins: every filter, exact counts, pages that neither lose nor repeat, and nothing unpublished."""

from __future__ import annotations

import datetime
import string
from typing import Any

import pytest
import shapely
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as sample
from hypothesis import strategies as st

from feedback_map.aggregates import fold_deltas
from feedback_map.models import PublishedPin
from feedback_map.querysets import morton_ranges
from feedback_map.services import PinInput, PlacedPin, place_pin
from geo import crs
from geo.models import AreaSet, Municipality
from participation.models import Process
from tests.factories import SOUTH, WEST, make_category, make_town
from tests.wire import codes, degrees, read


def say(town: Municipality, east: float = 2, north: float = 2, **said: Any) -> PlacedPin:
    place = shapely.Point(WEST + east * 1000, SOUTH + north * 1000)
    values = {"kind": "feedback", "text": "Valo", "category": "streets", "geometry": place, **said}
    return place_pin(town=town, pin=PinInput(**values))


def ids(found: Any) -> set[str]:
    return {feature["id"] for feature in found["features"]}


@pytest.fixture
def three(town: Municipality, halves: AreaSet) -> dict[str, str]:
    """One pin in the west, one in the east, one about the whole town."""
    return {
        "west": say(town, 2, 2).id,
        "east": say(town, 8, 8, kind="thanks", text="Kiitos rannasta").id,
        "town": say(town, geometry=None, kind="idea", text="Bussi useammin").id,
    }


def test_a_list_is_a_feature_collection_newest_first(town: Municipality, three: dict[str, str]) -> None:
    found = read(town, "pins")
    assert found["type"] == "FeatureCollection"
    assert [feature["id"] for feature in found["features"]] == [three["town"], three["east"], three["west"]]
    assert (found["numberMatched"], found["numberReturned"], found["next"]) == (3, 3, None)
    assert found["features"][2]["geometry"]["coordinates"] == degrees(2, 2)
    assert found["features"][2]["properties"]["areas"] == {"district": "W"}


@pytest.mark.parametrize(
    ("filters", "who"),
    [
        ({"kind": "thanks"}, {"east"}),
        ({"kind": "thanks,idea"}, {"east", "town"}),
        ({"kind": ["thanks", "idea"]}, {"east", "town"}),
        ({"category": "streets"}, {"west", "east", "town"}),
        ({"category": "parks"}, set()),
        ({"channel": "web"}, {"west", "east", "town"}),
        ({"channel": "phone"}, set()),
        ({"process": "metsat"}, set()),
        ({"area": "district/W"}, {"west"}),
        ({"area": "district/E", "kind": "thanks"}, {"east"}),
        ({"area": "district/outside"}, set()),
        ({"area": "none"}, {"town"}),
        ({"text": "ranna"}, {"east"}),
        ({"text": "kiitos RANNA"}, {"east"}),
        ({"text": "ranna kiitos"}, set()),
        ({"text": "rannasta kiitos"}, {"east"}),
        ({"text": "bussi or valo"}, {"west", "town"}),
        ({"text": "-valo"}, {"east", "town"}),
        ({"text": '"kiitos rannasta"'}, {"east"}),
        ({"text": "!!!"}, set()),
        ({"text": "valo:* & ')"}, {"west"}),
        ({"time": "2020-01-01/.."}, {"west", "east", "town"}),
        ({"time": "../2020-01-01"}, set()),
        ({"from": "2020-01-01", "to": "2099-12-31"}, {"west", "east", "town"}),
        ({"from": "2020-01-01T00:00:00Z"}, {"west", "east", "town"}),
        ({"to": "2020-01-01T00:00:00+02:00"}, set()),
    ],
)
def test_each_filter_finds_its_pins_and_counts_them(
    town: Municipality, three: dict[str, str], filters: dict[str, Any], who: set[str]
) -> None:
    expected = {three[name] for name in who}
    for _ in range(2):
        response = Client().get(f"/api/v1/towns/{town.slug}/pins", filters)
        assert response.status_code == 200, response.content
        assert ids(response.json()) == expected
        assert response.json()["numberMatched"] == len(expected)
        fold_deltas(town.pk)  # the same from folded aggregates


def test_a_day_is_a_day_in_finland(town: Municipality) -> None:
    pin = say(town)
    late = datetime.datetime(2026, 5, 31, 21, 30, tzinfo=datetime.UTC)  # half past midnight on 1 June
    PublishedPin.objects.filter(public_id=pin.id).update(received_at=late)
    assert ids(read(town, "pins", time="2026-06-01", text="valo")) == {pin.id}
    assert ids(read(town, "pins", time="2026-05-31", text="valo")) == set()


def test_a_box_is_understood_in_three_systems(town: Municipality, three: dict[str, str]) -> None:
    west, south = degrees(1, 1)
    east, north = degrees(3, 3)
    corners = crs.transform([west, east], [south, north], 4326, 3857)
    boxes = {
        "EPSG:4326": (west, south, east, north),
        "EPSG:3067": (WEST + 1000, SOUTH + 1000, WEST + 3000, SOUTH + 3000),
        "EPSG:3857": (corners[0][0], corners[1][0], corners[0][1], corners[1][1]),
        "http://www.opengis.net/def/crs/EPSG/0/3067": (WEST + 1000, SOUTH + 1000, WEST + 3000, SOUTH + 3000),
    }
    for name, box in boxes.items():
        for parameter in ("bbox-crs", "crs"):
            query = {"bbox": ",".join(str(number) for number in box), parameter: name}
            found = Client().get(f"/api/v1/towns/{town.slug}/pins", query).json()
            assert (ids(found), found["numberMatched"]) == ({three["west"]}, 1), (name, parameter)


def test_a_box_around_everything_counts_like_any_other(town: Municipality, three: dict[str, str]) -> None:
    line = shapely.LineString([(WEST + 9000, SOUTH + 9000), (WEST + 9900, SOUTH + 9900)])
    say(town, geometry=line, kind="thanks")
    for _ in range(2):
        cases: tuple[tuple[dict[str, Any], int], ...] = (
            ({}, 3),
            ({"kind": "thanks"}, 2),
            ({"channel": "web"}, 3),
            ({"channel": "phone"}, 0),
        )
        for filters, expected in cases:
            for box, system in (("20,60,30,63", "EPSG:4326"), ("0,6000000,900000,8000000", "EPSG:3067")):
                found = read(town, "pins", bbox=box, crs=system, **filters)
                assert (found["numberMatched"], found["numberReturned"]) == (expected, expected)
        fold_deltas(town.pk)


def test_a_line_is_found_where_it_only_reaches_into_the_box(town: Municipality, halves: AreaSet) -> None:
    line = shapely.LineString([(WEST + 1000, SOUTH + 1000), (WEST + 9000, SOUTH + 9000)])
    pin = say(town, geometry=line)
    (west, south), (east, north) = degrees(8, 8), degrees(9.5, 9.5)
    assert ids(read(town, "pins", bbox=f"{west},{south},{east},{north}")) == {pin.id}
    (west, south), (east, north) = degrees(8, 1), degrees(9.5, 2)
    assert ids(read(town, "pins", bbox=f"{west},{south},{east},{north}")) == set()


@pytest.mark.parametrize(
    ("filters", "field", "code"),
    [
        ({"colour": "red"}, "colour", "unknown_parameter"),
        ({"kind": "rant"}, "kind", "unknown_value"),
        ({"channel": "pigeon"}, "channel", "unknown_value"),
        ({"limit": "0"}, "limit", "out_of_range"),
        ({"limit": "1001"}, "limit", "out_of_range"),
        ({"limit": "many"}, "limit", "out_of_range"),
        ({"limit": ["1", "2"]}, "limit", "given_twice"),
        ({"cursor": "abc"}, "cursor", "not_a_cursor"),
        ({"bbox": "1,2,3"}, "bbox", "not_a_box"),
        ({"bbox": "a,b,c,d"}, "bbox", "not_a_box"),
        ({"bbox": "nan,nan,nan,nan"}, "bbox", "not_a_box"),
        ({"bbox": "28,61,27,62"}, "bbox", "box_order"),
        ({"bbox": "510000,6830000,520000,6840000"}, "bbox", "not_a_box"),
        ({"bbox": "1,2,3,4", "crs": "EPSG:2393"}, "crs", "unknown_crs"),
        ({"time": "yesterday"}, "time", "not_a_time"),
        ({"time": "2026-01-01/2026-02-01/2026-03-01"}, "time", "not_an_interval"),
        ({"time": "2026-02-01/2026-01-01"}, "time", "interval_order"),
        ({"from": "0001-01-01"}, "from", "not_a_time"),
        ({"to": "9999-12-31"}, "to", "not_a_time"),
        ({"area": "district"}, "area", "unknown_area"),
        ({"area": "district/none"}, "area", "unknown_area"),
        ({"area": "nothing/E"}, "area", "unknown_area"),
        ({"text": "a\x00b"}, "text", "bad_text"),
        ({"text": "a" * 2000}, "text", "bad_text"),
    ],
)
def test_a_wrong_parameter_is_named(
    town: Municipality, halves: AreaSet, filters: dict[str, Any], field: str, code: str
) -> None:
    response = Client().get(f"/api/v1/towns/{town.slug}/pins", filters)
    assert response.status_code == 400
    assert (field, code) in codes(response)


def test_pages_hold_every_pin_once_though_others_arrive_meanwhile(town: Municipality, halves: AreaSet) -> None:
    sent = {say(town, 1 + n / 10, 2).id for n in range(7)}
    for filters in ("", "&area=district/W", "&text=valo"):
        seen: list[str] = []
        address = f"/api/v1/towns/{town.slug}/pins?limit=3{filters}"
        while address:
            page = Client().get(address).json()
            seen += [feature["id"] for feature in page["features"]]
            address = page["next"]
            late = say(town, 2, 2).id
        assert set(seen) >= sent and len(seen) == len(set(seen)) and late not in seen
        sent = set(PublishedPin.objects.values_list("public_id", flat=True))


def test_a_cursor_tells_no_number_and_is_always_the_same(town: Municipality) -> None:
    for _ in range(3):
        say(town)
    first, again = (read(town, "pins", limit=1)["next"] for _ in range(2))
    assert first == again
    letters = string.ascii_letters + string.digits + "-_"
    for letter in set(letters) - {first[-1]}:
        assert Client().get(first[:-1] + letter).status_code == 400, letter


def test_what_is_not_published_is_in_no_list_and_changes_no_byte(town: Municipality, three: dict[str, str]) -> None:
    make_category(town, "people", shown_when="moderated")
    addresses = ["pins", "pins?text=valo", "pins?area=district/W", "pins?bbox=20,60,30,63", "pins?limit=1"]
    paths = [f"/api/v1/towns/{town.slug}/{address}" for address in addresses]
    before = [(answer.content, answer.headers.items()) for answer in map(Client().get, paths)]
    say(town, visibility="private")
    say(town, category="people")
    after = [(answer.content, answer.headers.items()) for answer in map(Client().get, paths)]
    assert [body for body, _ in after] == [body for body, _ in before]
    assert [dict(headers) for _, headers in after] == [dict(headers) for _, headers in before]


def test_an_unchanged_list_is_304(town: Municipality, three: dict[str, str]) -> None:
    address = f"/api/v1/towns/{town.slug}/pins"
    etag = Client().get(address).headers["ETag"]
    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 304
    say(town)
    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 200


def test_a_list_takes_five_statements_however_long_it_is(
    town: Municipality, halves: AreaSet, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        say(town)
    for filters in ({}, {"limit": 5}, {"text": "valo"}, {"kind": "feedback", "bbox": "20,60,30,63"}):
        with django_assert_max_num_queries(5):
            read(town, "pins", **filters)
    with django_assert_max_num_queries(6):
        read(town, "pins", area="district/W")


def test_a_code_is_found_however_it_is_written(town: Municipality) -> None:
    pin = say(town)
    for code in (pin.code, pin.code.lower(), pin.code.upper(), pin.code.replace(" ", "-"), f" {pin.code} "):
        assert read(town, f"pins/by-code/{code}")["id"] == pin.id


def test_an_unpublished_code_answers_exactly_as_an_unknown_one(town: Municipality) -> None:
    hidden = say(town, visibility="private")
    base = f"/api/v1/towns/{town.slug}/pins"
    answers = [
        Client().get(address)
        for address in (f"{base}/by-code/{hidden.code}", f"{base}/by-code/Kuusi 0000", f"{base}/by-code/a%00b")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({(answer.content, tuple(sorted(answer.headers.items()))) for answer in answers}) == 1
    one = [Client().get(f"{base}/{public_id}") for public_id in (hidden.id, "x" * 22)]
    assert len({(answer.status_code, answer.content, tuple(sorted(answer.headers.items()))) for answer in one}) == 1


def test_a_pin_of_another_town_is_not_here(town: Municipality) -> None:
    pin = say(town)
    other = make_town()
    assert read(other, f"pins/{pin.id}", status=404)["status"] == 404
    assert read(other, f"pins/by-code/{pin.code}", status=404)["status"] == 404
    assert read(other, "pins")["numberMatched"] == 0


def test_categories_are_told_in_the_towns_order(town: Municipality) -> None:
    make_category(town, "parks", order=1)
    make_category(town, "old", is_active=False)
    found = read(town, "categories")
    assert [category["code"] for category in found["categories"]] == ["streets", "parks"]
    assert found["categories"][0]["names"] == {"fi": "Kadut"}


def test_consultations_and_events_that_are_public_are_told(town: Municipality) -> None:
    for slug, is_public in (("metsat", True), ("salassa", False)):
        process = Process.objects.create(municipality=town, slug=slug, opens_on="2026-01-01", is_public=is_public)
        process.events.create(municipality=town, code=f"ilta-{slug}", starts_at="2026-02-01T18:00:00Z")
    assert [process["slug"] for process in read(town, "processes")["processes"]] == ["metsat"]
    assert read(town, "processes", open="false")["processes"] == []
    assert read(town, "processes/salassa", status=404)["status"] == 404
    assert ids(read(town, "events")) == {"ilta-metsat"}
    assert ids(read(town, "events", process="muu")) == set()


@given(st.lists(st.integers(0, 2**30 - 1), min_size=4, max_size=4), st.data())
@sample(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_ranges_of_a_box_hold_every_place_in_it(edges: list[int], data: Any) -> None:
    west, east = sorted(edges[:2])
    north, south = sorted(edges[2:])
    x, y = data.draw(st.integers(west, east)), data.draw(st.integers(north, south))
    code = sum(((x >> bit & 1) << 2 * bit) | ((y >> bit & 1) << 2 * bit + 1) for bit in range(30))
    ranges = morton_ranges(west, north, east, south)
    assert any(first <= code <= last for first, last in ranges)
    assert len(ranges) <= 12
