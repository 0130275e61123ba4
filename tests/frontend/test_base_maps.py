"""Base maps of others in a browser: through our own cache only, in three reference systems, each thing in its place."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from geo import basemaps
from geo.models import Municipality
from tests.frontend.test_browser import until
from tests.map_services import GROUND, MARK, MapService, drawn, running

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

KNOWN = (27.2905, 61.6504)  # in the town of the tests
MAPS = {
    "EPSG:3857": {"id": "web", "path": "/{z}/{x}/{y}.png"},
    "EPSG:3067": {"id": "own-wms", "path": "/wms", "crs": "EPSG:3067", "layers": "opaskartta"},
    "EPSG:3879": {"id": "gk-wms", "path": "/wms", "crs": "EPSG:3879", "layers": "opaskartta"},
}


@pytest.fixture
def service(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MapService]:
    settings.BASE_MAP_FOLDER, settings.BASE_MAP_URL = tmp_path, ""
    monkeypatch.setattr(basemaps, "GIVE_UP_AFTER_S", 30.0)  # the machine of the tests may be busy
    basemaps._resting_until.clear()
    basemaps._known_to_answer.clear()
    with running() as server:
        server.answer = drawn(*KNOWN)
        yield server


def configure(town: Municipality, service: MapService, *systems: str) -> None:
    town.base_maps = [
        {**MAPS[code], "url": service.url + MAPS[code]["path"], "names": {"fi": f"Kartta {code}"}, "credit": "© Kunta"}
        for code in systems
    ]
    town.save(update_fields=["base_maps"])


def pixels_like(page: Page, colour: tuple[int, int, int]) -> list[tuple[int, int]]:
    """Where on the map this colour is, in pixels of the page."""
    box = page.locator("[data-part=canvas]").bounding_box()
    if box is None:
        return []
    picture = np.asarray(Image.open(io.BytesIO(page.screenshot(clip=box))).convert("RGB"), dtype=int)
    rows, columns = np.nonzero(np.abs(picture - colour).max(axis=2) < 6)
    return [(int(box["x"]) + int(x), int(box["y"]) + int(y)) for x, y in zip(columns, rows, strict=True)]


@pytest.mark.parametrize("code", MAPS)
def test_what_is_marked_on_a_base_map_lands_where_it_is(
    live_server: LiveServer, live_town: Municipality, service: MapService, desktop: Page, code: str
) -> None:
    configure(live_town, service, code)
    asked: list[str] = []
    desktop.on("request", lambda request: asked.append(request.url))
    longitude, latitude = KNOWN
    desktop.goto(f"{live_server.url}/testila/pins/new#map=15.5/{latitude - 0.0006}/{longitude - 0.0015}")
    until(desktop, lambda: pixels_like(desktop, MARK), "the base map is drawn")
    desktop.wait_for_timeout(500)
    found = pixels_like(desktop, MARK)
    middle = [sum(values) / len(found) for values in zip(*found, strict=True)]
    desktop.mouse.click(middle[0] + 0.5, middle[1] + 0.5)
    until(desktop, lambda: desktop.locator("input[name=geometry]").input_value(), "the click marks a place")
    east, north = json.loads(desktop.locator("input[name=geometry]").input_value())["coordinates"]
    metres = math.hypot((east - longitude) * math.cos(math.radians(latitude)), north - latitude) * 111_200
    assert metres < 4, metres
    assert {url.split("/")[2] for url in asked} == {live_server.url.split("/")[2]}
    grid = "WebMercatorQuad" if code == "EPSG:3857" else "ETRS-TM35FIN"
    ours = [url for url in asked if "/tiles/testila/" in url]
    assert ours and all(f"/{grid}/" in url for url in ours)


def test_the_reader_switches_between_the_maps(
    live_server: LiveServer, live_town: Municipality, service: MapService, desktop: Page
) -> None:
    configure(live_town, service, "EPSG:3857", "EPSG:3067")
    desktop.goto(f"{live_server.url}/testila/")
    choice, credit = desktop.get_by_label("Taustakartta"), desktop.locator("[data-part=credit]")
    choice.wait_for()
    assert choice.locator("option").all_inner_texts() == ["Kunnan kartta", "Kartta EPSG:3857", "Kartta EPSG:3067"]
    until(desktop, lambda: len(pixels_like(desktop, GROUND)) > 10_000, "the outside map is shown where it comes")
    assert credit.inner_text() == "© Kunta"
    choice.select_option("own")
    until(desktop, lambda: len(pixels_like(desktop, GROUND)) < 100, "the town's own map")
    assert credit.inner_text() == ""
    choice.select_option("own-wms")
    until(desktop, lambda: len(pixels_like(desktop, GROUND)) > 10_000, "the same map from TM35FIN, drawn over")


def test_a_base_map_that_cannot_be_reached_is_not_offered(
    live_server: LiveServer, live_town: Municipality, service: MapService, desktop: Page
) -> None:
    configure(live_town, service, "EPSG:3857")
    service.answer = lambda path: (500, b"")
    with desktop.expect_response("**/basemap/testila/web"):
        desktop.goto(f"{live_server.url}/testila/")
    desktop.wait_for_timeout(700)
    assert not desktop.get_by_label("Taustakartta").is_visible()
    land = (250, 246, 234)  # --map-land
    assert len(pixels_like(desktop, land)) > 50_000


def test_a_base_map_that_goes_away_gives_back_the_towns_own_with_a_word(
    live_server: LiveServer, live_town: Municipality, service: MapService, chromium: Browser
) -> None:
    """In a page that nobody watches: a browser complains of each picture that does not come."""
    configure(live_town, service, "EPSG:3857")
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{live_server.url}/testila/")
    until(page, lambda: len(pixels_like(page, GROUND)) > 10_000, "the outside map is shown")
    service.answer = lambda path: (500, b"")
    for _ in range(2):
        page.get_by_role("button", name="Lähennä").click()
        page.wait_for_timeout(400)
    hint = page.locator("[data-part=hint]")
    until(page, lambda: "Taustakartta ei" in hint.inner_text(), "the reader is told")
    assert page.get_by_label("Taustakartta").input_value() == "own"
    until(page, lambda: len(pixels_like(page, GROUND)) < 100, "the town's own map is back")
    context.close()
