"""The moderators' queue in a real browser: by keys alone, and nothing for axe to find."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role
from accounts.services import Post, create_staff
from feedback_map.models import Pin, PublishedPin
from feedback_map.services import report_pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.frontend.conftest import pin_at
from tests.frontend.test_accessible import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
QUEUE = "/en/testila/desk/moderation"


def signed_in(page: Page, server: LiveServer, town: Municipality) -> None:
    visitor = Client()
    visitor.force_login(create_staff(email="m@testila.fi", post=Post(town, Role.ADMIN)).user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": server.url}])


def test_a_moderator_works_by_keys_alone(live_server: LiveServer, live_town: Municipality, desktop: Page) -> None:
    first, second = (pin_at(live_town, east, 2, category="parks", text=f"Viesti {east}") for east in (2, 8))
    signed_in(desktop, live_server, live_town)
    desktop.goto(live_server.url + QUEUE)
    desktop.locator(".is-live[data-island=moderation-keys]").wait_for()
    desktop.keyboard.press("j")
    desktop.keyboard.press("j")
    expect(desktop.locator(f"[id='{second.id}']")).to_be_focused()
    desktop.keyboard.press("s")
    desktop.get_by_text("1 message was decided.").wait_for()
    assert PublishedPin.objects.get().public_id == second.id
    desktop.keyboard.press("j")
    desktop.keyboard.press("h")
    desktop.keyboard.type("Shows somebody's home")
    desktop.keyboard.press("Enter")
    desktop.get_by_text("Nothing waits").wait_for()
    with in_town(live_town):
        assert Pin.objects.get(public_id=first.id).moderation == "hidden"


def test_axe_finds_nothing_in_the_moderators_pages(
    live_server: LiveServer, live_town: Municipality, phone: Page, axe: str
) -> None:
    waiting, shown = pin_at(live_town, 2, 2, category="parks"), pin_at(live_town, 3, 3)
    with in_town(live_town):
        report_pin(town=live_town, pin=Pin.objects.get(public_id=shown.id), reason="other", text="Katso tätä")
    signed_in(phone, live_server, live_town)
    found = {}
    for path in (
        "moderation",
        "moderation?show=reported",
        "moderation/waves",
        f"pins/{waiting.id}/words",
        "erasures",
        "access-log",
    ):
        phone.goto(f"{live_server.url}/en/testila/desk/{path}")
        found[path] = violations(phone, axe)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path
    assert {path: what for path, what in found.items() if what} == {}
