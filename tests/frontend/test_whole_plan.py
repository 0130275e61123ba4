"""A plan's whole way in the browser, by the dates of a real case: pending, scheme, two options, targets, proposal,
objections at the very end of the last day, replies and their report, changed proposal, approval; each party told."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import shapely
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role
from accounts.services import Post, create_staff
from geo.crs import wire_geometry
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST
from tests.mail import Letterbox, carry_all, links, mail_server, plain
from tests.zoning.town_clock import town_clock_at
from zoning.models import PublishedPlan, Reply, Statement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
HELSINKI = ZoneInfo("Europe/Helsinki")
PATIENCE_MS = 120_000
NAMES = {"fi": "Pajakatu", "sv": "Smedjegatan", "en": "Smithy Street"}
MAIJA, PEKKA, AUTHORITY = "maija@example.fi", "pekka@example.fi", "kirjaamo@ely.example.fi"
LETTER = b"""From: Pekka Postaaja <pekka@example.fi>\r
To: kirjaamo@testila.fi\r
Subject: Muistutus, Pajakatu\r
Date: Mon, 14 Jun 2021 09:12:00 +0300\r
Message-ID: <yksi@example.fi>\r
Content-Type: text/plain; charset=utf-8\r
\r
Uudet talot varjostavat pihaamme.\r
"""


def at(day: str, time: str = "12:00:00") -> datetime.datetime:
    """An instant by the clock on a wall in the town."""
    return datetime.datetime.fromisoformat(f"{day} {time}").replace(tzinfo=HELSINKI)


@dataclass
class Case:
    """The town, the pages of both sides, the letterbox, and the language that both sides read."""

    server: str
    town: Municipality
    planner: Page
    resident: Page
    box: Letterbox
    language: str
    folder: Path

    def address(self, path: str) -> str:
        prefix = "" if self.language == "fi" else f"/{self.language}"
        return f"{self.server}{prefix}/testila{path}"

    def desk(self, path: str = "") -> Page:
        self.planner.goto(self.address(f"/desk/plans/pajakatu/{path}"))
        return self.planner

    def plan_page(self, path: str = "") -> Page:
        self.resident.goto(self.address(f"/plans/pajakatu/{path}"))
        return self.resident

    def drawing(self, east: float) -> str:
        """A file with one block, from 2 km to so many kilometres east."""
        shape = shapely.set_srid(shapely.box(WEST + 2000, SOUTH + 2000, WEST + east * 1000, SOUTH + 3000), 3067)
        feature = {"type": "Feature", "properties": {"id": "k1", "code": "AK"}}
        geometry = json.loads(shapely.to_geojson(wire_geometry(shape)))
        path = self.folder / f"kaava{east}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [{**feature, "geometry": geometry}]}))
        return str(path)


def fill(page: Page, **said: object) -> None:
    """Fields by their names: texts, choices, ticks and files alike. Two underlines stand for a dot."""
    for name, value in said.items():
        field = page.locator(f'main [name="{name.replace("__", ".")}"]').first
        kind = field.evaluate("e => e.type || e.tagName.toLowerCase()")
        if kind == "file":
            field.set_input_files(str(value))
        elif kind == "radio":
            page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif kind == "checkbox":
            field.check()
        elif kind == "select-one":
            field.select_option(str(value))
        else:
            field.evaluate("(e, value) => { e.value = value }", str(value))  # also in a row that is folded away


def send(page: Page, which: str = "main form .button--main") -> None:
    """Press the button and see that nothing was refused."""
    with page.expect_navigation():
        page.locator(which).first.click()
    expect(page.locator("main .wrong, main .notice--wrong")).to_have_count(0)


def press(page: Page, ending: str) -> None:
    """Send the form whose address ends so, as it stands."""
    send(page, f'main form[action$="{ending}"] button')


@pytest.fixture
def both(chromium: Browser, live_server: LiveServer, live_town: Municipality) -> Iterator[tuple[Page, Page]]:
    """A planner's page, signed in, and a resident's on a phone."""
    visitor = Client()
    visitor.force_login(create_staff(email="kaavoittaja@testila.fi", post=Post(live_town, Role.PLANNER)).user)
    name = settings.SESSION_COOKIE_NAME
    desk = chromium.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    desk.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": live_server.url}])
    phone = chromium.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    for context in (desk, phone):
        context.set_default_timeout(PATIENCE_MS)
    yield desk.new_page(), phone.new_page()
    desk.close()
    phone.close()


@pytest.mark.parametrize(
    "language", ["fi", pytest.param("sv", marks=pytest.mark.heavy), pytest.param("en", marks=pytest.mark.heavy)]
)
def test_a_plan_goes_its_whole_way(
    live_server: LiveServer, live_town: Municipality, both: tuple[Page, Page], tmp_path: Path, language: str
) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    with mail_server() as box:
        case = Case(live_server.url, live_town, *both, box, language, tmp_path)
        with town_clock_at(at("2020-01-08")):
            begun(case)
        scheme_on_display(case)
        two_options_and_an_opinion(case)
        proposal_and_objections(case)
        replied_and_reported(case)
        changed_and_approved(case)


def begun(case: Case) -> None:
    page = case.planner
    page.goto(case.address("/desk/plans/new"))
    fill(
        page,
        **{f"names_{code}": name for code, name in NAMES.items()},
        summary_fi="Korttelin talot saavat uudet rajat.",
        kind="31",
        case_number="MliDno-2020-103",
        initiated_on="2020-01-08",
        drawing=case.drawing(3),
    )
    send(page)
    step(case, "02", "2020-01-08", "04")
    case.desk()
    press(page, "/pajakatu/publish")
    expect(case.plan_page().locator("h1")).to_contain_text(NAMES[case.language])
    expect(case.resident.locator("main")).to_contain_text("MliDno-2020-103")


def step(case: Case, state: str, day: str, handling: str = "", note: str = "") -> None:
    page = case.desk("step")
    fill(page, state=state, on=day, handling=handling, note_fi=note)
    send(page)


def held(case: Case, kind: str, first: str, last: str) -> None:
    """Open a hearing with every version that is of its stage, and publish it."""
    page = case.desk("hearings/new")
    fill(page, kind=kind, first_day=first, last_day=last, office_closes="15:00", office_fi="Palvelupiste, Testikatu 1")
    for tick in page.locator('main [name="versions"]').all():
        tick.check()
    send(page)
    press(page, "/publish")


def version(case: Case, stage: str, option: str, east: float) -> None:
    page = case.desk("versions/new")
    fill(page, stage=stage, option=option, drawing=case.drawing(east), texts_fi=f"Rajat {east} km.")
    send(page)
    case.desk()
    page.locator('main form[action*="/versions/"] button:not([name="remove"])').last.click()
    page.wait_for_load_state()


def scheme_on_display(case: Case) -> None:
    with town_clock_at(at("2020-01-09")):
        step(case, "03", "2020-01-09", "05")
        page = case.desk("scheme")
        fill(
            page,
            purpose__fi="Talojen rajat tarkistetaan.",
            area__fi="Pajakadun kortteli.",
            parties__0__names__fi="Alueen asukkaat",
            methods__0__names__fi="Mielipide",
            impacts__0__names__fi="Vaikutukset lapsiin",
            contacts__0__names__fi="Kaija Kaavoittaja",
            contacts__0__email="kaija@testila.fi",
            timetable__0__names__fi="Ehdotus",
        )
        send(page)
        case.desk()
        press(page, "/scheme/publish")
        held(case, "oas", "2020-01-10", "2020-02-10")
    with town_clock_at(at("2020-01-20")):
        expect(case.plan_page("scheme").locator("main")).to_contain_text("Pajakadun kortteli.")


def two_options_and_an_opinion(case: Case) -> None:
    with town_clock_at(at("2020-05-04")):
        version(case, "draft", "A", 3)
        version(case, "draft", "B", 2.5)
        held(case, "preparation", "2020-05-05", "2020-06-04")
    with town_clock_at(at("2020-05-20")):
        stated(case, text="Vaihtoehto B jättää puistolle tilaa.", name="Maija Mielinen", email=MAIJA)
        with in_town(case.town):
            assert Statement.objects.get().kind == Statement.Kind.OPINION
        assert case.resident.locator(".code-card__code").inner_text() in receipt_of(case)
        expect(case.plan_page("compare").locator("main")).to_contain_text("m²")
    with town_clock_at(at("2020-11-19")):
        step(case, "03", "2020-11-19", note="Tavoitteet hyväksytty, kaupunginhallitus 19.11.2020 § 140.")
        expect(case.plan_page().locator("main")).to_contain_text("§ 140")


def stated(case: Case, **said: str) -> None:
    """Through the first button of the plan's page, looked over, and sent."""
    page = case.plan_page()
    page.locator('main a.button--main[href*="statement"]').first.click()
    fill(page, sender="person", where="plan", wants_position="1", wants_approval_notice="1", **said)
    send(page)
    send(page, 'main button[value="send"]')
    page.locator(".code-card__code").wait_for()


def receipt_of(case: Case) -> str:
    carry_all()
    return plain(case.box.newest(MAIJA))


def proposal_and_objections(case: Case) -> None:
    with town_clock_at(at("2021-05-26")):
        version(case, "proposal", "", 3)
        step(case, "04", "2021-05-26", "07")
        held(case, "proposal", "2021-05-27", "2021-06-28")
        official_asked_and_given(case)
    with town_clock_at(at("2021-06-28", "23:59:59")):
        stated(case, text="Talot ovat liian korkeita kadulle.", name="Maija Mielinen", email=MAIJA)
        expect(case.resident.locator(".notice--care")).to_have_count(0)
        receipt_of(case)
    with town_clock_at(at("2021-06-29", "00:00:01")):
        late_one(case)
        on_paper_and_by_mail(case)
    with in_town(case.town):
        objections = Statement.objects.filter(kind=Statement.Kind.OBJECTION).order_by("number")
        assert [one.is_late for one in objections] == [False, True, False, False]


def official_asked_and_given(case: Case) -> None:
    page = case.desk("requests")
    fill(page, name="ELY-keskus", email=AUTHORITY, due_on="2021-07-15", text="Pyydämme lausuntoa.")
    send(page, 'main form[action*="/requests"] .button--main')
    carry_all()
    link = links(case.box.newest(AUTHORITY))[0]
    case.resident.goto(case.server + link)
    expect(case.resident.locator("main")).to_contain_text("ELY-keskus")


def late_one(case: Case) -> None:
    """The proposal is no longer on display, and what comes is taken all the same, and told to be late."""
    case.resident.goto(case.address("/plans/pajakatu/statement"))
    page = case.resident
    said = {"text": "Puisto on säilytettävä.", "name": "Liisa Myöhäinen", "email": "l@example.fi"}
    fill(page, sender="person", where="plan", **said)
    send(page)
    send(page, 'main button[value="send"]')
    expect(page.locator(".notice--care")).to_be_visible()


def on_paper_and_by_mail(case: Case) -> None:
    page = case.desk("statements/new")
    fill(
        page,
        channel="paper",
        arrived_at="2021-06-28T14:30",
        arrived_where="Kirjaamo",
        sender="person",
        text="Melu kadulla lisääntyy.",
        name="Paavo Paperi",
        street="Pajakatu 5",
        postcode="50100",
        city="Mikkeli",
    )
    send(page)
    letter = case.folder / "muistutus.eml"
    letter.write_bytes(LETTER)
    page = case.desk("statements/new")
    fill(page, channel="email", arrived_at="2021-06-14T09:12", arrived_where="Kirjaamo", sender="person",
         wants_position="1", street="Pajakatu 3", postcode="50100", city="Mikkeli", files=letter)  # fmt: skip
    send(page)
    expect(page.locator("main")).to_contain_text("varjostavat")


def replied_and_reported(case: Case) -> None:
    with town_clock_at(at("2021-09-01")):
        page = case.desk("replies/")
        press(page, "/replies/whole")
        put_in_themes(case)
        answered(case)
        page = case.desk("replies/")
        press(page, "/replies/publish")
        with page.expect_download() as got:
            page.locator('main a[href$="report.pdf"]').first.click()
        assert Path(got.value.path()).read_bytes().startswith(b"%PDF")
        expect(case.plan_page().locator("main")).to_contain_text("Aihe 1")
        assert "Mielinen" not in case.resident.content()


def put_in_themes(case: Case) -> None:
    """As the words of the statements suggest, until each has its theme."""
    for number in count(1):
        page = case.desk("replies/suggestions?number=2")
        groups = page.locator('main form[method="post"]:has([name="piece"])')
        if not groups.count():
            return
        name = groups.first.locator('input[type="text"]')
        if name.count():
            name.first.fill(f"Aihe {number}")
        with page.expect_navigation():
            groups.first.locator("button").first.click()


def answered(case: Case) -> None:
    listed = case.desk("replies/").locator('main a[href*="/replies/themes/"]')
    themes = {str(each.get_attribute("href")) for each in listed.all()}
    for address in themes:
        case.planner.goto(case.server + address)
        said = {"text_fi": "Otettiin huomioon.", "change_fi": "Korkein sallittu korkeus on laskettu."}
        fill(case.planner, effect="changed", **said)
        send(case.planner)
    with in_town(case.town):
        assert Reply.objects.count() == len(themes) > 0


def changed_and_approved(case: Case) -> None:
    with town_clock_at(at("2021-11-18")):
        version(case, "changed_proposal", "", 2.8)
        step(case, "05", "2021-11-18", "09")
        held(case, "changed_proposal", "2021-11-19", "2021-12-20")
        told_before = len(case.box.to(MAIJA))
    with town_clock_at(at("2022-06-13")):
        page = case.desk("positions")
        send(page, 'main form:has([name="kind"][value="position"]) button')
        page = case.desk("approval")
        fill(page, decided_on="2022-06-13", decided_by_fi="Kaupunginvaltuusto 13.6.2022 § 84")
        send(page)
        carry_all()
        assert len(case.box.to(MAIJA)) >= told_before + 2
        assert case.box.to(PEKKA), "who asked in a letter is told by mail"
        expect(case.plan_page().locator("main")).to_contain_text("§ 84")
    assert PublishedPlan.objects.get(slug="pajakatu").state == "06"
