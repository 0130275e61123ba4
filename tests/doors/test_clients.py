"""Programs that others use read our collections: GDAL's driver for OGC API Features, and OWSLib."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from owslib.ogcapi.features import Features
from pytest_django.live_server_helper import LiveServer

from geo.models import Municipality
from tests.doors.world import EVERY, epsg, items, make_open_town, many_pins
from tests.factories import SOUTH, WEST

needs_gdal = pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="no GDAL here: script/setup --test installs it")


@pytest.fixture
def served(transactional_db: None, live_server: LiveServer) -> Iterator[tuple[Municipality, str]]:
    """The town, and the address at which a real server tells of it."""
    yield make_open_town(), f"{live_server.url}/ogc/"


def gdal(program: str, *arguments: str) -> str:
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0 and "ERROR" not in done.stderr, done.stderr
    return done.stdout


def as_read(service: str, layer: str, folder: Path, *options: str) -> list[dict[str, Any]]:
    """The features as GDAL writes them down."""
    target = folder / f"{layer}{len(list(folder.iterdir()))}.json"
    gdal("ogr2ogr", "-f", "GeoJSON", str(target), f"OAPIF:{service}", layer, "-oo", "PAGE_SIZE=50", *options)
    found: list[dict[str, Any]] = json.loads(target.read_text())["features"]
    # the driver keeps the id as a property of its own
    return [{**one, "id": one["properties"]["id"]} for one in found]


@needs_gdal
def test_gdal_reads_every_collection_to_the_last_feature(served: tuple[Municipality, str], tmp_path: Path) -> None:
    town, service = served
    many = set(many_pins(town, 120))
    listed = gdal("ogrinfo", f"OAPIF:{service}")
    for name in EVERY:
        assert f"avoin_{name} " in listed
        ours = items(f"avoin_{name}", limit="1000")["features"]
        theirs = as_read(service, f"avoin_{name}", tmp_path)
        assert sorted(one["id"] for one in theirs) == sorted(one["id"] for one in ours), name
        texts = {one["id"]: one["properties"].get("text") for one in theirs}
        assert texts == {one["id"]: one["properties"].get("text") for one in ours}
    assert many <= {one["id"] for one in as_read(service, "avoin_pins", tmp_path)}
    near = as_read(service, "avoin_pins", tmp_path, "-spat_srs", "EPSG:3067", "-spat", *box(2, 2))
    assert [one["properties"]["text"] for one in near] == ["Penkki puuttuu."]
    ideas = as_read(service, "avoin_pins", tmp_path, "-where", "kind = 'idea'", "-t_srs", "EPSG:3067")
    assert [one["geometry"]["coordinates"] for one in ideas] == [pytest.approx([WEST + 7_000, SOUTH + 7_000], abs=0.05)]


def box(east: float, north: float) -> list[str]:
    x, y = WEST + east * 1000, SOUTH + north * 1000
    return [str(number) for number in (x - 50, y - 50, x + 50, y + 50)]


def test_owslib_reads_every_collection_with_box_time_system_and_filter(served: tuple[Municipality, str]) -> None:
    _town, service = served
    client = Features(service)
    assert set(client.feature_collections()) == {f"avoin_{name}" for name in EVERY}
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in client.conformance()["conformsTo"]
    assert client.api()["openapi"].startswith("3.0")
    for name in EVERY:
        assert client.collection(f"avoin_{name}")["id"] == f"avoin_{name}"
        found = client.collection_items(f"avoin_{name}", limit=2)
        assert found["numberReturned"] == min(2, found["numberMatched"])
        assert client.collection_queryables(f"avoin_{name}")["type"] == "object"
    pins = "avoin_pins"
    one = client.collection_items(pins, filter="kind = 'idea'")["features"][0]
    assert client.collection_item(pins, one["id"])["properties"] == one["properties"]
    x, y = one["geometry"]["coordinates"]
    assert client.collection_items(pins, bbox=[x - 0.001, y - 0.001, x + 0.001, y + 0.001])["numberMatched"] == 2
    assert client.collection_items(pins, datetime_="../2020-01-01")["numberMatched"] == 0
    metric = client.collection_items(pins, crs=epsg(3067), kind="idea")["features"][0]["geometry"]["coordinates"]
    assert metric == pytest.approx([WEST + 7_000, SOUTH + 7_000], abs=0.01)
