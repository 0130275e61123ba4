"""One message's whole way, seen in the browser by both sides: written without a line, answered, disputed, cited."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Body, Role
from accounts.services import Post, create_staff
from feedback_map.models import Pin, RoutingRule, Update
from feedback_map.services.states import make_first_states
from feedback_map.services.words import learn_missing_words
from geo.models import Municipality
from geo.tenancy import in_town
from tests.frontend.conftest import FRONTEND, pin_at
from tests.frontend.test_browser import until
from tests.mail import Letterbox, carry_all, links, mail_server, plain
from tests.trust.browser import OwnBrowser
from tests.trust.picture_corpus import jpeg
from tests.trust.test_r3_browser_outbox import states, write_offline

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
MAIJA = "maija@example.fi"
TEXT = "Valot ovat rikki laavulla."
PATIENCE_MS = 120_000


@dataclass
class Walk:
    """The town, both browsers' pages, the letterbox, and the language that both sides read."""

    server: str
    town: Municipality
    resident: Page
    clerk: Page
    box: Letterbox
    language: str

    def address(self, path: str) -> str:
        prefix = "" if self.language == "fi" else f"/{self.language}"
        return f"{self.server}{prefix}/testila{path}"

    def letter_link(self, number: int = 0) -> str:
        return self.server + links(self.box.newest(MAIJA))[number]


@pytest.fixture
def own(tmp_path: Path, driver: Playwright) -> Iterator[OwnBrowser]:
    if not (FRONTEND / "static" / "frontend" / "worker.js").exists():
        pytest.fail("The front end is not built: script/setup builds it.")
    with OwnBrowser(driver, tmp_path / "profile") as browser:
        yield browser


def clerk_page(own: OwnBrowser, server: str, town: Municipality) -> Page:
    """Signed in, in a window of another person."""
    visitor = Client()
    visitor.force_login(create_staff(email="virkailija@testila.fi", post=Post(town, Role.COORDINATOR)).user)
    name = settings.SESSION_COOKIE_NAME
    browser = own.context.browser
    assert browser is not None
    context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    context.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": server}])
    return context.new_page()


def patient(page: Page) -> Page:
    page.set_default_timeout(PATIENCE_MS)
    return page


def organised(town: Municipality) -> None:
    """A unit that promises five working days, and states."""
    make_first_states(town)
    unit = Body.objects.create(
        municipality=town, kind="unit", code="kadut", names={"fi": "Katuyksikkö", "sv": "Gator", "en": "Streets unit"},
        promise_days=5,
    )  # fmt: skip
    RoutingRule.objects.create(municipality=town, body=unit)


@pytest.mark.parametrize(
    "language", ["fi", pytest.param("sv", marks=pytest.mark.heavy), pytest.param("en", marks=pytest.mark.heavy)]
)
def test_a_message_goes_its_whole_way(
    live_server: LiveServer, live_town: Municipality, own: OwnBrowser, tmp_path: Path, language: str
) -> None:
    organised(live_town)
    earlier = pin_at(live_town, 2, 2, text="Laavulla on valot rikki.", geometry=None)
    learn_missing_words(town=live_town)
    expect.set_options(timeout=PATIENCE_MS)
    with mail_server() as box:
        page = patient(own.page())
        walk = Walk(live_server.url, live_town, page, page, box, language)
        written_without_a_line_and_sent_once(walk, own, tmp_path)
        walk.clerk = patient(clerk_page(own, live_server.url, live_town))
        acknowledged_by_mail(walk)
        shown_and_found_similar(walk, earlier.code)
        answered(walk, "Vaihdamme lampun.")
        disputed_and_open_again(walk)
        answered(walk, "Nyt lamppu palaa.")
        cited_in_an_outcome(walk)


def written_without_a_line_and_sent_once(walk: Walk, own: OwnBrowser, folder: Path) -> None:
    walk.resident.goto(walk.address("/"))
    kept = "async () => (await (await caches.open('pages')).keys()).length"
    until(walk.resident, lambda: walk.resident.evaluate(kept) >= 3, "the town's pages are kept")
    picture = folder / "kuva.jpg"
    picture.write_bytes(jpeg(random.Random(5)).data)
    own.context.set_offline(True)
    walk.resident.goto(walk.address("/pins/new"))
    write_offline(walk.resident, picture, TEXT)
    own.kill()
    walk.resident = page = patient(own.start())
    page.goto(walk.address("/outbox"))
    until(page, lambda: states(page) == ["sent"], "it is sent when the line is back")
    with in_town(walk.town):
        assert Pin.objects.filter(text=TEXT).count() == 1
    page.locator(".outbox__one a").first.click()
    page.locator(".code-card__code").wait_for()


def acknowledged_by_mail(walk: Walk) -> None:
    """The receipt tells whose it is; letters come only to an address that its holder confirmed."""
    page = walk.resident
    unit = {"fi": "Katuyksikkö", "sv": "Gator", "en": "Streets unit"}[walk.language]
    expect(page.locator("main")).to_contain_text(unit)
    page.locator("#email").fill(MAIJA)
    page.locator("#letters form button, form:has(#email) button").first.click()
    page.wait_for_load_state()
    carry_all()
    page.goto(walk.letter_link())
    page.locator("main form .button--main").click()
    page.locator(".notice--good").wait_for()
    carry_all()
    assert pin(walk).code in plain(walk.box.newest(MAIJA))


def shown_and_found_similar(walk: Walk, earlier: str) -> None:
    """A clerk looks at the picture, sees the earlier message beside this one; the public sees the picture."""
    page = walk.clerk
    page.goto(walk.address("/desk/"))
    page.get_by_text(TEXT).first.click()
    expect(page.locator("#similar").locator("xpath=..")).to_contain_text(earlier)
    page.goto(walk.address("/desk/photos"))
    for field in page.locator("input[name^=alt_]").all():
        field.fill("Laavu hämärässä")
    page.locator("button[value=shown]").click()
    page.wait_for_load_state()
    walk.resident.goto(walk.address(f"/pins/{pin(walk).public_id}"))
    expect(walk.resident.locator("article img").first).to_be_visible()


def answered(walk: Walk, words: str) -> None:
    """The desk answers and closes; a letter tells it, and the resident reads it on the message's own page."""
    page = walk.clerk
    page.goto(walk.address(f"/desk/pins/{pin(walk).public_id}"))
    page.locator("#answer-text").fill(words)
    page.locator("#answer-state").select_option("done")
    page.locator("button[value=answer]").click()
    expect(page.locator(".desk-history")).to_contain_text(words)
    carry_all()
    assert words in plain(walk.box.newest(MAIJA))
    walk.resident.goto(own_page(walk))
    expect(walk.resident.locator("main")).to_contain_text(words)


def disputed_and_open_again(walk: Walk) -> None:
    walk.resident.locator("input[name=dealt_with][value=no]").check()
    walk.resident.locator(".rating button").click()
    walk.resident.locator(".rating .notice--good").wait_for()
    walk.clerk.goto(walk.address("/desk/"))
    expect(walk.clerk.locator(f"[id='{pin(walk).public_id}']")).to_be_visible()
    with in_town(walk.town):
        assert Update.objects.filter(pin=pin(walk), kind="disputed").exists()


def cited_in_an_outcome(walk: Walk) -> None:
    page = walk.clerk
    page.goto(walk.address("/desk/outcomes/new"))
    page.locator("#title_fi").fill("Laavun valot uusittiin")
    page.locator("#text_fi").fill("Valot vaihdettiin, koska niistä kerrottiin.")
    page.locator("main form .button--main").first.click()
    page.wait_for_load_state()
    page.locator("[name=codes]").fill(pin(walk).code)
    page.locator("form:has([name=codes]) [name=response]").first.select_option("done")
    page.locator("form:has([name=codes]) button").first.click()
    page.wait_for_load_state()
    page.goto(page.url.split("?")[0].split("#")[0].removesuffix("/pick") + "/publish")
    page.locator("main form .button--main").click()
    page.wait_for_load_state()
    carry_all()
    walk.resident.goto(own_page(walk))
    expect(walk.resident.locator("main")).to_contain_text("Laavun valot uusittiin")
    walk.resident.goto(walk.address("/outcomes"))
    expect(walk.resident.locator("main")).to_contain_text("Laavun valot uusittiin")


def pin(walk: Walk) -> Pin:
    with in_town(walk.town):
        return Pin.objects.get(text=TEXT)


def own_page(walk: Walk) -> str:
    """By the link in the newest letter."""
    own = [link for link in links(walk.box.newest(MAIJA)) if "key=" in link]
    return walk.server + own[0]
