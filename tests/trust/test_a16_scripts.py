"""A16: what people write stays text: in pages, feeds, letters and files, in a browser that would run it if it could.

The browser's content security policy is switched off here, so that nothing but the escaping stands in the way.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role, User
from accounts.services import Post, create_staff
from delivery.services import relay
from feedback_map.models import Contact, Pin
from feedback_map.services import (
    Change,
    ContactInput,
    EditedWords,
    PinInput,
    PlacedPin,
    Words,
    answer_pin,
    edit_pin,
    note_on_pin,
    place_pin,
    report_pin,
)
from geo.models import Municipality
from geo.tenancy import in_town
from tests.trust.xss_corpus import PAYLOADS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
SAMPLE = PAYLOADS[::40]
PATIENCE_MS = 120_000


def spoken(town: Municipality, payload: str, staff: User) -> PlacedPin:
    """A message whose every field holds the payload, handled by staff who write nothing else."""
    said = PinInput(
        kind="feedback",
        category="streets",
        text=payload,
        place_note=payload,
        attributes={payload[:40]: payload},
        contact=ContactInput(name=payload[:120], email="canary@example.fi"),
    )
    placed = place_pin(town=town, pin=said)
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
        Contact.objects.filter(pin=pin).update(verified_at=pin.received_at)
    by = Change(by=staff)
    edit_pin(town=town, pin=pin, words=EditedWords(payload + " ", payload, payload), change=by)
    answer_pin(town=town, pin=pin, words=Words(payload, "fi", payload), change=by)
    note_on_pin(town=town, pin=pin, note=payload, change=by)
    report_pin(town=town, pin=pin, reason="other", text=payload)
    return placed


def addresses(placed: PlacedPin) -> list[str]:
    key = f"key={placed.follow_key}"
    return [
        f"/testila/pins/{placed.id}",
        f"/testila/pins/{placed.id}?{key}",
        f"/testila/pins/{placed.id}/thanks?{key}",
        f"/testila/pins/{placed.id}/report",
        f"/testila/privacy/mine?pin={placed.id}&{key}",
        f"/testila/desk/pins/{placed.id}",
        f"/testila/desk/pins/{placed.id}/words",
    ]


def shared_addresses(payload: str) -> list[str]:
    asked = quote(payload)
    return [
        "/testila/",
        f"/testila/?text={asked}",
        f"/testila/find?code={asked}",
        f"/testila/pins/new?where=place&kind={asked}&category={asked}",
        "/testila/areas/district/W",
        "/testila/desk/",
        "/testila/desk/moderation?show=reported",
        f"/testila/desk/access-log?subject={asked}",
    ]


@pytest.fixture
def unguarded(chromium: Browser, live_server: LiveServer, live_town: Municipality) -> Iterator[tuple[Page, User]]:
    """An administrator's browser without the content security policy."""
    user = create_staff(email="admin@testila.fi", post=Post(live_town, Role.ADMIN)).user
    client = Client()
    client.force_login(user)
    assert SESSION_KEY in client.session
    cookie = client.cookies["sessionid"] if "sessionid" in client.cookies else next(iter(client.cookies.values()))
    context = chromium.new_context(bypass_csp=True)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    yield context.new_page(), user
    context.close()


def opened(page: Page, address: str) -> str:
    """What ran, if anything did."""
    page.goto(address, wait_until="load", timeout=PATIENCE_MS)
    page.wait_for_timeout(20)
    return address if page.evaluate("typeof window.__pwn") != "undefined" else ""


def ran_in(page: Page, server: LiveServer, town: Municipality, staff: User, payloads: tuple[str, ...]) -> list[str]:
    ran = []
    for payload in payloads:
        placed = spoken(town, payload, staff)
        ran += [opened(page, server.url + address) for address in addresses(placed)]
    for payload in payloads[:: max(1, len(payloads) // 5)]:
        ran += [opened(page, server.url + address) for address in shared_addresses(payload)]
    return [address for address in ran if address]


def test_nothing_that_people_write_runs_in_a_page(
    live_server: LiveServer, live_town: Municipality, unguarded: tuple[Page, User]
) -> None:
    page, staff = unguarded
    assert ran_in(page, live_server, live_town, staff, SAMPLE[:2]) == []


@pytest.mark.heavy
def test_none_of_two_hundred_payloads_runs_in_a_page(
    live_server: LiveServer, live_town: Municipality, unguarded: tuple[Page, User]
) -> None:
    page, staff = unguarded
    assert len(PAYLOADS) == 200
    assert ran_in(page, live_server, live_town, staff, PAYLOADS) == []


def test_the_browser_would_run_it_if_it_were_not_text(chromium: Browser) -> None:
    """Or the test above would see nothing, ever."""
    page = chromium.new_context(bypass_csp=True).new_page()
    page.set_content("<img src=x onerror=window.__pwn=1>")
    page.wait_for_function("window.__pwn === 1")


def made_of(town: Municipality, payloads: tuple[str, ...]) -> list[str]:
    """Letters as HTML, and a person's own data as a page: what is read outside of the service."""
    staff = create_staff(email="admin@testila.fi", post=Post(town, Role.ADMIN)).user
    found: list[str] = []
    for payload in payloads:
        placed = spoken(town, payload, staff)
        own: Any = Client().post("/testila/privacy/mine/export", {"pin": placed.id, "key": placed.follow_key})
        found.append(zipfile.ZipFile(io.BytesIO(own.content)).read("data.html").decode())
    relay(for_s=60)
    found += [str(page) for letter in mail.outbox for page, _kind in getattr(letter, "alternatives", [])]
    assert len(found) >= 2 * len(payloads)
    return found


def test_letters_and_files_are_text_too(live_town: Municipality, chromium: Browser) -> None:
    page = chromium.new_context(bypass_csp=True).new_page()
    for content in made_of(live_town, SAMPLE):
        page.set_content(content)
        assert page.evaluate("typeof window.__pwn") == "undefined", content


def test_feeds_are_whole_and_hold_the_words_as_they_are(live_town: Municipality) -> None:
    staff = create_staff(email="admin@testila.fi", post=Post(live_town, Role.ADMIN)).user
    for payload in SAMPLE:
        spoken(live_town, payload, staff)
    feed = ElementTree.fromstring(Client().get("/testila/feeds/pins.atom").content)  # noqa: S314
    texts = "".join(feed.itertext())
    for payload in SAMPLE:
        assert payload[:30].strip() in texts or payload[:30].replace("<", "&lt;") in texts
    assert feed.findall(".//{http://www.w3.org/1999/xhtml}script") == []
