"""Statements at the desk: each look is logged, acts are added, paper and letters count the same, pins are decided."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import AccessLog, Role
from accounts.services import Post, create_staff
from feedback_map.models import PlanPin
from feedback_map.services import ContactInput, PinInput, PlacedPin, place_pin
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST, make_category, make_town
from tests.zoning.factories import make_hearing, make_plan, make_version
from tests.zoning.said import state, statement_values
from tests.zoning.test_eml import letter
from zoning.models import Hearing, Outage, Registry, Statement, StatementAttachment
from zoning.reading import contents_of, senders_of
from zoning.standing import standings_of

pytestmark = pytest.mark.django_db
DESK = "/en/mikkeli/desk/plans/paja"


@pytest.fixture
def hearing() -> Hearing:
    plan = make_plan(make_town("mikkeli"), "paja", state="04")
    return make_hearing(plan, "proposal", make_version(plan), first_day=timezone.localdate(), office_closes=None)


@pytest.fixture
def planner(hearing: Hearing) -> Client:
    client = Client()
    post = Post(hearing.municipality, Role.PLANNER)
    client.force_login(create_staff(email="kaavoittaja@mikkeli.example", post=post).user)
    return client


def act(client: Client, statement: str, **said: str) -> Any:
    return client.post(f"{DESK}/statements/{statement}/act", said)


def entered(client: Client, **said: Any) -> Any:
    form = {"channel": "paper", "arrived_where": "Kirjaamo", "sender": "person", "hearing": said.pop("of", ""), **said}
    return client.post(f"{DESK}/statements/new", form)


def only(hearing: Hearing) -> Statement:
    with in_town(hearing.municipality):
        return Statement.objects.get()


def test_the_list_names_nobody_and_one_statement_does_and_the_look_is_logged(planner: Client, hearing: Hearing) -> None:
    receipt = state(hearing.plan, hearing=hearing)
    listed = planner.get(f"{DESK}/statements").content.decode()
    assert receipt.code in listed
    assert "Aino" not in listed
    with in_town(hearing.municipality):
        assert not AccessLog.objects.exists()
    assert "Aino Esimerkki" in planner.get(f"{DESK}/statements/{receipt.id}").content.decode()
    with in_town(hearing.municipality):
        assert AccessLog.objects.get().subject == receipt.id


def test_filters_are_links_with_counts(planner: Client, hearing: Hearing) -> None:
    codes = [state(hearing.plan, hearing=each).code for each in (hearing, None)]
    page = planner.get(f"{DESK}/statements").content.decode()
    assert "Objections (1)" in page
    assert "Opinions (1)" in page
    shown = planner.get(f"{DESK}/statements?show=opinion").content.decode()
    assert (codes[0] in shown, codes[1] in shown) == (False, True)


def test_content_not_the_form_decides_and_the_reason_is_asked(planner: Client, hearing: Hearing) -> None:
    receipt = state(hearing.plan)
    assert act(planner, receipt.id, act="judge", kind="objection").status_code == 422
    assert act(planner, receipt.id, act="judge", kind="objection", reason="Vaatii muutosta").status_code == 302
    with in_town(hearing.municipality):
        (standing,) = standings_of(hearing.municipality, [only(hearing)])
    assert (standing.kind, standing.statement.kind) == ("objection", "opinion")
    assert "Vaatii muutosta" in planner.get(f"{DESK}/statements/{receipt.id}").content.decode()


def test_a_late_one_may_be_judged_to_be_in_time_and_stays_marked_in_its_row(planner: Client, hearing: Hearing) -> None:
    day = datetime.date(2026, 1, 20)
    over = make_hearing(hearing.plan, "preparation", first_day=datetime.date(2026, 1, 1), last_day=day)
    receipt = state(hearing.plan, hearing=over)
    act(planner, receipt.id, act="judge", in_time="yes", reason="Katko")
    with in_town(hearing.municipality):
        (standing,) = standings_of(hearing.municipality, [only(hearing)])
    assert (standing.is_late, standing.was_judged_in_time, standing.statement.is_late) == (False, True, True)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"act": "number", "case_number": "MliDno/2026/7"}, "case_number"),
        ({"act": "transfer", "to": "ELY-keskus", "reason": "Maantie"}, "transferred"),
        ({"act": "withdraw", "reason": "Soitti"}, "withdrawn"),
        ({"act": "note", "text": "Soitettu"}, "note"),
    ],
)
def test_each_act_adds_a_row(planner: Client, hearing: Hearing, said: dict[str, str], kind: str) -> None:
    receipt = state(hearing.plan)
    assert act(planner, receipt.id, **said).status_code == 302
    with in_town(hearing.municipality):
        assert [event.kind for event in only(hearing).events.all()] == [kind]
    page = planner.get(f"{DESK}/statements/{receipt.id}").content.decode()
    assert next(value for name, value in said.items() if name != "act") in page


def test_files_are_taken_along_and_never_opened_in_the_browser(planner: Client, hearing: Hearing) -> None:
    values = statement_values(hearing.plan)
    answer = planner.get(f"{DESK}/statement-files/{values['attachment']}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kartta.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert Client().get(f"{DESK}/statement-files/{values['attachment']}").status_code == 302
    package = planner.get(f"{DESK}/statements/{values['statement']}/package.zip")
    assert "attachments/01-kartta.pdf" in zipfile.ZipFile(io.BytesIO(package.content)).namelist()


def test_paper_is_entered_with_its_arrival_and_counts_the_same(planner: Client, hearing: Hearing) -> None:
    at = timezone.localtime() - datetime.timedelta(minutes=5)
    scan = SimpleUploadedFile("skannaus.pdf", b"%PDF-1.7 scan")
    answer = entered(
        planner, of=hearing.public_id, arrived_at=at.strftime("%Y-%m-%dT%H:%M"), text="Ei näin", files=[scan]
    )
    assert answer.status_code == 302
    said = only(hearing)
    assert (said.kind, said.channel, said.is_late) == ("objection", "paper", False)
    assert said.arrived_at == at.replace(second=0, microsecond=0)
    assert said.arrived_where == "Kirjaamo"
    assert str(said.entered_by) == "kaavoittaja@mikkeli.example"
    with in_town(hearing.municipality):
        assert StatementAttachment.objects.get().name == "skannaus.pdf"


def test_paper_without_its_arrival_or_from_the_future_is_refused(planner: Client, hearing: Hearing) -> None:
    assert entered(planner, text="Ei").status_code == 422
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    assert entered(planner, text="Ei", arrived_at=tomorrow.strftime("%Y-%m-%dT%H:%M")).status_code == 422


def test_a_letter_dropped_in_is_read_and_kept(planner: Client, hearing: Hearing) -> None:
    made = letter("Vastustan kaavaa.")
    del made["Received"]
    now = timezone.localtime().replace(microsecond=0)
    made["Received"] = f"from a by b; {now:%a, %d %b %Y %H:%M:%S %z}"
    answer = entered(planner, channel="email", files=[SimpleUploadedFile("a.eml", made.as_bytes())])
    assert answer.status_code == 302
    said = only(hearing)
    assert said.arrived_at == now
    with in_town(hearing.municipality):
        assert contents_of([said])[said.pk].text == "Vastustan kaavaa."
        assert senders_of([said])[said.pk].email == "aino@x.example"
        assert StatementAttachment.objects.get().media_type == "message/rfc822"


def test_the_registry_and_outages_are_set_up_by_planners(planner: Client, hearing: Hearing) -> None:
    page = "/en/mikkeli/desk/registry"
    form = {"form": "registry", "method": "email", "sender_months": "12"}
    assert planner.post(page, form).status_code == 422
    assert planner.post(page, {**form, "email": "kirjaamo@x.example"}).status_code == 302
    outage = {"form": "outage", "began_at": "2026-01-02T23:10", "ended_at": "2026-01-02T23:40"}
    assert planner.post(page, outage).status_code == 302
    with in_town(hearing.municipality):
        assert (Registry.objects.get().email, Registry.objects.get().sender_months) == ("kirjaamo@x.example", 12)
        assert Outage.objects.get().entered_by is not None
    assert "kaavoittaja@mikkeli.example" in planner.get(page).content.decode()


def left_pin(hearing: Hearing, east: float = 2.5) -> PlacedPin:
    make_category(hearing.municipality, f"c{east}")
    place = shapely.Point(WEST + east * 1000, SOUTH + 2500)
    contact = ContactInput(name="Veikko", email="veikko@x.example")
    words = PinInput(kind="feedback", text="Tämä katu pois", category=f"c{east}", geometry=place, contact=contact)
    return place_pin(town=hearing.municipality, pin=words)


def test_a_message_inside_a_plan_on_display_is_decided_by_a_planner_with_a_reason(
    planner: Client, hearing: Hearing
) -> None:
    inside, outside = left_pin(hearing), left_pin(hearing, east=8)
    page = planner.get(f"{DESK}/pins").content.decode()
    assert (inside.code in page, outside.code in page) == (True, False)
    decision = {"hearing": hearing.public_id, "pin": inside.id, "decision": "statement"}
    assert planner.post(f"{DESK}/pins", decision).status_code == 422
    assert planner.post(f"{DESK}/pins", {**decision, "reason": "Vaatii muutosta"}).status_code == 302
    said = only(hearing)
    with in_town(hearing.municipality):
        assert (said.from_pin, said.kind, said.is_late) == (inside.id, "objection", False)
        assert contents_of([said])[said.pk].text == "Tämä katu pois"
        assert senders_of([said])[said.pk].email == "veikko@x.example"
        decided = PlanPin.objects.get()
        assert said.arrived_at == decided.pin.received_at
    assert (decided.statement, decided.reason) == (said.public_id, "Vaatii muutosta")
    assert planner.post(f"{DESK}/pins", {**decision, "reason": "x"}).status_code == 422, "it is decided"


def test_a_message_may_stay_feedback(planner: Client, hearing: Hearing) -> None:
    pin = left_pin(hearing)
    decision = {"hearing": hearing.public_id, "pin": pin.id, "decision": "feedback", "reason": "Roskis"}
    assert planner.post(f"{DESK}/pins", decision).status_code == 302
    with in_town(hearing.municipality):
        assert not Statement.objects.exists()
    page = planner.get(f"{DESK}/pins").content.decode()
    assert "No message waits for a decision." in page
    assert "Roskis" in page


def test_a_sender_makes_a_statement_of_a_message_without_retyping(client: Client, hearing: Hearing) -> None:
    pin = left_pin(hearing)
    thanks = client.get(f"/en/mikkeli/pins/{pin.id}/thanks?key={pin.follow_key}").content.decode()
    address = f"/en/mikkeli/plans/paja/statement?pin={pin.id}&amp;pin_key={pin.follow_key}"
    assert address in thanks
    page = client.get(address.replace("&amp;", "&")).content.decode()
    assert "Tämä katu pois" in page
    assert "&quot;Point&quot;" in page
    assert (
        "Tämä katu pois" not in client.get(f"/en/mikkeli/plans/paja/statement?pin={pin.id}&pin_key=x").content.decode()
    )


def test_the_form_of_a_message_asks_before_it_is_sent_and_takes_words_and_place_along(
    client: Client, hearing: Hearing
) -> None:
    left = left_pin(hearing)
    thanks = client.get(f"/en/mikkeli/plans/paja/statement?pin={left.id}&pin_key={left.follow_key}").content.decode()
    place = thanks.partition('name="geometry" value="')[2].partition('"')[0].replace("&quot;", '"')
    form = {"step": "what", "go": "next", "where": "map", "geometry": place, "kind": "feedback",
            "text": "Liian korkea", "visibility": "public"}  # fmt: skip
    check = client.post("/en/mikkeli/pins/new", form).content.decode()
    assert 'formaction="/en/mikkeli/plans/paja/statement"' in check
    page = client.post("/en/mikkeli/plans/paja/statement", {**form, "step": "check"}).content.decode()
    assert "Liian korkea" in page
    assert "&quot;Point&quot;" in page
    assert "Leave an objection" in page
