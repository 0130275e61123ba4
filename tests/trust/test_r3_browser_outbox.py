"""R3: what is written without a line waits in the browser, outlives it, and arrives exactly once, with its picture."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright
from pytest_django.live_server_helper import LiveServer

from delivery.files import read_file
from feedback_map.models import CollectionLink, Photo, Pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.frontend.conftest import FRONTEND, live_town  # noqa: F401 - a fixture
from tests.trust.browser import OwnBrowser, until
from tests.trust.picture_corpus import CANARY, jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

TEXT = "Valot ovat rikki laavulla."


@pytest.fixture
def own(tmp_path: Path, driver: Playwright) -> Iterator[OwnBrowser]:
    if not (FRONTEND / "static" / "frontend" / "worker.js").exists():
        pytest.fail("The front end is not built: script/setup builds it.")
    with OwnBrowser(driver, tmp_path / "profile") as browser:
        yield browser


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "kuva.jpg"
    path.write_bytes(jpeg(random.Random(5)).data)
    return path


def visit_once(own: OwnBrowser, address: str) -> Page:
    """The first visit, with a line: the worker takes over and keeps the town's pages."""
    page = own.page()
    page.goto(f"{address}/testila/")
    kept = "async () => (await (await caches.open('pages')).keys()).length"
    until(page, lambda: page.evaluate(kept) == 3, "the town's pages are kept")
    return page


def write_offline(page: Page, picture: Path, text: str = TEXT) -> None:
    page.locator("input[name=where][value=near]").check()
    page.locator("#near").fill("laavulla")
    page.locator("input[name=kind][value=feedback]").check()
    page.locator("#category").select_option("streets")
    page.locator("#text").fill(text)
    page.locator("#photo-file").set_input_files(picture)
    page.locator(".photos--form img").wait_for()
    page.locator("input[name=visibility][value=public]").check()
    page.locator("form .button--main").click()
    page.wait_for_url("**/outbox")


def states(page: Page) -> list[str]:
    found: list[str] = page.locator(".outbox__one").evaluate_all("all => all.map(one => one.dataset.state)")
    return found


def arrived(town: Municipality) -> list[str]:
    with in_town(town):
        return list(Pin.objects.order_by("pk").values_list("text", flat=True))


def test_a_message_outlives_its_browser_and_arrives_once_with_its_picture(
    live_server: LiveServer,
    live_town: Municipality,  # noqa: F811
    own: OwnBrowser,
    picture: Path,
) -> None:
    page = visit_once(own, live_server.url)
    own.context.set_offline(True)
    page.goto(f"{live_server.url}/testila/")
    assert page.locator("h1").inner_text(), "the map's page is there without a line"
    page.goto(f"{live_server.url}/testila/pins/new")
    assert page.url.endswith("/testila/outbox/new")
    write_offline(page, picture)
    until(page, lambda: states(page) == ["waiting"], "it waits")
    assert arrived(live_town) == []
    own.kill()

    page = own.start()  # with a line again
    page.goto(f"{live_server.url}/testila/outbox")
    until(page, lambda: states(page) == ["sent"], "it is sent when the line is back")
    page.reload()
    until(page, lambda: states(page) == ["sent"], "and is not sent again")
    assert arrived(live_town) == [TEXT]
    with in_town(live_town):
        photo = Photo.objects.select_related("pin").get()
    assert photo.shown == "waiting" and CANARY not in read_file(photo.file)
    page.locator(".outbox__one a").click()
    page.locator(".code-card__code").wait_for()


@pytest.mark.heavy
def test_a_form_whose_line_breaks_at_the_last_step_is_kept(
    live_server: LiveServer,
    live_town: Municipality,  # noqa: F811
    own: OwnBrowser,
) -> None:
    """The worker catches the form itself: key, place and words are those of the form."""
    page = visit_once(own, live_server.url)
    page.goto(f"{live_server.url}/testila/pins/new?where=town&kind=thanks")
    page.locator("button[value=next]").click()
    page.locator("#text").fill(TEXT)
    page.locator("input[name=visibility][value=private]").check()
    page.locator("button[value=next]").click()
    page.locator("button[value=send]").wait_for()
    own.context.set_offline(True)
    page.locator("button[value=send]").click()
    page.wait_for_url("**/testila/outbox")
    until(page, lambda: states(page) == ["waiting"], "it waits")
    own.context.set_offline(False)
    until(page, lambda: states(page) == ["sent"], "the event of the line sends it")
    assert arrived(live_town) == [TEXT]


@pytest.mark.heavy
def test_a_form_whose_line_breaks_midway_is_finished_without_one(
    live_server: LiveServer,
    live_town: Municipality,  # noqa: F811
    own: OwnBrowser,
) -> None:
    page = visit_once(own, live_server.url)
    page.goto(f"{live_server.url}/testila/pins/new?where=town&kind=thanks")
    page.locator("button[value=next]").click()
    page.locator("#text").fill(TEXT)
    own.context.set_offline(True)
    page.locator("button[value=next]").click()
    page.wait_for_url("**/outbox/new#*")
    assert page.locator("#text").input_value() == TEXT
    page.locator("input[name=visibility][value=private]").check()
    page.locator("form .button--main").click()
    page.wait_for_url("**/testila/outbox")
    own.context.set_offline(False)
    until(page, lambda: states(page) == ["sent"], "it is sent")
    assert arrived(live_town) == [TEXT]


@pytest.mark.heavy
def test_killed_again_and_again_each_message_arrives_once(
    live_server: LiveServer,
    live_town: Municipality,  # noqa: F811
    own: OwnBrowser,
    picture: Path,
) -> None:
    """Killed while it waits, and at any moment while it sends: none is lost and none is doubled."""
    visit_once(own, live_server.url)
    rng, wanted = random.Random(20261122), []
    for number in range(6):
        own.context.set_offline(True)
        page = own.page()
        page.goto(f"{live_server.url}/testila/outbox/new")
        wanted.append(f"{TEXT} {number}")
        write_offline(page, picture, wanted[-1])
        own.kill()
        page = own.start()
        page.goto(f"{live_server.url}/testila/outbox", wait_until="commit")
        page.wait_for_timeout(rng.randint(0, 1500))
        own.kill()
        own.start()
    page = own.page()
    page.goto(f"{live_server.url}/testila/outbox")
    until(page, lambda: set(states(page)) == {"sent"}, "all are sent")
    assert sorted(arrived(live_town)) == sorted(wanted)
    with in_town(live_town):
        assert Photo.objects.count() == len(wanted)


@pytest.mark.heavy
def test_a_refused_message_says_why_and_can_be_changed(
    live_server: LiveServer,
    live_town: Municipality,  # noqa: F811
    own: OwnBrowser,
    picture: Path,
) -> None:
    page = visit_once(own, live_server.url)
    own.context.set_offline(True)
    page.goto(f"{live_server.url}/testila/outbox/new")
    broken = picture.with_name("rikki.jpg")
    broken.write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    page.locator("input[name=where][value=town]").check()
    page.locator("input[name=kind][value=feedback]").check()
    page.locator("#text").fill(TEXT)
    page.locator("#photo-file").set_input_files(broken)
    page.locator(".photos--form button").wait_for()
    page.locator("input[name=visibility][value=private]").check()
    page.locator("form .button--main").click()
    page.wait_for_url("**/outbox")
    own.context.set_offline(False)
    until(page, lambda: states(page) == ["refused"], "it is refused")
    assert "Kuvaa" in page.locator(".outbox__one .notice").inner_text() and arrived(live_town) == []
    page.locator(".outbox__one button").last.click()
    until(page, lambda: states(page) == [], "it is deleted")


@pytest.mark.heavy
def test_a_device_that_others_use_next_keeps_nothing(
    live_server: LiveServer,
    live_town: Municipality,  # noqa: F811
    own: OwnBrowser,
) -> None:
    CollectionLink.objects.create(municipality=live_town, token="kirjasto", shared_device=True)
    page = visit_once(own, live_server.url)
    page.goto(f"{live_server.url}/testila/pins/new?c=kirjasto&where=town&kind=thanks")
    page.locator("button[value=next]").click()
    page.locator("#text").fill(TEXT)
    page.locator("input[name=visibility][value=private]").check()
    page.locator("button[value=next]").click()
    page.locator("button[value=send]").wait_for()
    own.context.set_offline(True)
    page.locator("button[value=send]").click()
    page.wait_for_timeout(1_000)
    own.context.set_offline(False)
    page.goto(f"{live_server.url}/testila/outbox")
    assert states(page) == [] and arrived(live_town) == []
