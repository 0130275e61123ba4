"""A small town with messages, and a real browser for the tests that need one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from feedback_map.services import PinInput, PlacedPin, place_pin
from geo.models import SRID, Municipality, PlaceName
from tests.factories import SOUTH, WEST, make_category, make_halves, make_town, spot

FRONTEND = Path(__file__).resolve().parent.parent.parent / "frontend"
CHROMIUM = os.environ.get("KUULUVUUS_TEST_CHROMIUM", "/usr/bin/chromium")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 1}

# Playwright's own event loop runs in this thread; Django must not take it for an asynchronous view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pin_at(town: Municipality, east: float, north: float, **fields: Any) -> PlacedPin:
    """A message so many kilometres from the town's south-west corner."""
    place = shapely.set_srid(shapely.Point(WEST + east * 1000, SOUTH + north * 1000), SRID)
    said = {"kind": "feedback", "text": "Katu on pimeä.", "category": "streets", "geometry": place, **fields}
    return place_pin(town=town, pin=PinInput(**said))


def make_small_town() -> Municipality:
    town = make_town(
        "testila",
        names={"fi": "Testilä", "sv": "Testby", "en": "Testville"},
        phone="015 000 0000",
        desk={"fi": "Palvelupiste, Testikatu 1"},
    )
    make_halves(town)
    make_category(town, "streets", names={"fi": "Kadut", "sv": "Gator", "en": "Streets"})
    make_category(town, "parks", names={"fi": "Puistot", "sv": "Parker", "en": "Parks"}, shown_when="moderated")
    PlaceName.objects.create(municipality=town, name="Testitori", kind="square", point=spot(2, 2), weight=80)
    return town


@pytest.fixture
def town(db: None) -> Municipality:
    return make_small_town()


@pytest.fixture
def live_town(transactional_db: None) -> Municipality:
    """The same town where the browser's server can see it."""
    return make_small_town()


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """One for all browsers of a run: a second would find the first one's event loop."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: script/setup --test installs it")
    if not (FRONTEND / "static" / "frontend" / "manifest.json").exists():
        pytest.fail("The front end is not built: script/setup builds it.")
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield browser
    browser.close()


def watched(context: BrowserContext, complaints: list[str]) -> Page:
    """A page whose errors, and whose breaches of the content security policy, are written down."""
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    return page


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained about; a test that uses a browser page fails when there is anything."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def phone(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    context = chromium.new_context(**PHONE, service_workers="block")  # type: ignore[arg-type]
    yield watched(context, complaints)
    context.close()


@pytest.fixture
def desktop(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, service_workers="block")
    yield watched(context, complaints)
    context.close()


@pytest.fixture
def no_script(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield watched(context, complaints)
    context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    return (FRONTEND / "node_modules" / "axe-core" / "axe.min.js").read_text()
