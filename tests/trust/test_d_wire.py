"""TRUST D1–D7: hostile JSON and geometries are refused with a field and a code, quickly, and never with a 500."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as sample
from hypothesis import strategies as st

from feedback_map.models import Pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_category, make_town
from tests.wire import codes, degrees, message, send

SLOWEST_S = 1.0  # of computing in the thread of the request, whatever else runs beside it


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town()
    make_category(town)
    Client().get(f"/api/v1/towns/{town.slug}")  # addresses are read with the first request
    return town


def in_geometry(raw: str) -> bytes:
    return json.dumps(message(None)).replace('"geometry": null', f'"geometry": {raw}').encode()


def geometry(kind: str, coordinates: Any, **more: Any) -> bytes:
    return json.dumps(message({"type": kind, "coordinates": coordinates, **more})).encode()


def ring(*corners: tuple[float, float]) -> list[list[list[float]]]:
    return [[degrees(*corner) for corner in corners]]


DEEP_COLLECTION = '{"type":"GeometryCollection","geometries":[' * 900 + "]}" * 900
HOSTILE: dict[str, tuple[bytes, str, str]] = {
    "D1 brackets": (b"[" * 100_000, "", "too_deep"),
    "D1 objects": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "", "too_deep"),
    "D1 in coordinates": (
        in_geometry('{"type":"Point","coordinates":' + "[" * 5_000 + "]" * 5_000 + "}"),
        "",
        "too_deep",
    ),
    "D2 1e999": (in_geometry('{"type":"Point","coordinates":[1e999,61]}'), "", "not_finite"),
    "D2 NaN": (in_geometry('{"type":"Point","coordinates":[NaN,61]}'), "", "not_finite"),
    "D2 -Infinity": (in_geometry('{"type":"Point","coordinates":[-Infinity,61]}'), "", "not_finite"),
    "D2 a number of 5000 figures": (
        in_geometry(f'{{"type":"Point","coordinates":[{"9" * 5000},61]}}'),
        "",
        "not_finite",
    ),
    "D3 empty point": (geometry("Point", []), "geometry.coordinates", "no_coordinates"),
    "D3 open ring": (
        geometry("Polygon", ring((1, 1), (2, 1), (2, 2), (1, 2))),
        "geometry.coordinates[0]",
        "ring_not_closed",
    ),
    "D3 empty polygon": (geometry("Polygon", []), "geometry.coordinates", "no_coordinates"),
    "D3 no coordinates": (in_geometry('{"type":"Point"}'), "geometry.coordinates", "no_coordinates"),
    "D3 text": (geometry("Point", ["27", "61"]), "geometry.coordinates", "not_finite"),
    "D4 collection": (in_geometry(DEEP_COLLECTION), "", "too_deep"),
    "D4 a shallow collection": (
        in_geometry('{"type":"GeometryCollection","geometries":[]}'),
        "geometry.type",
        "geometry_type",
    ),
    "D5 vertices": (
        geometry("LineString", [[27.2 + n / 1e6, 61.62] for n in range(20_000)]),
        "geometry.coordinates",
        "too_many_vertices",
    ),
    "D5 rings": (geometry("Polygon", [[]] * 20_000), "geometry.coordinates", "too_many_vertices"),
    "D6 crs": (
        geometry("Point", [510_000, 6_830_000], crs={"type": "name", "properties": {"name": "EPSG:3067"}}),
        "geometry.crs",
        "crs",
    ),
    "D6 250, -999": (geometry("Point", [250, -999]), "geometry.coordinates", "outside_finland"),
    "D6 hex": (in_geometry('"0101000020E6100000"'), "geometry", "not_a_geometry"),
    "D6 swapped": (geometry("Point", degrees(2, 2)[::-1]), "geometry.coordinates", "swapped_axes"),
    "D6 null island": (geometry("Point", [0, 0]), "geometry.coordinates", "null_island"),
    "D7 bow-tie": (
        geometry("Polygon", ring((1, 1), (2, 2), (2, 1), (1, 2), (1, 1))),
        "geometry.coordinates",
        "invalid_geometry",
    ),
    "bytes that are no text": (b"\xff\xfe{}", "", "not_utf8"),
    "no JSON": (b"hello", "", "not_json"),
    "nothing": (b" ", "", "not_json"),
    "a list": (b"[]", "", "not_an_object"),
    "NUL": (json.dumps(message(text="a\x00b")).encode(), "", "bad_character"),
    "half a pair": (b'{"type":"Feature","geometry":null,"properties":{"text":"\\ud800"}}', "", "bad_character"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_with_a_field_and_a_code(town: Municipality, name: str) -> None:
    raw, field, code = HOSTILE[name]
    begun = time.thread_time()
    response = send(town, raw)
    assert time.thread_time() - begun < SLOWEST_S
    assert response.status_code == 400
    assert (field, code) in codes(response)
    with in_town(town):
        assert not Pin.objects.exists()


def test_a_crs_beside_the_geometry_is_refused_too(town: Municipality) -> None:
    body = {**message({"type": "Point", "coordinates": degrees(2, 2)}), "crs": {"properties": {"name": "EPSG:3857"}}}
    assert codes(send(town, body)) == {("geometry.crs", "crs")}


def test_half_a_million_vertices_are_too_large_before_anything_reads_them(town: Municipality) -> None:
    raw = geometry("Polygon", [[[27.2 + n / 1e7, 61.62] for n in range(500_000)]])
    begun = time.thread_time()
    response = send(town, raw)
    assert time.thread_time() - begun < SLOWEST_S
    assert response.status_code == 413


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read(town: Municipality, content_type: str) -> None:
    response = send(town, message(), Content_Type=content_type)
    assert response.status_code == 415
    assert codes(response) == {("", "unsupported_media_type")}


SCALARS = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("kind", "category", "text", "visibility", "language", "channel", "process", "event", "about", "place_note")
PROPERTIES = st.dictionaries(st.sampled_from((*FIELDS, "link", "home", "age_band", "resident")), ANYTHING, max_size=6)
COORDINATES = st.recursive(
    st.floats() | st.integers(-200, 200) | st.none(), lambda inner: st.lists(inner, max_size=5), max_leaves=25
)
GEOMETRIES = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Point", "LineString", "Polygon", "MultiPoint", "Feature", ""]),
        "coordinates": COORDINATES,
    }
)
FEATURES = st.fixed_dictionaries(
    {"type": st.just("Feature"), "geometry": GEOMETRIES | ANYTHING, "properties": PROPERTIES | ANYTHING}
)


@given(FEATURES | ANYTHING)
@sample(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_message_at_all_breaks_the_service(town: Municipality, body: Any) -> None:
    response = send(town, json.dumps(body).encode())
    assert response.status_code in {201, 400, 404, 413, 429}


PAYLOADS = (
    "'",
    '"',
    "' OR '1'='1",
    "1; DROP TABLE geo_municipality --",
    "1) UNION SELECT pg_sleep(5) --",
    "%' AND pg_sleep(5) AND '%",
    "\\",
    "%s %(town)s {0} ${7*7}",
    "../../etc/passwd",
    "\u202e\u0000x",
    "𝕏" * 300,
    "-1e308,-1e308,1e308,1e308",
    "9" * 400,
    "::text",
    "a&b|c!d<->e:*(",
    "\"unclosed 'quotes",
)
PARAMETERS = ("bbox", "bbox-crs", "crs", "time", "from", "to", "kind", "category", "channel", "process", "area", "text")
LISTS = {
    "pins": (*PARAMETERS, "limit", "cursor"),
    "places": ("q", "limit"),
    "area-sets": ("on",),
    "area-sets/district/areas": ("on", "geometry", "limit", "cursor"),
    "processes": ("open",),
    "events": ("process",),
}


@pytest.mark.parametrize("path", LISTS)
def test_no_value_of_a_parameter_breaks_or_delays_a_list(town: Municipality, path: str) -> None:
    for name in LISTS[path]:
        for payload in PAYLOADS:
            # What a value makes slow is slow twice; what is loaded once, or swept up, is not.
            taken = [seconds_of(f"/api/v1/towns/{town.slug}/{path}", {name: payload}) for _ in range(2)]
            assert min(taken) < SLOWEST_S, (name, payload)


def seconds_of(address: str, asked: dict[str, str]) -> float:
    begun = time.thread_time()
    assert Client().get(address, asked).status_code in {200, 400, 404}, asked
    return time.thread_time() - begun


@pytest.mark.parametrize("payload", [payload for payload in PAYLOADS if "/" not in payload])
def test_no_value_in_an_address_breaks_it(town: Municipality, payload: str) -> None:
    from urllib.parse import quote

    told = quote(payload, safe="")
    for path in (
        "pins/{}",
        "pins/by-code/{}",
        "area-sets/{}",
        "area-sets/district/areas/{}",
        "processes/{}",
        "pins/x/{}",
    ):
        response = Client().get(f"/api/v1/towns/{town.slug}/{path.format(told)}")
        assert response.status_code == 404
        assert response.headers["Content-Type"] == "application/problem+json"
