"""The desk in a real browser: by keys alone, from the queue to the next message, and nothing for axe to find."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Body
from feedback_map.models import Pin
from feedback_map.services import NewRule, add_rule, change_rule
from feedback_map.services.states import make_first_states
from geo.models import Municipality
from geo.tenancy import in_town
from tests.frontend.conftest import pin_at
from tests.frontend.test_accessible import violations
from tests.frontend.test_moderation_browser import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
DESK = "/en/testila/desk/"
WIRED = "[data-part=letters][aria-pressed]"  # what is pressed before does nothing yet


@pytest.fixture
def messages(live_town: Municipality) -> list[str]:
    """Three, the newest first as in the queue."""
    make_first_states(live_town)
    return [pin_at(live_town, east, 2, text=f"Viesti {east}").id for east in (8, 5, 2)][::-1]


def desk(page: Page, path: str) -> None:
    page.goto(path)
    page.locator(WIRED).wait_for()


def test_a_clerk_works_by_keys_alone(
    live_server: LiveServer, live_town: Municipality, messages: list[str], desktop: Page
) -> None:
    signed_in(desktop, live_server, live_town)
    desk(desktop, live_server.url + DESK)
    for key in ("j", "x", "j", "x"):
        desktop.keyboard.press(key)
    expect(desktop.locator("[data-part=chosen]")).to_have_text("Chosen: 2")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url(f"**/pins/{messages[1]}*")
    desktop.locator(WIRED).wait_for()
    desktop.keyboard.press("a")
    desktop.keyboard.type("Tulossa")
    desktop.get_by_role("button", name="Send the answer").press("Enter")
    desktop.get_by_text("Saved.").wait_for()
    with in_town(live_town):
        assert Pin.objects.get(public_id=messages[1]).answered_at is not None
    desktop.locator(WIRED).wait_for()
    desktop.keyboard.press("n")
    desktop.wait_for_url(f"**/pins/{messages[2]}*")


def test_letters_can_be_turned_off_as_keys(
    live_server: LiveServer, live_town: Municipality, messages: list[str], desktop: Page
) -> None:
    signed_in(desktop, live_server, live_town)
    desk(desktop, live_server.url + DESK)
    desktop.get_by_role("button", name="Letters as keys").click()
    desk(desktop, live_server.url + DESK)
    expect(desktop.get_by_role("button", name="Letters as keys")).to_have_attribute("aria-pressed", "false")
    desktop.keyboard.press("j")
    expect(desktop.locator("a.desk-row__link").first).not_to_be_focused()


def test_an_area_is_drawn_by_keys_and_stays_on_the_map(
    live_server: LiveServer, live_town: Municipality, messages: list[str], desktop: Page
) -> None:
    signed_in(desktop, live_server, live_town)
    desk(desktop, live_server.url + DESK)
    desktop.get_by_role("button", name="Draw an area on the map").click()
    inside = desktop.get_by_role("button", name="Show what is inside it")
    for key in ("Enter", "ArrowRight", "Enter", "ArrowDown", "Enter"):
        desktop.keyboard.press(key)
        desktop.wait_for_timeout(400)  # the map glides to its new middle
    inside.click()
    desktop.wait_for_url(re.compile(r"[?&]in="))
    drawn = desktop.locator("#map-settings").evaluate("one => JSON.parse(one.textContent).outline.coordinates[0]")
    assert len(drawn) == 4


def test_many_show_only_the_fields_they_need(
    live_server: LiveServer, live_town: Municipality, messages: list[str], desktop: Page
) -> None:
    signed_in(desktop, live_server, live_town)
    desk(desktop, live_server.url + DESK)
    desktop.get_by_role("button", name="Choose all on this page").click()
    expect(desktop.locator("[data-part=chosen]")).to_have_text("Chosen: 3")
    desktop.get_by_label("What", exact=True).select_option("shortlist")
    expect(desktop.locator("#bulk-text")).to_be_hidden()
    desktop.get_by_label("What", exact=True).select_option("state")
    desktop.locator("#bulk-state").select_option("done")
    desktop.get_by_role("button", name="Look at it first").click()
    desktop.get_by_role("button", name="Do it").click()
    desktop.get_by_text("Done to 3 messages.").wait_for()
    desktop.get_by_role("button", name="Take it back").click()
    desktop.get_by_text("Taken back for 3 messages.").wait_for()


def test_a_phone_call_is_entered_without_the_mouse(
    live_server: LiveServer, live_town: Municipality, desktop: Page
) -> None:
    signed_in(desktop, live_server, live_town)
    desktop.goto(live_server.url + DESK + "enter")
    desktop.locator(".is-live[data-island=send-once]").wait_for()
    desktop.keyboard.type("Valo on pimeä")
    desktop.keyboard.press("Control+Enter")
    desktop.get_by_text("Tell the caller this code:").wait_for()
    with in_town(live_town):
        assert Pin.objects.get().channel == "phone"


def test_axe_finds_nothing_at_the_desk(
    live_server: LiveServer, live_town: Municipality, messages: list[str], phone: Page, axe: str
) -> None:
    unit = Body.objects.create(
        municipality=live_town, kind="unit", code="kadut", names={"fi": "Kadut", "en": "Streets"}
    )
    old = add_rule(town=live_town, rule=NewRule(unit))
    change_rule(town=live_town, rule=old, new=NewRule(unit, note="Talo"))
    signed_in(phone, live_server, live_town)
    found = {}
    pages = ("", "?owner=nobody-such", f"pins/{messages[0]}", "enter", "clocks", "routing", "units", "units/kadut")
    for path in pages:
        phone.goto(f"{live_server.url}{DESK}{path}")
        found[path] = violations(phone, axe)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path
    assert {path: what for path, what in found.items() if what} == {}
