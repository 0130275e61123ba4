"""OGC API Features Part 2: reference systems and the order of their axes."""

from __future__ import annotations

import json
from typing import Any

import pyproj
import pytest
from django.test import Client

from doors.ogc import systems
from geo.models import Municipality
from tests.doors.world import CRS84, EVERY, answer, ask, epsg, items, refused, texts
from tests.factories import SOUTH, WEST

E, N = WEST + 2_000, SOUTH + 2_000  # of the message about a bench
SERVED = [3067, 3857, 4326, *range(3873, 3886)]


def bench(**query: Any) -> list[float]:
    found = items("avoin_pins", filter="text = 'Penkki puuttuu.'", **query)
    return list(found["features"][0]["geometry"]["coordinates"])


@pytest.mark.parametrize("number", SERVED)
def test_coordinates_come_in_the_system_that_is_asked_for_in_the_order_of_its_definition(
    town: Municipality, number: int
) -> None:
    # without always_xy, PROJ itself gives the axes in the order of the authority
    by_definition = pyproj.Transformer.from_crs(3067, number).transform(E, N)
    assert bench(crs=epsg(number)) == pytest.approx(by_definition, abs=1e-3)


def test_the_zones_of_gauss_and_kruger_say_north_first(town: Municipality) -> None:
    north, east = bench(crs=epsg(3881))
    assert (6_800_000 < north < 6_900_000) and (27_400_000 < east < 27_600_000)


def test_the_answer_says_its_system(town: Municipality) -> None:
    for uri in (CRS84, epsg(3067), epsg(3881)):
        assert answer("collections/avoin_pins/items", crs=uri).headers["Content-Crs"] == f"<{uri}>"
    [feature, *_] = items("avoin_pins")["features"]
    one = answer(f"collections/avoin_pins/items/{feature['id']}", crs=epsg(3857))
    assert one.headers["Content-Crs"] == f"<{epsg(3857)}>"
    assert answer("collections/avoin_pins/items").headers["Content-Crs"] == f"<{CRS84}>"


def test_every_collection_lists_its_systems_and_the_one_it_is_stored_in(town: Municipality) -> None:
    for record in ask("collections")["collections"]:
        assert record["crs"][0] == CRS84
        assert set(record["crs"]) == {CRS84, *(epsg(number) for number in SERVED)}
        assert record["storageCrs"] == epsg(3067) and record["storageCrs"] in record["crs"]


def test_an_unknown_system_is_a_bad_request(town: Municipality) -> None:
    for name in ("crs", "bbox-crs", "filter-crs"):
        found = Client().get("/ogc/collections/avoin_pins/items", {name: epsg(2393)})
        assert refused(json.loads(found.content)) == {(name, "unknown_crs")}


@pytest.mark.parametrize("number", SERVED)
def test_a_box_is_read_in_its_own_system_and_order(town: Municipality, number: int) -> None:
    to = pyproj.Transformer.from_crs(3067, number)
    first, second = to.transform(E, N)
    step = 0.002 if number == 4326 else 200.0
    box = f"{first - step},{second - step},{first + step},{second + step}"
    assert texts(items("avoin_pins", bbox=box, bbox_crs=epsg(number))) == ["Koko kaupungista.", "Penkki puuttuu."]
    turned = f"{second - step},{first - step},{second + step},{first + step}"
    elsewhere = answer("collections/avoin_pins/items", bbox=turned, bbox_crs=epsg(number))
    assert b"Penkki" not in elsewhere.content


@pytest.mark.parametrize("number", [3067, 3881, 4326])
def test_a_place_in_a_filter_is_read_in_its_own_system_and_order(town: Municipality, number: int) -> None:
    first, second = pyproj.Transformer.from_crs(3067, number).transform(E, N)
    step = 0.002 if number == 4326 else 200.0
    place = f"BBOX({first - step},{second - step},{first + step},{second + step})"
    found = items("avoin_pins", filter=f"S_INTERSECTS(geometry,{place})", filter_crs=epsg(number))
    assert texts(found) == ["Penkki puuttuu."]


@pytest.mark.parametrize("collection", EVERY)
def test_a_geometry_is_the_same_place_in_every_system(town: Municipality, collection: str) -> None:
    whole = [one["geometry"] for one in items(f"avoin_{collection}")["features"]]
    metres = [one["geometry"] for one in items(f"avoin_{collection}", crs=epsg(3067))["features"]]
    for degrees, metric in zip(whole, metres, strict=True):
        assert (degrees is None) == (metric is None)
        if degrees:
            longitude, latitude = corner(degrees)
            east, north = corner(metric)
            there = pyproj.Transformer.from_crs(4326, 3067, always_xy=True).transform(longitude, latitude)
            assert there == pytest.approx((east, north), abs=0.05)


def corner(geometry: dict[str, object]) -> list[float]:
    found = geometry["coordinates"]
    while isinstance(found[0], list):  # type: ignore[index]
        found = found[0]  # type: ignore[index]
    return found  # type: ignore[return-value]


def test_names_of_systems_are_read_as_clients_write_them() -> None:
    for text in (epsg(3067), "https://www.opengis.net/def/crs/EPSG/0/3067", f"[{epsg(3067)}]", "EPSG:3067"):
        assert systems.system_named(text) == systems.STORAGE
    assert systems.system_named("EPSG:27700") is None
