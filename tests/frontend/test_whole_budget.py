"""Participatory budgeting's whole way in the browser: a yearly round from an idea on a phone to a thing that is built,
with a code, an e-mail and paper; and Young Mikkeli from an idea without a name to the city manager's decision."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from accounts.models import Body, Role
from accounts.services import Post, create_staff
from budgeting.models import Ballot, CountedBallot, Proposal, Round, Turnout
from feedback_map.models import Pin, PublishedOutcome
from feedback_map.services import moderate_pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.frontend.test_whole_plan import fill, press, send
from tests.mail import Letterbox, carry_all, links, mail_server, plain
from tests.zoning.town_clock import town_clock_at
from zoning.clock import town_today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
PATIENCE_MS = 120_000
VOTER = "maija@example.fi"
LANGUAGES = ["fi", pytest.param("sv", marks=pytest.mark.heavy), pytest.param("en", marks=pytest.mark.heavy)]


@dataclass
class Case:
    """The town, two of its staff at their desks, a resident on a phone, the letterbox, and the language of all."""

    server: str
    town: Municipality
    keeper: Page
    other: Page
    resident: Page
    box: Letterbox
    language: str
    slug: str = ""

    def address(self, path: str) -> str:
        prefix = "" if self.language == "fi" else f"/{self.language}"
        return f"{self.server}{prefix}/testila{path}"

    def desk(self, path: str = "", page: Page | None = None) -> Page:
        shown = page or self.keeper
        shown.goto(self.address(f"/desk/budget/{self.slug}/{path}"))
        return shown

    def public(self, path: str = "") -> Page:
        self.resident.goto(self.address(f"/budget/{self.slug}/{path}"))
        return self.resident

    def states(self) -> list[str]:
        with in_town(self.town):
            return list(Proposal.objects.order_by("round", "number").values_list("state", flat=True))


@contextmanager
def weeks_from_now(weeks: int) -> Iterator[datetime.date]:
    """The same time of day, so many weeks on."""
    day = town_today() + datetime.timedelta(weeks=weeks)
    with town_clock_at(datetime.datetime.combine(day, datetime.time(12), datetime.UTC)):
        yield day


@pytest.fixture
def everybody(chromium: Browser, live_server: LiveServer, live_town: Municipality) -> Iterator[tuple[Page, Page, Page]]:
    """A coordinator and a clerk, signed in; and a resident on a phone."""
    contexts = []
    for role in (Role.COORDINATOR, Role.CLERK):
        visitor = Client()
        visitor.force_login(create_staff(email=f"{role.value}@testila.fi", post=Post(live_town, role)).user)
        desk = chromium.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
        name = settings.SESSION_COOKIE_NAME
        desk.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": live_server.url}])
        contexts.append(desk)
    phone = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, service_workers="block"
    )
    contexts.append(phone)
    for context in contexts:
        context.set_default_timeout(PATIENCE_MS)
    keeper, other, resident = (context.new_page() for context in contexts)
    yield keeper, other, resident
    for context in contexts:
        context.close()


@contextmanager
def case_in(
    server: LiveServer, town: Municipality, everybody: tuple[Page, Page, Page], language: str
) -> Iterator[Case]:
    expect.set_options(timeout=PATIENCE_MS)
    with mail_server() as box:
        yield Case(server.url, town, *everybody, box, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_yearly_round_goes_from_an_idea_to_a_thing_that_is_built(
    live_server: LiveServer, live_town: Municipality, everybody: tuple[Page, Page, Page], language: str
) -> None:
    with case_in(live_server, live_town, everybody, language) as case:
        made(case, "yearly", "20000")
        idea(case, "Kirsikkapuita", "Kirsikkapuita torille, jotta kevät näkyy.")
        proposed(case, "Kirsikkapuita", "12000")
        proposed(case, "Keinu", "15000")
        with weeks_from_now(19):
            code = voted_by_code(case)
            voted_by_email(case)
            voted_on_paper(case)
            changed_by_the_same_code(case, code)
        with weeks_from_now(22) as day:
            closed_and_shown(case)
            decided(case, {"p1-funded": "yes", "p2-funded": "no", "p2-why_fi": "Rahat eivät riittäneet."}, day)
        with weeks_from_now(26) as day:
            built(case, day)


@pytest.mark.parametrize("language", LANGUAGES)
def test_young_people_send_ideas_and_the_city_manager_decides(
    live_server: LiveServer, live_town: Municipality, everybody: tuple[Page, Page, Page], language: str
) -> None:
    Body.objects.create(municipality=live_town, kind="council", code="nuoret", names={"fi": "Nuorisovaltuusto"})
    with case_in(live_server, live_town, everybody, language) as case:
        made(case, "youth", "10000")
        idea(case, "Skeittiramppi", "Skeittiramppi koulun pihalle.")
        idea(case, "Karkkiautomaatti", "Karkkiautomaatti käytävälle.")
        looked_at(case)
        met(case)
        costed(case, 1, "4000")
        with weeks_from_now(16) as day:
            decided(case, {"p1-funded": "yes"}, day)
        with weeks_from_now(20) as day:
            built(case, day)


def made(case: Case, template: str, euros: str) -> None:
    """A round from its template, read by everybody."""
    page = case.keeper
    page.goto(case.address("/desk/budget/new"))
    names = {f"names_{code}": f"Kierros {code}" for code in case.town.languages}
    fill(page, template=template, money=euros, opens_on=town_today().isoformat(), **names)
    send(page)
    with in_town(case.town):
        case.slug = Round.objects.get().slug
    case.desk()
    press(page, "/publish")
    expect(case.public().locator("h1")).to_contain_text("Kierros")


def idea(case: Case, title: str, text: str) -> None:
    """Sent by touch, from the round's own form, about the whole town."""
    page = case.public("ideas/new")
    expect(page.locator('main [name="email"], main [name="phone"]')).to_have_count(0)
    fill(page, title=title, text=text, where="town")
    with page.expect_navigation():
        page.locator('main [name="go"][value="send"]').tap()
    expect(page.locator("main .wrong, main .notice--wrong")).to_have_count(0)


def proposed(case: Case, title: str, euros: str) -> None:
    """A proposal of the idea of that name, or a new one: opened, costed and put on the ballot."""
    page = case.desk("ideas")
    row = page.locator("li.desk-row", has_text=title)
    if row.count():
        row.locator('input[name="pin"]').check()
        fill(page, title=title)
        send(page, 'main [name="act"][value="make"]')
    else:
        case.desk("proposals/new")
        fill(page, titles_fi=title, words_fi=f"{title} puistoon.")
        send(page)
    with in_town(case.town):
        [number] = [one.number for one in Proposal.objects.all() if title in one.titles.values()]
    case.desk(f"proposals/{number}")
    send(page, 'main [name="act"][value="open"]')
    costed(case, number, euros)


def costed(case: Case, number: int, euros: str) -> None:
    page = case.desk(f"proposals/{number}")
    cost = page.locator('main form:has([name="act"][value="accept"]) [name="cost"]')
    cost.fill(euros)
    send(page, 'main [name="act"][value="accept"]')
    expect(page.locator("main .notice--care")).to_have_count(0)
    expect(page.locator("main .notice--good")).to_be_visible()
    expect(case.public(f"proposals/{number}").locator("main")).to_contain_text(re.compile(euros[:-3]))


def voted_by_code(case: Case) -> str:
    """A card from a printed sheet, typed on a phone."""
    page = case.desk("codes")
    fill(page, label="9B", codes="2")
    with page.expect_download() as waiting:
        page.locator("main form .button--main").first.click()
    text = "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(waiting.value.path().read_bytes())).pages)
    code = code_in(text)
    case.public("vote")
    opened_with(case.resident, code=code)
    cast(case.resident, "Kirsikkapuita")
    return code


def code_in(text: str) -> str:
    """The first of a sheet's codes: groups of letters and figures with hyphens between them."""
    found = re.search(r"\b(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\b", text)
    assert found is not None, text[:400]
    return found.group()


def opened_with(page: Page, **said: str) -> None:
    (name,) = said
    fill(page, **said)
    with page.expect_navigation():
        page.locator(f'main form:has([name="{name}"]) button').first.click()


def cast(page: Page, *names: str) -> None:
    """Choose by touch, check, cast: the receipt tells nothing of the choice."""
    for name in names:
        page.locator("li.ballot-item", has_text=name).locator('input[type="checkbox"]').check()
    with page.expect_navigation():
        page.locator('main [name="go"][value="check"]').click()
    if page.locator('main [name="entitled"]').count():
        page.locator('main [name="entitled"]').check()
    with page.expect_navigation():
        page.locator('main [name="go"][value="cast"]').click()
    expect(page.locator(".vote-receipt")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(names[0])


def voted_by_email(case: Case) -> None:
    """The letter names no choice; its link opens the ballot."""
    case.resident.context.clear_cookies()
    case.public("vote")
    opened_with(case.resident, email=VOTER)
    carry_all()
    letter = case.box.newest(VOTER)
    assert "Kirsikkapuita" not in plain(letter)
    case.resident.goto(case.server + links(letter)[0])
    with case.resident.expect_navigation():
        case.resident.locator("main form .button--main").first.click()
    cast(case.resident, "Kirsikkapuita")
    carry_all()
    assert all("Kirsikkapuita" not in plain(one) for one in case.box.to(VOTER))


def voted_on_paper(case: Case) -> None:
    """One enters it by keyboard; when the lot falls on it, another reads it."""
    page = case.desk("paper")
    page.locator('main [name="number"]').fill("001")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main .notice--good")).to_be_visible()
    waiting = case.desk("paper", case.other).locator('main a[href$="/check"]')
    if waiting.count():
        with case.other.expect_navigation():
            waiting.first.click()
        fill(case.other, marks="2")
        send(case.other)


def changed_by_the_same_code(case: Case, code: str) -> None:
    """The same code opens the same ballot: there are as many ballots as voters."""
    case.resident.context.clear_cookies()
    case.public("vote")
    opened_with(case.resident, code=code)
    expect(case.resident.locator("li.ballot-item")).to_have_count(2)
    with in_town(case.town):
        assert Ballot.objects.count() == Turnout.objects.count() == 3


def closed_and_shown(case: Case) -> None:
    page = case.desk("close")
    fill(page, sure="1")
    send(page)
    case.desk("results/")
    press(page, "/results/publish")
    with in_town(case.town):
        assert Ballot.objects.count() == 0
        assert CountedBallot.objects.count() == 3
    expect(case.public("results/").locator("main")).to_contain_text("Kirsikkapuita")
    assert case.states() == ["won", "not_won"]


def decided(case: Case, rulings: dict[str, str], day: datetime.date) -> None:
    page = case.desk("decisions/new")
    fill(page, text_fi="Päätetään toteuttaa.", office_holder_fi="Kaupunginjohtaja", decided_on=day.isoformat())
    send(page)
    fill(page, **rulings)
    press(page, "/rulings")
    press(page, "/publish")
    with in_town(case.town):
        assert Proposal.objects.get(number=1).state == "decided"
    shown = case.public()
    with shown.expect_navigation():
        shown.locator('main a[href*="/decisions/"]').first.click()
    expect(shown.locator("main")).to_contain_text("Kaupunginjohtaja")


def built(case: Case, day: datetime.date) -> None:
    """A step, a working party to which a resident signs up, and then it is there."""
    page = case.desk("building/1/steps/new")
    fill(page, name_fi="Istutus", done_on=day.isoformat())
    send(page)
    case.desk("building/1/parties/new")
    fill(page, name_fi="Istutustalkoot", starts_at="2035-05-01T10:00", most_people="5")
    send(page)
    shown = case.public("proposals/1")
    with shown.expect_navigation():
        shown.locator('main a[href*="/parties/"]').tap()
    send(shown)
    expect(shown.locator("main .notice--good")).to_be_visible()
    case.desk("building/1/built")
    fill(page, text_fi="Valmista tuli!", built_on=day.isoformat())
    send(page)
    assert case.states()[0] == "built"
    assert PublishedOutcome.objects.filter(municipality=case.town).count() == 1
    case.resident.goto(case.address("/budget/earlier"))
    with in_town(case.town):
        [title] = Proposal.objects.get(number=1).titles.values()  # in the language of whoever had the idea
    expect(case.resident.locator("main")).to_contain_text(title)


def looked_at(case: Case) -> None:
    """A moderator lets the ideas be shown, as with every message."""
    with in_town(case.town):
        for pin in Pin.objects.all():
            moderate_pin(town=case.town, pin=pin, moderation="shown")


def met(case: Case) -> None:
    """The council is for one idea and against the other; each sender would be told."""
    page = case.desk()
    with page.expect_navigation():
        page.locator('main a[href*="/batches/"]').first.click()
    for title, stance, why in (
        ("Skeittiramppi", "for", "Moni on toivonut."),
        ("Karkki", "against", "Ei terveellistä."),
    ):
        form = page.locator("article", has=page.locator("h2", has_text=title)).locator("form")
        form.locator(f'input[type="radio"][value="{stance}"]').check()
        form.locator('[name$="comment_fi"]').fill(why)
        with page.expect_navigation():
            form.locator("button").click()
    press(page, "/end")
    assert case.states() == ["open"]
    shown = case.public()
    with shown.expect_navigation():
        shown.locator('main a[href*="/batches/"]').first.tap()
    expect(shown.locator("main")).to_contain_text("Ei terveellistä.")
