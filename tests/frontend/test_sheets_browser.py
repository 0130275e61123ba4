"""A photographed sheet in a real browser: corners and marks by mouse and by keys, and nothing for axe to find."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role
from accounts.services import Post, create_staff
from feedback_map.models import Pin, SheetPhoto
from feedback_map.services import SheetWishes, make_sheet
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST
from tests.frontend.test_accessible import SMALL, violations
from tests.sheet_photo import CORNERS, kept_photo, pixel_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
GRAIN = 600 / 720  # the picture is 600 pixels wide and shown 720 wide


def signed_in(page: Page, server: LiveServer, town: Municipality) -> None:
    visitor = Client()
    visitor.force_login(create_staff(email="m@testila.fi", post=Post(town, Role.CLERK)).user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": server.url}])


def click_picture(page: Page, x: float, y: float) -> None:
    page.locator("[data-part=image]").click(position={"x": x / GRAIN, "y": y / GRAIN})


def has_no_barrier(page: Page, axe: str) -> None:
    for folded in page.locator("main details").all():
        folded.evaluate("e => { e.open = true }")
    assert [violations(page, axe), page.evaluate(SMALL)] == [[], []]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_a_sheet_is_laid_and_entered_by_mouse_and_by_keys(
    live_server: LiveServer, live_town: Municipality, desktop: Page, axe: str
) -> None:
    box = (WEST + 1_000, SOUTH + 1_000, WEST + 3_000, SOUTH + 3_000)
    sheet = make_sheet(town=live_town, wishes=SheetWishes(box, "Keskusta"), by=None)
    photo = kept_photo(sheet, is_laid=False)
    address = f"{live_server.url}/en/testila/desk/sheets/photos/{photo.public_id}"
    signed_in(desktop, live_server, live_town)
    desktop.goto(address)
    desktop.locator(".is-live[data-island=sheet-photo]").wait_for()
    for x, y in CORNERS[:3]:
        click_picture(desktop, x, y)
    with desktop.expect_navigation():
        click_picture(desktop, *CORNERS[3])
    desktop.locator(".sheet-picture__grid").first.wait_for(state="attached")
    desktop.get_by_role("button", name="Lay the sheet on the map").click()
    desktop.get_by_text("The sheet lies on the map").wait_for()
    with in_town(live_town):
        laid = SheetPhoto.objects.get()
    assert laid.corners == [[pytest.approx(x, abs=2), pytest.approx(y, abs=2)] for x, y in CORNERS]

    desktop.locator("#text").fill("Valo ei pala.")
    click_picture(desktop, *pixel_of(sheet, WEST + 2_000, SOUTH + 2_000))
    desktop.get_by_text("Mark A1 is saved").wait_for()
    desktop.locator("[data-part=picture]").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Enter"):
        desktop.keyboard.press(key)
    expect(desktop.locator("#text")).to_be_focused()
    desktop.keyboard.type("Penkki puuttuu.")
    desktop.keyboard.press("Control+Enter")
    desktop.get_by_text("Mark A2 is saved").wait_for()
    with in_town(live_town):
        first, second = Pin.objects.order_by("pk")
    assert first.geom is not None and (first.geom.x, first.geom.y) == pytest.approx(
        (WEST + 2_000, SOUTH + 2_000), abs=15
    )
    assert second.text == "Penkki puuttuu." and second.participant_id == first.participant_id

    desktop.set_viewport_size({"width": 390, "height": 844})
    for page in (address, f"{address}?corners=1", f"{live_server.url}/en/testila/desk/sheets/{sheet.public_id}"):
        desktop.goto(page)
        has_no_barrier(desktop, axe)
