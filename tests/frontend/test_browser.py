"""A resident with a phone, with a keyboard alone, and without JavaScript: places a message and finds it again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from feedback_map.counts import pins_in_area
from feedback_map.models import Pin
from geo.models import Area, Municipality
from geo.tenancy import in_town
from tests.frontend.conftest import pin_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

TEXT = "Tähän kaivattaisiin valoja."


def until(page: Page, holds: Callable[[], object], what: str) -> None:
    """Polls: a strict content security policy does not let a page evaluate strings."""
    end = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < end, what
        page.wait_for_timeout(100)


def end_of(page: Page) -> tuple[str, str]:
    """The code and the link that the last page gives."""
    page.wait_for_url("**/thanks?**")
    code = page.locator(".code-card__code").inner_text()
    return code, page.locator(".copyable a").get_attribute("href") or ""


def is_found_again(page: Page, live_server: LiveServer, code: str, link: str) -> None:
    page.goto(link)
    assert TEXT in page.locator(".said").inner_text()
    page.goto(f"{live_server.url}/testila/find")
    page.locator("#code").fill(code)
    page.locator("#code").press("Enter")
    page.wait_for_url(re.compile(r"/testila/pins/\w{22}$"))
    assert TEXT in page.locator(".said").inner_text()


def pins_counted_in(town: Municipality, code: str) -> int:
    return pins_in_area(Area.objects.select_related("municipality").get(municipality=town, code=code)).pins


def test_by_touch_on_a_phone(live_server: LiveServer, live_town: Municipality, phone: Page) -> None:
    phone.goto(f"{live_server.url}/testila/")
    phone.locator("a.button--main").tap()
    canvas = phone.locator("[data-part=canvas] canvas").first
    canvas.wait_for()
    box = phone.locator("[data-part=canvas]").bounding_box()
    assert box
    phone.touchscreen.tap(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.5)
    until(phone, lambda: phone.locator("input[name=geometry]").input_value(), "the tap marks a place")
    phone.get_by_role("button", name="Jatka").tap()
    phone.get_by_label("Kehitysehdotus").tap()
    phone.locator("#category").select_option("streets")
    phone.locator("#text").fill(TEXT)
    phone.get_by_label("Julkaistaan kartalla").tap()
    phone.get_by_role("button", name="Jatka").tap()
    with phone.expect_response(lambda answer: "/pins/" in answer.url and answer.request.method == "POST"):
        phone.get_by_role("button", name="Lähetä").tap()
    code, link = end_of(phone)
    assert pins_counted_in(live_town, "W") == 1
    phone.get_by_role("button", name="Mökkeilen täällä").tap()
    phone.locator("#area").select_option("W")
    phone.get_by_role("button", name="Tallenna").tap()
    phone.get_by_text("Nyt myös sinun alueesi kuuluu").wait_for()
    is_found_again(phone, live_server, code, link)


def test_the_next_tile_has_the_new_message(live_server: LiveServer, live_town: Municipality, desktop: Page) -> None:
    seen: list[int] = []
    desktop.on("response", lambda answer: seen.append(answer.status) if "/pins/WebMercatorQuad" in answer.url else None)
    desktop.goto(f"{live_server.url}/testila/")
    until(desktop, lambda: seen, "tiles are asked for")
    assert set(seen) == {204}
    pin_at(live_town, 5, 5)
    seen.clear()
    desktop.reload()
    until(desktop, lambda: 200 in seen, "a tile holds the new message")


def test_no_other_host_hears_of_a_resident(live_server: LiveServer, live_town: Municipality, desktop: Page) -> None:
    pin_at(live_town, 5, 5)
    asked: set[str] = set()
    desktop.on("request", lambda request: asked.add(request.url.split("/")[2]))
    desktop.goto(f"{live_server.url}/testila/")
    desktop.locator("[data-part=canvas] canvas").first.wait_for()
    desktop.wait_for_timeout(1000)
    assert asked == {live_server.url.split("/")[2]}


def press_until_focused(page: Page, selector: str) -> None:
    """Tab on, as somebody does who has no mouse."""
    page.locator(selector).first.wait_for()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_by_keyboard_alone(live_server: LiveServer, live_town: Municipality, desktop: Page) -> None:
    desktop.goto(f"{live_server.url}/testila/")
    press_until_focused(desktop, "main a.button--main")
    desktop.keyboard.press("Enter")
    desktop.locator("[data-part=canvas] canvas").first.wait_for()
    press_until_focused(desktop, "[data-part=canvas]")
    desktop.keyboard.press("ArrowLeft")
    desktop.wait_for_timeout(400)
    desktop.keyboard.press("Enter")
    until(desktop, lambda: desktop.locator("input[name=geometry]").input_value(), "Enter marks the middle")
    press_until_focused(desktop, "button[value=next]")
    desktop.keyboard.press("Enter")
    press_until_focused(desktop, "input[type=radio][name=kind]")
    desktop.keyboard.press("Space")
    press_until_focused(desktop, "#category")
    desktop.keyboard.type("Kadut")
    press_until_focused(desktop, "#text")
    desktop.keyboard.type(TEXT)
    press_until_focused(desktop, "input[type=radio][name=visibility]")
    desktop.keyboard.press("Space")
    press_until_focused(desktop, "button[value=next]")
    desktop.keyboard.press("Enter")
    press_until_focused(desktop, "button[value=send]")
    desktop.keyboard.press("Enter")
    is_found_again(desktop, live_server, *end_of(desktop))


def test_without_javascript(live_server: LiveServer, live_town: Municipality, no_script: Page) -> None:
    no_script.goto(f"{live_server.url}/testila/")
    no_script.locator("a.button--main").click()
    assert not no_script.locator("[data-part=canvas]").is_visible()
    no_script.locator("input[value=place]").check()
    no_script.locator("#search").fill("testitori")
    no_script.locator("button[value=search]").click()
    no_script.get_by_label("Testitori").check()
    no_script.get_by_role("button", name="Jatka").click()
    no_script.get_by_label("Palaute").check()
    no_script.locator("#category").select_option("streets")
    no_script.locator("#text").fill(TEXT)
    no_script.get_by_label("Julkaistaan kartalla").check()
    no_script.get_by_role("button", name="Jatka").click()
    no_script.get_by_role("button", name="Lähetä").click()
    code, link = end_of(no_script)
    assert pins_counted_in(live_town, "W") == 1
    is_found_again(no_script, live_server, code, link)


def test_the_list_follows_the_map_and_can_be_frozen(
    live_server: LiveServer, live_town: Municipality, desktop: Page
) -> None:
    pin_at(live_town, 1, 1, text="Lännessä.")
    pin_at(live_town, 9, 9, text="Idässä.")
    desktop.goto(f"{live_server.url}/testila/")
    messages, status = desktop.locator("#message-list"), desktop.locator("#list-status")
    assert "Lännessä." in messages.inner_text() and "Idässä." in messages.inner_text()
    desktop.locator("[data-part=canvas] canvas").first.wait_for()
    desktop.locator("#place-search").fill("testitori")
    desktop.get_by_role("button", name="Hae").click()
    desktop.locator(".suggestions button").first.click()
    until(desktop, lambda: "Idässä." not in messages.inner_text(), "the list is of the view")
    assert status.inner_text() in {"1 viesti näkyvissä", "Näkyvissä ei ole viestejä"}
    frozen = messages.inner_text()
    desktop.locator("#list-frozen").check()
    desktop.get_by_role("button", name="Näytä koko kunta").click()
    desktop.wait_for_timeout(1200)
    assert messages.inner_text() == frozen
    desktop.locator("#list-frozen").uncheck()
    until(desktop, lambda: "Idässä." in messages.inner_text(), "the list follows again")


def test_a_message_on_the_map_opens_its_card(live_server: LiveServer, live_town: Municipality, desktop: Page) -> None:
    pin_at(live_town, 5, 5)
    desktop.goto(f"{live_server.url}/testila/")
    desktop.locator("[data-part=canvas] canvas").first.wait_for()
    box = desktop.locator("[data-part=canvas]").bounding_box()
    assert box
    card = desktop.locator("[data-part=popover] .message")

    def tapped() -> bool:
        desktop.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        desktop.wait_for_timeout(1000)
        return card.is_visible()

    until(desktop, tapped, "the message opens once it is drawn")
    assert "Katu on pimeä." in card.inner_text()
    desktop.keyboard.press("Escape")
    card.wait_for(state="hidden")


def test_two_taps_on_send_make_one_message(live_server: LiveServer, live_town: Municipality, desktop: Page) -> None:
    desktop.goto(f"{live_server.url}/testila/pins/new?where=town&kind=thanks")
    desktop.get_by_role("button", name="Jatka").click()
    desktop.locator("#text").fill(TEXT)
    desktop.get_by_label("Ei julkaista").check()
    desktop.get_by_role("button", name="Jatka").click()
    desktop.get_by_role("button", name="Lähetä").dblclick()
    end_of(desktop)
    with in_town(live_town):
        assert Pin.objects.count() == 1


def test_a_phone_leads_to_what_followed_from_every_page(
    live_server: LiveServer, live_town: Municipality, phone: Page
) -> None:
    phone.goto(f"{live_server.url}/testila/budget/")
    assert phone.locator(".townbar [aria-current]").inner_text() == "Budjetointi"
    phone.locator(".townbar").get_by_text("Mitä tästä seurasi").tap()
    phone.wait_for_url("**/testila/outcomes")
    assert phone.locator(".footer a[href='/testila/outcomes']").is_visible()
