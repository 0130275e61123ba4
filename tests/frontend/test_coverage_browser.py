"""Pages of coverage in a real browser: without script, on a phone, in grey, and in a system's own colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from geo.models import Municipality
from tests.frontend.coverage_example import release_example

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture
def address(live_server: LiveServer, live_town: Municipality) -> str:
    release_example(live_town)
    return f"{live_server.url}/testila/coverage"


def test_everything_is_read_and_switched_without_script(address: str, no_script: Page) -> None:
    no_script.goto(address)
    assert no_script.get_by_role("img", name="Missä asukkaita kuullaan: kartta luokista").is_visible()
    no_script.get_by_text("Katso ikäryhmää tai kanavaa").click()
    no_script.get_by_role("link", name="0–17", exact=True).click()
    no_script.get_by_role("columnheader", name="0–17").wait_for()
    no_script.get_by_role("link", name="Menetelmälehti", exact=True).first.click()
    assert "Benjamini–Hochberg" in no_script.locator("main").inner_text()


def test_a_phone_shows_the_picture_whole_and_scrolls_only_the_tables(address: str, phone: Page) -> None:
    phone.goto(address)
    box = phone.locator(".class-map .chart").bounding_box()
    assert box and box["width"] <= 390 and box["height"] <= 844
    assert phone.evaluate("() => document.documentElement.scrollWidth") == 390
    assert (
        phone.locator(".chart text").evaluate_all(
            "all => Math.min(...all.map(one => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a))"
        )
        >= 8
    )


def test_the_pictures_keep_their_texture_in_forced_colours(address: str, chromium: Browser) -> None:
    context = chromium.new_context(forced_colors="active", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(address)
    fills = page.locator(".class-map__area").evaluate_all("all => all.map(one => getComputedStyle(one).fill)")
    context.close()
    assert len(fills) == 2 and len(set(fills)) == 2


@pytest.mark.parametrize(("code", "looks"), [("E", "rgb(168, 67, 0)"), ("W", "rgb(116, 174, 219)")])
def test_the_map_is_drawn_in_the_look_of_each_class(address: str, desktop: Page, code: str, looks: str) -> None:
    desktop.goto(address)
    area = desktop.locator(f".class-map__area[data-code={code}]")
    assert area.evaluate("one => getComputedStyle(one).fill") == looks
