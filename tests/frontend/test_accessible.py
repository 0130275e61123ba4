"""axe on every page in three languages, narrow and wide; and what axe cannot see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import Private, Role
from accounts.services import Permit, Post, create_staff, grant_private
from feedback_map.models import CollectionLink
from geo.models import Municipality
from tests.budgeting.factories import make_pot, make_round
from tests.budgeting.ideas import collecting, make_idea, opened
from tests.budgeting.polls import same_ideas, told
from tests.factories import make_halves
from tests.frontend.after_pages import after_addresses, after_desk_addresses
from tests.frontend.conftest import pin_at
from tests.frontend.coverage_example import example, release_example
from tests.frontend.meeting_addresses import MEETING_DESK_PAGES, meeting_addresses
from tests.frontend.programme_addresses import programme_addresses, programme_desk_addresses
from tests.permissions.uploads import make_upload
from tests.zoning.factories import make_hearing, make_plan, make_version
from tests.zoning.material import plan_material
from tests.zoning.said import state
from zoning.services.requests import Asked, ask_for_statement, request_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

DESK_PAGES = tuple(
    f"/testila/desk/{name}"
    for name in (
        "",
        "data/",
        "letters",
        "moderation/rules",
        "photos",
        "routing",
        "sheets",
        "sheets/new",
        "staff",
        "units",
    )
)
PLAN_DESK_PAGES = (
    "/testila/desk/hearing-lengths",
    "/testila/desk/tokens/",
    "/testila/desk/webhooks/",
    *(
        f"/testila/desk/plans/rantatie/{name}"
        for name in ("hearings/new", "requests", "landowners", "statements", "statements/new", "pins")
    ),
    "/testila/desk/registry",
    "/testila/desk/plans/",
    "/testila/desk/plans/new",
    *(f"/testila/desk/plans/rantatie/{name}" for name in ("", "step", "scheme", "versions/new", "documents/new")),
)
BUDGET_DESK_PAGES = (
    "/testila/desk/budget/",
    "/testila/desk/budget/new",
    "/testila/desk/budget/valmis/results/",
    *(
        f"/testila/desk/budget/kierros/{name}"
        for name in ("", "settings", "set/pots", "set/themes", "set/phases", "set/batches", "codes", "paper", "close")
    ),
    *(f"/testila/desk/budget/ideat/{name}" for name in ("ideas", "proposals", "proposals/new", "proposals/1", "costs")),
)
TOWN_DESK_PAGES = tuple(
    f"/testila/desk/town/{name}"
    for name in (
        "",
        "facts",
        "texts",
        "checks",
        "base-maps",
        "categories",
        "categories/new",
        "categories/of/streets",
    )
)
LANGUAGES = ["", "/sv", "/en"]
RUN = """() => axe.run(document, {resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    .then(found => found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 160)).join(" | ")}`))"""


@dataclass(frozen=True)
class Spoken:
    """A language as addresses have it, and how much of the pages is read in it."""

    prefix: str
    every: int

    def address(self, path: str) -> str:
        """Pieces for other pages have one address and are asked for their language."""
        if path.startswith("/embed/"):
            return f"{path}?language={self.prefix.removeprefix('/')}"
        return self.prefix + path

    def some(self, paths: Sequence[str]) -> Sequence[str]:
        return paths[LANGUAGES.index(self.prefix) % self.every :: self.every]


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Spoken:
    """The first language on all pages; each other one on a third of them, and on all with --all."""
    return Spoken(request.param, 1 if request.config.getoption("--all") or not request.param else 3)


def addresses(town: Municipality) -> list[str]:
    """Every page a resident meets."""
    link = CollectionLink.objects.create(municipality=town, token="kirjasto", shared_device=True)
    shown, hidden = pin_at(town, 1, 1), pin_at(town, 2, 2, visibility="private")
    pin_at(town, 9, 9, kind="thanks", category="", geometry=None)
    make_halves(town, "village")
    ages = tuple(replace(row, ages=example().ages, channels=example().channels) for row in example().areas)
    run = release_example(town, replace(example(), areas=ages))
    return [
        "/testila/",
        "/testila/?kind=feedback&text=katu",
        "/testila/pins/new",
        "/testila/pins/new?where=place",
        "/testila/pins/new?where=near",
        f"/testila/pins/{shown.id}",
        f"/testila/pins/{hidden.id}?key={hidden.follow_key}",
        f"/testila/pins/{shown.id}/support",
        "/testila/pins/new?simple=1",
        f"/testila/pins/{shown.id}/thanks?key={shown.follow_key}&c={link.token}",
        f"/testila/pins/{shown.id}/thanks?key={shown.follow_key}&home=permanent",
        f"/testila/pins/{shown.id}/report",
        f"/testila/privacy/mine?pin={hidden.id}&key={hidden.follow_key}",
        "/testila/find?code=Kuusi+1",
        "/testila/follow",
        f"/testila/follow?topic=pin&reference={shown.id}",
        f"/testila/pins/{hidden.id}/letter?key={hidden.follow_key}",
        f"/testila/pins/{hidden.id}/letters?key={hidden.follow_key}",
        "/testila/c/kirjasto/poster",
        "/testila/coverage",
        "/testila/coverage?age=0-17&channel=paper",
        "/testila/coverage?set=village",
        "/testila/areas/district/W",
        "/testila/areas/district/E",
        f"/testila/runs/{run}",
        "/testila/about",
        "/testila/privacy",
        "/testila/processing-record",
        "/testila/accessibility",
        *programme_addresses(town),
        "/testila/data/",
        "/testila/outbox",
        "/testila/outbox/new",
        "/",
        *plan_addresses(town),
        *budget_addresses(town),
        *after_addresses(town),
        *meeting_addresses(town),
    ]


def upload_addresses(town: Municipality) -> list[str]:
    """Files for the town's ground: sent, tried, read in another way."""
    one = f"{make_upload(town, 'tried').public_id}/"
    kinds = [f"new/{what}" for what in ("areas", "boundary", "people", "places")]
    names = ("", "draw", *kinds, one, f"{one}columns", f"{make_upload(town, 'arrived').public_id}/")
    return [f"/testila/desk/town/uploads/{name}" for name in names]


def plan_addresses(town: Municipality) -> list[str]:
    """What is on display, and who has been asked about it."""
    plan = make_plan(town, "rantatie", state="04")
    version = make_version(plan)
    make_version(plan, "draft", option="A")
    hearing = make_hearing(plan, version=version)
    plan_material(plan, version)
    asked = Asked(due_on=hearing.last_day, name="Vanhusneuvosto")
    request = ask_for_statement(town=town, plan=plan, asked=asked)
    receipt = state(plan, hearing=hearing)
    return [
        "/testila/plans/rantatie/statement",
        f"/testila/plans/rantatie/statements/{receipt.id}?key={receipt.key}",
        "/testila/calendar",
        f"/testila/plans/review/{hearing.first_day.year}",
        "/testila/planned?place=Testitori",
        "/testila/plans/",
        "/testila/plans/rantatie/",
        "/testila/plans/rantatie/compare",
        "/testila/plans/rantatie/scheme",
        "/testila/plans/rantatie/affected",
        f"/testila/plans/rantatie/hearings/{hearing.public_id}",
        f"/testila/plans/rantatie/requests/{request.public_id}/{request_key(request)}",
    ]


def budget_addresses(town: Municipality) -> list[str]:
    """A round with two pots that is voted in, and one with its result."""
    make_pot(make_round(town, "kierros"), "itä", 50_000)
    ideas = same_ideas(make_round(town, "valmis", money=50_000))
    told(ideas.of, *ideas.wishes)
    taking = collecting(town, slug="ideat")
    opened(taking, make_idea(taking))
    make_idea(taking)
    ideas_at = [f"/testila/budget/ideat/{name}" for name in ("", "proposals", "proposals/1", "ideas/new")]
    voting = [f"/testila/budget/kierros/{name}" for name in ("vote", "vote/counted")]
    return [*ideas_at, *voting, "/testila/budget/", "/testila/budget/kierros/", "/testila/budget/valmis/results/"]


def violations(page: Page, axe: str) -> list[str]:
    # Through the debugging protocol: the pages' own policy lets no such script in.
    page.evaluate(axe)
    found: list[str] = page.evaluate(RUN)
    return found


def test_axe_finds_nothing_on_any_page(
    live_server: LiveServer, live_town: Municipality, phone: Page, axe: str, spoken: Spoken
) -> None:
    found = {}
    for path in spoken.some(addresses(live_town)):
        phone.goto(live_server.url + spoken.address(path))
        phone.wait_for_timeout(300)
        found[path] = violations(phone, axe)
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_the_steps(
    live_server: LiveServer, live_town: Municipality, desktop: Page, axe: str, language: str
) -> None:
    desktop.goto(f"{live_server.url}{language}/testila/pins/new?where=town")
    found = [violations(desktop, axe)]
    desktop.locator("button[value=next]").click()
    found.append(violations(desktop, axe))
    desktop.locator("button[value=next]").click()
    desktop.get_by_role("alert").wait_for()
    found.append(violations(desktop, axe))
    desktop.locator("input[value=thanks]").check()
    desktop.locator("#text").fill("Kiitos!")
    desktop.locator("input[value=public]").check()
    desktop.locator("button[value=next]").click()
    desktop.locator("button[value=send]").wait_for()
    found.append(violations(desktop, axe))
    assert found == [[], [], [], []]


def test_the_pages_of_the_desk_too(
    live_server: LiveServer, live_town: Municipality, phone: Page, axe: str, spoken: Spoken
) -> None:
    admin = create_staff(email="admin@example.org", post=Post(live_town, Role.ADMIN), name="Aada Admin").user
    grant_private(permit=Permit(live_town, Private.UNPUBLISHED, reason="12 §"), by=admin)
    pin_at(live_town, 1, 1)
    plan_addresses(live_town)
    budget_addresses(live_town)
    after_addresses(live_town)
    meeting_addresses(live_town)
    programme_addresses(live_town)
    visitor = Client()
    visitor.force_login(admin)
    name = settings.SESSION_COOKIE_NAME
    phone.context.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": live_server.url}])
    found: dict[str, Any] = {}
    pages = (
        *DESK_PAGES,
        *PLAN_DESK_PAGES,
        *BUDGET_DESK_PAGES,
        *MEETING_DESK_PAGES,
        *TOWN_DESK_PAGES,
        *upload_addresses(live_town),
        *after_desk_addresses(live_town),
        *programme_desk_addresses(live_town),
    )
    for path in spoken.some(pages):
        phone.goto(f"{live_server.url}{spoken.prefix}{path}")
        assert phone.url.endswith(path)
        for folded in phone.locator("main details").all():
            folded.evaluate("e => { e.open = true }")
        found[path] = (violations(phone, axe), phone.evaluate(SMALL), phone.evaluate(TOO_WIDE))
    assert {path: what for path, what in found.items() if what != ([], [], False)} == {}


SEEN_AT = ((320, 16), (390, 16), (390, 32), (1280, 32))  # pixels of the window and of a letter
GROW = "size => { document.documentElement.style.fontSize = size + 'px' }"


def test_nothing_is_cut_off_at_any_width(live_server: LiveServer, live_town: Municipality, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    too_wide = {}
    for path in addresses(live_town):
        page.goto(f"{live_server.url}{path}")
        for width, font in SEEN_AT:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(GROW, font)
            if (wide := page.evaluate("() => document.documentElement.scrollWidth")) > width:
                too_wide[path, width, font] = wide
    context.close()
    assert too_wide == {}


TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
SMALL = """() => [...document.querySelectorAll("main :is(a, button, input:not([type=hidden]), select), nav a")]
    .filter(e => e.checkVisibility({visibilityProperty: true}))
    .filter(e => !e.closest("p, li:not(.messages li), dd, label, [aria-hidden=true]"))
    .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.width < 43.5 || box.height < 43.5)).map(([html]) => html)"""


def test_targets_are_large_enough_for_a_thumb(live_server: LiveServer, live_town: Municipality, phone: Page) -> None:
    small: dict[str, Any] = {}
    for path in addresses(live_town)[:10]:
        phone.goto(f"{live_server.url}{path}")
        phone.wait_for_timeout(200)
        small[path] = phone.evaluate(SMALL)
    assert {path: what for path, what in small.items() if what} == {}
