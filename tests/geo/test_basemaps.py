"""The cache of outside base maps, against a real HTTP server of our own on loopback."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from geo import basemaps
from geo.models import Municipality
from tests.factories import make_town

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"


class MapService(HTTPServer):
    """Answers pictures, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: tuple[int, bytes] = (200, PNG)
        super().__init__(("127.0.0.1", 0), _Answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append(self.path)
        status, body = server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def service() -> Iterator[MapService]:
    server = MapService()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    basemaps._resting_until.clear()
    yield server
    server.shutdown()


@pytest.fixture
def town(db: None, service: MapService, settings: Any, tmp_path: Path) -> Municipality:
    settings.BASE_MAP_FOLDER = tmp_path
    bases = [
        {"id": "xyz", "url": service.url + "/{z}/{x}/{y}.png"},
        {"id": "wms", "url": service.url + "/wms", "layers": "opaskartta", "crs": "EPSG:3067"},
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


def test_tiles_far_from_the_town_are_not_fetched(client: Client, town: Municipality, service: MapService) -> None:
    assert [get(client, path) for path in ("xyz/8/10/10", "xyz/3/9/0", "xyz/30/1/1", "nothing/1/1/1")] == [404] * 4
    assert service.asked == []


def test_a_service_that_is_away_is_left_in_peace_for_a_while(
    client: Client, town: Municipality, service: MapService
) -> None:
    service.answer = (500, b"")
    assert [get(client, "xyz/8/147/72") for _ in range(3)] == [503] * 3
    assert len(service.asked) == 1


def test_an_old_tile_is_given_while_the_service_is_away(
    client: Client, town: Municipality, service: MapService, tmp_path: Path
) -> None:
    get(client, "xyz/8/147/72")
    (kept,) = tmp_path.rglob("*.tile")
    os.utime(kept, (1, 1))
    service.answer = (500, b"")
    assert get(client, "xyz/8/147/72") == 200


def test_what_is_no_picture_is_neither_given_nor_kept(
    client: Client, town: Municipality, service: MapService, tmp_path: Path
) -> None:
    service.answer = (200, b"<script>alert(1)</script>")
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
