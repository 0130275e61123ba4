"""The cache of outside base maps, against a real HTTP server of our own on loopback."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from geo import basemaps
from geo.models import Municipality
from tests.factories import make_town
from tests.map_services import PNG, MapService, running


@pytest.fixture
def service() -> Iterator[MapService]:
    basemaps._resting_until.clear()
    basemaps._known_to_answer.clear()
    with running() as server:
        yield server


@pytest.fixture
def town(db: None, service: MapService, settings: Any, tmp_path: Path) -> Municipality:
    settings.BASE_MAP_FOLDER = tmp_path
    bases = [
        {"id": "xyz", "url": service.url + "/{z}/{x}/{y}.png"},
        {"id": "wms", "url": service.url + "/wms", "layers": "opaskartta", "crs": "EPSG:3067"},
        {"id": "gk", "url": service.url + "/wms", "layers": "opaskartta", "crs": "EPSG:3881"},
        {
            "id": "wmts",
            "url": service.url + "/{z}/{y}/{x}",
            "crs": "EPSG:3881",
            "origin": [27_400_000, 6_900_000],
            "metres_a_pixel": 256,
        },
        {"id": "nonsense", "url": service.url + "/x", "crs": "EPSG:4326"},
        {"names": {"fi": "ilman osoitetta"}},
    ]
    return make_town("testtown", base_maps=bases)


def get(client: Client, path: str) -> int:
    return client.get(f"/basemap/testtown/{path}").status_code


def test_a_tile_is_fetched_once_and_then_kept(client: Client, town: Municipality, service: MapService) -> None:
    response = client.get("/basemap/testtown/xyz/8/147/72")
    assert (response.status_code, response.content, response["Content-Type"]) == (200, PNG, "image/png")
    assert get(client, "xyz/8/147/72") == 200
    assert service.asked == ["/8/147/72.png"]


def test_a_wms_is_asked_in_the_towns_own_reference_system(
    client: Client, town: Municipality, service: MapService
) -> None:
    assert get(client, "wms/1/1/1") == 200
    assert "SRS=EPSG%3A3067" in service.asked[0] and "LAYERS=opaskartta" in service.asked[0]
    assert "BBOX=500000.000%2C6291456.000%2C1548576.000%2C7340032.000" in service.asked[0]


def test_a_gauss_kruger_zone_has_a_pyramid_about_its_own_middle(
    client: Client, town: Municipality, service: MapService
) -> None:
    assert get(client, "gk/1/0/1") == 200
    assert "SRS=EPSG%3A3881" in service.asked[0]
    assert "BBOX=26451424.000%2C6291456.000%2C27500000.000%2C7340032.000" in service.asked[0]


def test_a_tile_matrix_set_of_its_own_begins_where_its_town_says(
    client: Client, town: Municipality, service: MapService
) -> None:
    assert [get(client, path) for path in ("wmts/2/7/4", "wmts/2/0/0")] == [200, 404]
    assert service.asked == ["/2/4/7"]


def test_only_what_can_be_drawn_is_offered(town: Municipality, settings: Any) -> None:
    settings.BASE_MAP_URL = ""
    assert [base.id for base in basemaps.base_maps_of(town)] == ["xyz", "wms", "gk", "wmts"]


def test_tiles_far_from_the_town_are_not_fetched(client: Client, town: Municipality, service: MapService) -> None:
    assert [get(client, path) for path in ("xyz/8/10/10", "xyz/3/9/0", "xyz/30/1/1", "nothing/1/1/1")] == [404] * 4
    assert service.asked == []


def test_a_service_that_is_away_is_left_in_peace_for_a_while(
    client: Client, town: Municipality, service: MapService
) -> None:
    service.answer = lambda path: (500, b"")
    assert [get(client, "xyz/8/147/72") for _ in range(3)] == [503] * 3
    assert len(service.asked) == 1


def test_a_tile_that_is_not_there_is_no_reason_to_rest(client: Client, town: Municipality, service: MapService) -> None:
    service.answer = lambda path: (404, b"")
    assert [get(client, path) for path in ("xyz/8/147/72", "xyz/9/294/144")] == [503] * 2
    assert len(service.asked) == 2


def test_while_nobody_knows_whether_a_service_answers_only_one_asks(
    town: Municipality, service: MapService, settings: Any
) -> None:
    base = basemaps.base_map_of(town, "xyz")

    def fails_slowly(path: str) -> tuple[int, bytes]:
        time.sleep(0.3)
        return 500, b""

    def ask(column: int) -> str:
        with pytest.raises(basemaps.BaseMapAway):
            basemaps._fetched(base, basemaps.TileAddress(9, column, 144))
        return "away"

    service.answer = fails_slowly
    with ThreadPoolExecutor(8) as readers:
        assert list(readers.map(ask, range(8))) == ["away"] * 8
    assert len(service.asked) == 1


def test_as_long_as_tiles_come_everybody_gets_theirs_in_turn(town: Municipality, service: MapService) -> None:
    base = basemaps.base_map_of(town, "xyz")

    def answers_slowly(path: str) -> tuple[int, bytes]:
        time.sleep(0.4)
        return 200, PNG

    service.answer = answers_slowly
    with ThreadPoolExecutor(8) as readers:
        tiles = readers.map(lambda column: basemaps._fetched(base, basemaps.TileAddress(9, column, 144)), range(8))
        assert list(tiles) == [PNG] * 8


def test_a_page_is_told_whether_a_base_map_comes(client: Client, town: Municipality, service: MapService) -> None:
    def state(base: str) -> Any:
        answer = client.get(f"/basemap/testtown/{base}")
        assert answer["Cache-Control"] == "public, max-age=60"
        return answer.json()["reachable"]

    assert [state(base) for base in ("xyz", "wms", "gk", "wmts")] == [True] * 4
    service.answer = lambda path: (500, b"")
    assert state("xyz") is True  # kept
    for path in Path(django_settings.BASE_MAP_FOLDER).rglob("*.tile"):
        path.unlink()
    assert state("xyz") is False
    assert client.get("/basemap/testtown/nothing").status_code == 404


def test_an_old_tile_is_given_while_the_service_is_away(
    client: Client, town: Municipality, service: MapService, tmp_path: Path
) -> None:
    get(client, "xyz/8/147/72")
    (kept,) = tmp_path.rglob("*.tile")
    os.utime(kept, (1, 1))
    service.answer = lambda path: (500, b"")
    assert get(client, "xyz/8/147/72") == 200


def test_what_is_no_picture_is_neither_given_nor_kept(
    client: Client, town: Municipality, service: MapService, tmp_path: Path
) -> None:
    service.answer = lambda path: (200, b"<script>alert(1)</script>")
    assert get(client, "xyz/8/147/72") == 503
    assert not list(tmp_path.rglob("*.tile"))


def test_the_cache_stays_within_its_size(town: Municipality, settings: Any, tmp_path: Path) -> None:
    settings.BASE_MAP_CACHE_MB = 1
    for number in range(3):
        path = tmp_path / f"{number}.tile"
        path.write_bytes(b"x" * 600_000)
        os.utime(path, (time.time() - 100 + number,) * 2)
    assert basemaps.prune_cache() == 2
    assert [path.name for path in tmp_path.rglob("*.tile")] == ["2.tile"]
