"""A plan is put on display, changed, told of and reviewed on pages that need no script."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from accounts.models import AccessLog, Role
from accounts.services import Post, create_staff
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_town
from tests.zoning.factories import make_hearing, make_plan, make_version
from zoning.clock import town_today
from zoning.deadlines import PROPOSAL, proposed_last_day
from zoning.models import Hearing, HearingLength, LandownerLetter, Plan, StatementRequest
from zoning.services.hearings import HearingFacts, change_hearing
from zoning.services.requests import Asked, ask_for_statement, request_key

pytestmark = pytest.mark.django_db
DESK = "/en/kokeila/desk/plans/rantatie"
PAGE = "/en/kokeila/plans/rantatie"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def town() -> Municipality:
    return make_town("kokeila")


@pytest.fixture
def plan(town: Municipality) -> Plan:
    return make_plan(town, "rantatie", state="04")


@pytest.fixture
def planner(town: Municipality) -> Client:
    client = Client()
    client.force_login(create_staff(email="planner@kokeila.fi", post=Post(town, Role.PLANNER)).user)
    return client


def text(response: Any) -> str:
    content: bytes = response.content
    return content.decode()


def root_of(pdf: PdfReader) -> Any:
    return pdf.trailer["/Root"]


def sent(version: str, **fields: str) -> dict[str, str]:
    first = town_today() + 3 * DAY
    office = {"office_fi": "Maankäyttö, 9–15", "office_closes": "15:00", "email": "kirjaamo@kokeila.fi"}
    shown = {"versions": version} if version else {}
    return {"kind": "proposal", "first_day": first.isoformat(), **shown, **office, **fields}


def test_the_rule_s_last_day_is_proposed_with_its_reasons(planner: Client, plan: Plan) -> None:
    shown = planner.post(f"{DESK}/hearings/new", {**sent(""), "first_day": "2027-05-26", "propose": "1"})
    assert 'value="2027-06-28"' in text(shown)
    for reason in ("895/1999", "Act 150/1930", "Friday", "28 Jun 2027"):
        assert reason in text(shown)


def test_a_hearing_goes_from_draft_to_notice_in_the_browser(planner: Client, town: Municipality, plan: Plan) -> None:
    version = make_version(plan)
    saved = planner.post(f"{DESK}/hearings/new", sent(version.public_id))
    draft = text(planner.get(saved["Location"]))
    assert "Publish the hearing" in draft and "kirjaamo@kokeila.fi" in draft
    with in_town(town):
        hearing = Hearing.objects.get()
    assert hearing.last_day == proposed_last_day(hearing.first_day, PROPOSAL).last_day
    planner.post(f"{DESK}/hearings/{hearing.public_id}/publish")
    notice = text(Client().get(f"{PAGE}/hearings/{hearing.public_id}"))
    assert "when the office closes" in notice and "before the day ends at midnight" in notice
    assert f"{hearing.last_day:%-d %b %Y}" in text(Client().get(f"{PAGE}/"))


def test_too_short_a_window_is_refused_on_the_form_with_the_law(planner: Client, plan: Plan) -> None:
    last = (town_today() + 20 * DAY).isoformat()
    response = planner.post(f"{DESK}/hearings/new", sent("", last_day=last))
    assert response.status_code == 400
    assert "at least 30 days" in text(response) and "27 §" in text(response)


def test_a_change_needs_a_reason_and_stands_on_the_notice_s_page(planner: Client, plan: Plan) -> None:
    hearing = make_hearing(plan)
    later = (hearing.last_day + 7 * DAY).isoformat()
    address = f"{DESK}/hearings/{hearing.public_id}/change"
    fields = {**sent(""), "first_day": hearing.first_day.isoformat(), "last_day": later}
    assert planner.post(address, fields).status_code == 400
    assert planner.post(address, {**fields, "reason_fi": "Selostus puuttui."}).status_code == 302
    page = text(Client().get(f"{PAGE}/hearings/{hearing.public_id}"))
    assert "Selostus puuttui." in page
    assert "Selostus puuttui." in text(Client().get(f"{PAGE}/"))


def test_cancelling_without_a_reason_is_refused_and_with_one_is_shown(planner: Client, plan: Plan) -> None:
    hearing = make_hearing(plan)
    address = f"{DESK}/hearings/{hearing.public_id}/cancel"
    planner.post(address, {"why_fi": ""})
    assert "Cancelled" not in text(Client().get(f"{PAGE}/hearings/{hearing.public_id}"))
    planner.post(address, {"why_fi": "Virhe kartassa."})
    shown = text(Client().get(f"{PAGE}/hearings/{hearing.public_id}"))
    assert "Cancelled" in shown and "Virhe kartassa." in shown


def test_a_notice_of_a_draft_is_not_there(plan: Plan) -> None:
    draft = make_hearing(plan, published_at=None)
    assert Client().get(f"{PAGE}/hearings/{draft.public_id}").status_code == 404


def test_the_town_s_days_are_set_and_refused_below_the_law(planner: Client, town: Municipality) -> None:
    address = "/en/kokeila/desk/hearing-lengths"
    assert planner.post(address, {"kind": "oas", "days": "21"}).status_code == 302
    refused = planner.post(address, {"kind": "proposal", "days": "20"})
    assert refused.status_code == 400 and "at least 30 days" in text(refused)
    with in_town(town):
        assert list(HearingLength.objects.values_list("kind", "days")) == [("oas", 21)]


def test_a_body_is_asked_at_the_desk_and_says_on_its_own_page_that_it_gives_none(
    planner: Client, town: Municipality, plan: Plan
) -> None:
    due = (town_today() + 40 * DAY).isoformat()
    fields = {"name": "Vanhusneuvosto", "email": "v@kokeila.fi", "language": "fi", "due_on": due}
    assert planner.post(f"{DESK}/requests", fields).status_code == 302
    with in_town(town):
        made = StatementRequest.objects.get()
    own = f"{PAGE}/requests/{made.public_id}/{request_key(made)}"
    assert "Vanhusneuvosto" in text(Client().get(own))
    Client().post(own)
    assert "Gives no statement" in text(planner.get(f"{DESK}/requests"))
    assert "Vanhusneuvosto" in text(Client().get(f"{PAGE}/"))


def test_a_body_s_page_is_kept_nowhere_and_told_to_nobody(plan: Plan) -> None:
    asked = Asked(due_on=town_today() + 30 * DAY, name="Museo")
    made = ask_for_statement(town=plan.municipality, plan=plan, asked=asked)
    page = Client().get(f"{PAGE}/requests/{made.public_id}/{request_key(made)}")
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    assert Client().get(f"{PAGE}/requests/{made.public_id}/wrong").status_code == 404


def test_landowners_come_from_a_file_and_get_letters_and_labels(
    planner: Client, town: Municipality, plan: Plan
) -> None:
    hearing = make_hearing(plan)
    rows = "nimi;osoite;postinumero;postitoimipaikka;maa;kieli\nBo Ek;Storgatan 2;11122;Stockholm;Ruotsi;sv\n"
    planner.post(f"{DESK}/landowners", {"list": SimpleUploadedFile("o.csv", rows.encode())})
    papers = {}
    for paper in ("letters", "labels"):
        response = planner.get(f"{DESK}/landowners/{hearing.public_id}/{paper}.pdf")
        papers[paper] = PdfReader(io.BytesIO(response.content))
    letter = papers["letters"].pages[0].extract_text()
    assert "Bo Ek" in letter and "RUOTSI" in letter and f"{hearing.last_day:%-d.%-m.%Y}" in letter
    assert "Storgatan 2" in papers["labels"].pages[0].extract_text()
    assert root_of(papers["letters"])["/MarkInfo"]["/Marked"]
    planner.post(f"{DESK}/landowners/act", {"do": "posted", "hearing": hearing.public_id})
    with in_town(town):
        assert LandownerLetter.objects.get().method == "post"
    with in_town(town):
        looked = set(AccessLog.objects.values_list("subject", "why"))
    assert {("plan rantatie: landowners", why) for why in ("list", "letters", "labels")} == looked


def test_the_year_shows_hearings_by_month_and_gives_them_to_calendars(town: Municipality, plan: Plan) -> None:
    hearing = make_hearing(plan, first_day=datetime.date(2027, 3, 20), last_day=datetime.date(2027, 4, 20))
    page = text(Client().get("/en/kokeila/calendar?year=2027"))
    assert "Plan rantatie" in page and "20 Mar 2027–20 Apr 2027" in page
    file = text(Client().get("/en/kokeila/calendar.ics"))
    assert "DTSTART;VALUE=DATE:20270320\r\nDTEND;VALUE=DATE:20270421" in file
    assert hearing.public_id in text(Client().get("/en/kokeila/feeds/hearings.atom"))
    assert Client().get("/en/kokeila/calendar?year=3000").status_code == 404


def test_the_calendar_of_a_year_to_come_offers_the_newest_review_there_is(town: Municipality, plan: Plan) -> None:
    this_year = town_today().year
    page = text(Client().get(f"/en/kokeila/calendar?year={this_year + 1}"))
    assert f"plans/review/{this_year}" in page and f"plans/review/{this_year + 1}" not in page


def test_a_cancelled_hearing_leaves_the_calendar_and_says_so_in_the_feed(town: Municipality, plan: Plan) -> None:
    from zoning.services.hearings import cancel_hearing

    hearing = make_hearing(plan)
    cancel_hearing(town=town, hearing=hearing, reason={"fi": "Virhe."})
    assert hearing.public_id not in text(Client().get("/en/kokeila/calendar.ics"))
    assert "Cancelled: " in text(Client().get("/en/kokeila/feeds/hearings.atom"))


def test_the_feed_s_entry_is_as_new_as_its_last_change(town: Municipality, plan: Plan) -> None:
    hearing = make_hearing(plan)
    before = text(Client().get("/en/kokeila/feeds/hearings.atom"))
    facts = HearingFacts(hearing.kind, hearing.first_day, hearing.last_day + 7 * DAY)
    change_hearing(town=town, hearing=hearing, facts=facts, reason={"fi": "Syy."})
    after = text(Client().get("/en/kokeila/feeds/hearings.atom"))
    assert before.partition("<updated>")[2][:32] < after.partition("<updated>")[2][:32]


def test_the_review_tells_where_each_plan_stood_that_year(town: Municipality) -> None:
    year = town_today().year
    make_plan(town, "early", state="04", initiated_on=datetime.date(year - 2, 5, 1), geom=None)
    make_plan(town, "drawn", initiated_on=datetime.date(year - 1, 5, 1))
    make_plan(town, "over", state="13", initiated_on=datetime.date(year - 2, 1, 1))
    make_plan(town, "secret", initiated_on=datetime.date(year - 1, 1, 1), published_at=None)
    page = text(Client().get(f"/en/kokeila/plans/review/{year}"))
    assert "Plan early" in page and "Plan drawn" in page
    assert "Plan secret" not in page and "Plan over" not in page
    assert "<svg" in page and "1 plan, numbered" in page
    before = text(Client().get(f"/en/kokeila/plans/review/{year - 2}"))
    assert "Plan over" in before and "Plan drawn" not in before
    assert Client().get(f"/en/kokeila/plans/review/{year + 1}").status_code == 404


def test_the_review_to_print_is_tagged_and_names_its_plans(town: Municipality, plan: Plan) -> None:
    response = Client().get(f"/kokeila/plans/review/{town_today().year}.pdf")
    pdf = PdfReader(io.BytesIO(response.content))
    assert "Kaava rantatie" in pdf.pages[0].extract_text()
    assert root_of(pdf)["/MarkInfo"]["/Marked"]
    assert root_of(pdf)["/Lang"] == "fi"
