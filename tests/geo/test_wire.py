"""Nothing from outside reaches the geometry library before its shape, depth, size and numbers are known."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import wire

HERE = [27.2722, 61.6886]
SQUARE = [[27.0, 61.0], [27.1, 61.0], [27.1, 61.1], [27.0, 61.1], [27.0, 61.0]]

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def refusal(value: Any) -> wire.WireRefused:
    with pytest.raises(wire.WireRefused) as caught:
        wire.parse_geometry(value)
    assert str(caught.value.detail)
    return caught.value


def json_refusal(raw: bytes, **limits: int) -> str:
    with pytest.raises(wire.WireRefused) as caught:
        wire.load_json(raw, **limits)
    return caught.value.code


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ({"type": "Point", "coordinates": HERE}, "Point"),
        ({"type": "Point", "coordinates": [*HERE, 120.5]}, "Point"),
        ({"type": "LineString", "coordinates": SQUARE[:3]}, "LineString"),
        ({"type": "Polygon", "coordinates": [SQUARE]}, "Polygon"),
        ({"type": "Point", "coordinates": HERE, "crs": {"type": "name", "properties": {"name": "EPSG:4326"}}}, "Point"),
    ],
)
def test_a_good_shape_is_stored_in_metres(shape: dict[str, Any], kind: str) -> None:
    geometry = wire.parse_geometry(shape)
    assert geometry.geom_type == kind
    assert geometry.wkb_hex
    assert 400_000 < geometry.centroid.x < 600_000


@pytest.mark.parametrize(
    ("shape", "field", "code"),
    [
        (None, "geometry", "not_a_geometry"),
        ([], "geometry", "not_a_geometry"),
        ({}, "geometry.type", "geometry_type"),
        ({"type": ["Point"], "coordinates": HERE}, "geometry.type", "geometry_type"),
        ({"type": "GeometryCollection", "geometries": []}, "geometry.type", "geometry_type"),
        ({"type": "MultiPoint", "coordinates": [HERE]}, "geometry.type", "geometry_type"),
        ({"type": "Point", "coordinates": []}, "geometry.coordinates", "no_coordinates"),
        ({"type": "Point"}, "geometry.coordinates", "no_coordinates"),
        ({"type": "Point", "coordinates": [1]}, "geometry.coordinates", "no_coordinates"),
        ({"type": "Point", "coordinates": ["27", "61"]}, "geometry.coordinates", "not_finite"),
        ({"type": "Point", "coordinates": [True, 61]}, "geometry.coordinates", "not_finite"),
        ({"type": "Point", "coordinates": [math.inf, 61]}, "geometry.coordinates", "not_finite"),
        ({"type": "Point", "coordinates": [math.nan, 61]}, "geometry.coordinates", "not_finite"),
        ({"type": "Point", "coordinates": [10**400, 61]}, "geometry.coordinates", "not_finite"),
        ({"type": "Point", "coordinates": [250, -999]}, "geometry.coordinates", "outside_finland"),
        ({"type": "Point", "coordinates": [61.69, 27.27]}, "geometry.coordinates", "swapped_axes"),
        ({"type": "Point", "coordinates": [0, 0]}, "geometry.coordinates", "null_island"),
        ({"type": "Point", "coordinates": [514400, 6839600]}, "geometry.coordinates", "outside_finland"),
        ({"type": "LineString", "coordinates": [HERE, HERE]}, "geometry.coordinates", "too_short"),
        ({"type": "LineString", "coordinates": [HERE, [HERE]]}, "geometry.coordinates[1]", "no_coordinates"),
        ({"type": "LineString", "coordinates": [[20, 60], [31, 69]]}, "geometry.coordinates", "too_long"),
        ({"type": "Polygon", "coordinates": [SQUARE[:-1]]}, "geometry.coordinates[0]", "ring_not_closed"),
        ({"type": "Polygon", "coordinates": []}, "geometry.coordinates", "no_coordinates"),
        ({"type": "Polygon", "coordinates": [[]]}, "geometry.coordinates[0]", "no_coordinates"),
        ({"type": "Polygon", "coordinates": [[HERE, HERE, HERE, HERE]]}, "geometry.coordinates[0]", "too_short"),
        (
            {"type": "Polygon", "coordinates": [[[20, 60], [30, 60], [30, 69], [20, 69], [20, 60]]]},
            "geometry.coordinates",
            "too_large_area",
        ),
    ],
)
def test_a_bad_shape_is_refused_by_field(shape: Any, field: str, code: str) -> None:
    caught = refusal(shape)
    assert (caught.field, caught.code) == (field, code)


def test_a_bow_tie_is_refused() -> None:
    bow = [[27, 61], [27.1, 61.1], [27.1, 61], [27, 61.1], [27, 61]]
    assert refusal({"type": "Polygon", "coordinates": [bow]}).code == "invalid_geometry"


@pytest.mark.parametrize("said", ["EPSG:3067", 3067, {"properties": {"name": "EPSG:999999"}}, {"type": "link"}, []])
def test_another_coordinate_system_is_refused(said: Any) -> None:
    assert refusal({"type": "Point", "coordinates": HERE, "crs": said}).code == "crs"


def test_half_a_million_points_cost_nothing() -> None:
    ring = [[27 + number * 1e-7, 61.0] for number in range(500_000)]
    started = time.thread_time()
    assert refusal({"type": "Polygon", "coordinates": [ring]}).code == "too_many_vertices"
    assert time.thread_time() - started < 0.1


def test_many_rings_are_counted_too() -> None:
    assert refusal({"type": "Polygon", "coordinates": [[]] * 20_000}).code == "too_many_vertices"
    assert refusal({"type": "Polygon", "coordinates": [SQUARE] * 5_000}).code == "too_many_vertices"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"[" * 100_000, "too_deep"),
        (b'{"a":' * 900 + b"1" + b"}" * 900, "too_deep"),
        (b'{"a": 1e999}', "not_finite"),
        (b"[NaN]", "not_finite"),
        (b"[-Infinity]", "not_finite"),
        (b"[" + b"9" * 5000 + b"]", "not_finite"),
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"[1,]", "not_json"),
        (b'"\xff"', "not_utf8"),
        ("{}".encode("utf-16"), "not_utf8"),
        (b'["\\ud800"]', "bad_character"),
        (b'{"\\u0000": 1}', "bad_character"),
    ],
)
def test_bad_json_is_refused_by_name(raw: bytes, code: str) -> None:
    assert json_refusal(raw) == code


def test_a_long_message_is_refused_before_it_is_read() -> None:
    assert json_refusal(b"[" + b"1," * 1000 + b"1]", max_bytes=100) == "too_large"


def test_brackets_in_texts_are_not_depth() -> None:
    assert wire.load_json(json.dumps(["[[[[" * 100, 'a"[[["\\']).encode()) == ["[[[[" * 100, 'a"[[["\\']


@pytest.mark.parametrize("pump", [b'"' + b"\\" * 50_000, b'"' * 50_000, b'\\"' * 50_000, b'"a' * 25_000])
def test_depth_is_counted_in_no_time(pump: bytes) -> None:
    started = time.thread_time()
    wire.nesting_depth(pump)
    assert time.thread_time() - started < 0.1


@settings(deadline=None)
@given(JSON)
def test_what_can_be_stored_comes_back_as_it_was(value: Any) -> None:
    try:
        assert wire.load_json(json.dumps(value).encode()) == value
    except wire.WireRefused as refused:
        assert refused.code in {"not_finite", "bad_character"}


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_an_object_or_a_refusal(raw: bytes) -> None:
    try:
        wire.load_json(raw)
    except wire.WireRefused as refused:
        assert str(refused.detail)


@settings(deadline=None)
@given(st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon"]), JSON)
def test_any_coordinates_are_a_shape_or_a_refusal(kind: str, coordinates: Any) -> None:
    try:
        assert wire.parse_geometry({"type": kind, "coordinates": coordinates}).is_valid
    except wire.WireRefused as refused:
        assert refused.field.startswith("geometry")


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(20.5, 30), st.floats(60, 69)), min_size=1, max_size=30))
def test_any_ring_in_finland_is_a_valid_area_or_a_refusal(positions: list[tuple[float, float]]) -> None:
    ring = [list(position) for position in [*positions, positions[0]]]
    try:
        geometry = wire.parse_geometry({"type": "Polygon", "coordinates": [ring]})
    except wire.WireRefused:
        return
    assert geometry.is_valid
    assert geometry.area > 0
