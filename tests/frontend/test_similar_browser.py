"""While writing in a browser: what the topic says, what was told before, and "this concerns me too" in one press."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from delivery.services import relay
from feedback_map.models import Category, PublishedPin
from geo.models import Municipality
from tests.frontend.conftest import pin_at
from tests.frontend.test_accessible import LANGUAGES, violations
from tests.frontend.test_browser import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

QUESTIONS = [
    {"code": "lamp", "datatype": "number", "required": True, "names": {"fi": "Valaisimen numero"}},
    {
        "code": "how",
        "datatype": "singlevaluelist",
        "names": {"fi": "Miten?"},
        "values": [{"key": "dark", "names": {"fi": "Ei pala"}}],
    },
]


def begin(page: Page, live_server: LiveServer, language: str = "") -> None:
    """The second step, about the whole town."""
    page.goto(f"{live_server.url}{language}/testila/pins/new?where=town")
    page.locator("button[value=next]").click()
    page.locator("#text").wait_for()


def test_what_was_told_before_is_listed_while_writing_and_supported_in_one_press(
    live_server: LiveServer, live_town: Municipality, phone: Page, axe: str
) -> None:
    Category.objects.filter(code="streets").update(
        stop_text=json.loads('{"fi": "Hengenvaara: soita 112.", "en": "Danger: call 112."}'), questions=QUESTIONS
    )
    told = pin_at(live_town, 1, 1, text="Bussit kulkevat liian harvoin", geometry=None)
    relay()
    for language in reversed(LANGUAGES):
        begin(phone, live_server, language)
        phone.select_option("#category", "streets")
        assert phone.locator(".stop-text").is_visible()
        phone.locator("#text").fill("Busseja kulkee harvoin")
        phone.locator(".similar__one").wait_for()
        assert violations(phone, axe) == []
    assert "Samanlaisia viestejä löytyi: 1" in phone.locator(".similar-place [role=status]").inner_text()
    phone.locator(".similar__mine").click()
    phone.wait_for_url(re.compile(r"/support\?said=support$"))
    until(phone, lambda: PublishedPin.objects.get(public_id=told.id).supports == 1, "it was not counted")
