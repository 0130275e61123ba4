"""Corners of a line or an area are chosen, moved, added and taken away by keys and by single taps, without a drag."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from geo.models import Municipality
from tests.frontend.test_accessible import SMALL, violations
from tests.frontend.test_browser import press_until_focused, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


def corners(page: Page) -> list[list[float]]:
    """Of the line that the form would send."""
    found = json.loads(page.locator("input[name=geometry]").input_value() or '{"coordinates": []}')["coordinates"]
    return found[0][:-1] if found and isinstance(found[0][0], list) else found  # type: ignore[no-any-return]


def said(page: Page) -> str:
    return page.locator("[data-part=placed]").inner_text()


def spot_on(page: Page) -> Callable[[float, float], tuple[float, float]]:
    page.locator("[data-part=canvas] canvas").first.wait_for()
    page.locator("[data-part=stage]").scroll_into_view_if_needed()
    box = page.locator("[data-part=canvas]").bounding_box()
    assert box
    return lambda x, y: (box["x"] + box["width"] * x, box["y"] + box["height"] * y)


def open_form(page: Page, live_server: LiveServer, shape: str) -> None:
    page.goto(f"{live_server.url}/testila/pins/new#map=14/61.65/27.28")
    page.locator("[data-part=canvas] canvas").first.wait_for()
    page.get_by_role("button", name=shape).click()


def test_corners_by_keyboard_alone(live_server: LiveServer, live_town: Municipality, desktop: Page) -> None:
    open_form(desktop, live_server, "Viiva")
    press_until_focused(desktop, "[data-part=canvas]")
    keys = desktop.keyboard
    for _ in range(3):
        keys.press("Enter")
        keys.press("ArrowRight")
        desktop.wait_for_timeout(350)
    west, middle, east = corners(desktop)
    assert west[0] < middle[0] < east[0] and "3 kulmaa" in said(desktop)
    keys.press("PageUp")
    keys.press("PageUp")
    assert "Kulma 2/3 on valittu" in said(desktop)
    keys.press("Shift+ArrowUp")
    assert "Kulma 2/3 siirtyi" in said(desktop) and "pohjoiseen" in said(desktop)
    moved = corners(desktop)
    assert moved[1][1] > middle[1] and [moved[0], moved[2]] == [west, east]
    desktop.wait_for_timeout(350)
    keys.press("ArrowDown")
    desktop.wait_for_timeout(350)
    keys.press("Enter")
    assert corners(desktop)[1][1] < middle[1] and "etelään" in said(desktop)
    keys.press("Delete")
    assert "Kulma 2 on poistettu" in said(desktop)
    assert corners(desktop) == [west, east]
    press_until_focused(desktop, "[data-part=corner-between]")
    keys.press("Enter")
    until(desktop, lambda: len(corners(desktop)) == 3, "a corner is added between")
    keys.press("Tab")
    keys.press("Enter")  # the corner is right
    assert desktop.evaluate("() => document.activeElement.dataset.part") == "canvas"


def test_corners_by_single_taps(live_server: LiveServer, live_town: Municipality, phone: Page, axe: str) -> None:
    open_form(phone, live_server, "Alue")
    at = spot_on(phone)
    for x, y in ((0.2, 0.2), (0.6, 0.2), (0.6, 0.6)):
        phone.touchscreen.tap(*at(x, y))
        phone.wait_for_timeout(350)  # two taps in a hurry would zoom
    before = corners(phone)
    phone.touchscreen.tap(*at(0.6, 0.6))
    until(phone, lambda: "Kulma 3/3 on valittu" in said(phone), "a tap on a corner chooses it")
    assert [violations(phone, axe), phone.evaluate(SMALL)] == [[], []]
    phone.wait_for_timeout(350)
    phone.touchscreen.tap(*at(0.3, 0.6))
    until(phone, lambda: "siirtyi" in said(phone), "the next tap says where it goes")
    after = corners(phone)
    assert after[:2] == before[:2] and after[2][0] < before[2][0]
    phone.get_by_role("button", name="Poista kulma 3").tap()
    assert corners(phone) == [] and "nyt niitä on 2" in said(phone)
    phone.get_by_role("button", name="Kulma on paikallaan").tap()
    phone.get_by_role("button", name="Merkitse keskikohta").tap()
    until(phone, lambda: len(corners(phone)) == 3, "without a chosen corner, a new one is added")


def test_a_corner_is_dragged_and_nothing_is_added(
    live_server: LiveServer, live_town: Municipality, desktop: Page
) -> None:
    open_form(desktop, live_server, "Viiva")
    at = spot_on(desktop)
    for x in (0.2, 0.6):
        desktop.mouse.click(*at(x, 0.3))
        desktop.wait_for_timeout(350)
    before = corners(desktop)
    desktop.mouse.move(*at(0.6, 0.3))
    desktop.mouse.down()
    desktop.mouse.move(*at(0.7, 0.5), steps=4)
    desktop.mouse.up()
    until(desktop, lambda: corners(desktop) != before, "the corner follows")
    assert len(corners(desktop)) == 2 and corners(desktop)[0] == before[0]
    desktop.mouse.click(*at(0.45, 0.4))
    until(desktop, lambda: len(corners(desktop)) == 3, "a tap on the middle of a side adds a corner there")
    assert before[0][0] < corners(desktop)[1][0] < corners(desktop)[2][0]
