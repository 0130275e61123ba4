"""An objection is written, looked at and sent without a script; its receipt is at once there, and is one's own."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from geo.tenancy import in_town
from tests.factories import make_town
from tests.zoning.factories import make_hearing, make_plan, make_version
from zoning.models import Hearing, Plan, Statement, StatementAttachment, StatementRequest
from zoning.reading import contents_of, senders_of
from zoning.services.requests import Asked, ask_for_statement, request_key

pytestmark = pytest.mark.django_db
WRITTEN = {
    "step": "write",
    "go": "next",
    "where": "plan",
    "sender": "person",
    "text": "Katu on liian leveä.",
    "name": "Aino Esimerkki",
    "email": "aino@x.example",
    "wants_position": "1",
}


@pytest.fixture
def hearing() -> Hearing:
    plan = make_plan(make_town("mikkeli"), "paja", state="04")
    return make_hearing(plan, "proposal", make_version(plan))


def hidden(page: str) -> dict[str, str]:
    """The form's hidden fields, as a browser sends them back."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def sent(client: Client, **more: Any) -> Any:
    address = "/en/mikkeli/plans/paja/statement"
    opened = hidden(client.get(address).content.decode())
    looked = client.post(address, {**opened, **WRITTEN, **{k: v for k, v in more.items() if k != "attachments"}})
    again = hidden(looked.content.decode())
    assert again.get("step") == "check", looked.content.decode()
    return client.post(address, {**again, "go": "send", **({k: v for k, v in more.items() if k == "attachments"})})


def test_while_a_proposal_is_on_display_the_first_button_is_an_objection(client: Client, hearing: Hearing) -> None:
    page = client.get("/mikkeli/plans/paja/").content.decode()
    first = re.search(r'<a class="button button--main" href="([^"]+)">([^<]+)</a>', page)
    assert first is not None
    assert first.groups() == ("/mikkeli/plans/paja/statement", "Jätä muistutus")


def test_before_the_proposal_the_button_asks_for_an_opinion_and_otherwise_for_nothing(client: Client) -> None:
    plan = make_plan(make_town("mikkeli"), "paja")
    assert "button--main" not in client.get("/en/mikkeli/plans/paja/").content.decode()
    make_hearing(plan, "preparation")
    assert "Give your opinion" in client.get("/en/mikkeli/plans/paja/").content.decode()


def test_the_form_says_that_it_is_public_and_contact_data_are_not(client: Client, hearing: Hearing) -> None:
    page = client.get("/mikkeli/plans/paja/statement").content.decode()
    assert "Muistutus on julkinen asiakirja; yhteystietojasi ei julkaista verkossa." in page
    assert "Haluan kannanoton" in page
    assert "Haluan tiedon hyväksymisestä" in page


def test_an_objection_is_sent_without_a_script_and_its_receipt_says_code_time_and_hash(
    client: Client, hearing: Hearing
) -> None:
    answer = sent(client, attachments=[SimpleUploadedFile("kartta.pdf", b"%PDF-1.7 x")])
    assert answer.status_code == 303
    page = client.get(answer.url)
    with in_town(hearing.municipality):
        said = Statement.objects.get()
        assert (said.kind, said.hearing_id, said.wants_position) == ("objection", hearing.pk, True)
        assert said.version is not None
        assert contents_of([said])[said.pk].text == WRITTEN["text"]
        assert senders_of([said])[said.pk].email == WRITTEN["email"]
        assert StatementAttachment.objects.get().name == "kartta.pdf"
    text = page.content.decode()
    assert said.receipt_code in text
    assert bytes(said.chain_hash).hex() in text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_receipt_is_there_for_its_own_key_alone(client: Client, hearing: Hearing) -> None:
    address, _, key = sent(client).url.partition("?key=")
    assert client.get(address).status_code == 404
    assert client.get(f"{address}?key={key[:-1]}x").status_code == 404


def test_sending_the_same_form_twice_makes_one_statement(client: Client, hearing: Hearing) -> None:
    address = "/en/mikkeli/plans/paja/statement"
    opened = hidden(client.get(address).content.decode())
    form = {**hidden(client.post(address, {**opened, **WRITTEN}).content.decode()), "go": "send"}
    first, second = client.post(address, form), client.post(address, form)
    assert first.headers["Location"] == second.headers["Location"]
    changed = client.post(address, {**form, "text": "Muuta"})
    assert "already sent a statement" in changed.content.decode()
    with in_town(hearing.municipality):
        assert Statement.objects.count() == 1


def test_an_objection_without_a_name_comes_back_with_what_is_missing(client: Client, hearing: Hearing) -> None:
    missing = {**WRITTEN, "hearing": hearing.public_id, "name": "", "email": ""}
    answer = client.post("/en/mikkeli/plans/paja/statement", missing)
    page = answer.content.decode()
    assert 'href="#name"' in page
    assert 'href="#email"' in page
    assert WRITTEN["text"] in page


def test_a_file_of_another_kind_is_refused_with_its_reason_and_nothing_is_stored(
    client: Client, hearing: Hearing
) -> None:
    answer = sent(client, attachments=[SimpleUploadedFile("a.exe", b"MZ\x00\x01")])
    assert "not of a kind that is taken" in answer.content.decode()
    with in_town(hearing.municipality):
        assert not Statement.objects.exists()


def test_after_the_last_day_a_statement_is_taken_and_says_that_it_is_late(client: Client) -> None:
    town = make_town("mikkeli")
    plan = make_plan(town, "paja", state="04")
    day = datetime.date(2026, 1, 20)
    make_hearing(plan, "proposal", first_day=datetime.date(2026, 1, 1), last_day=day)
    opened = client.get("/en/mikkeli/plans/paja/statement").content.decode()
    assert "is stored and marked late" in opened
    page = client.get(sent(client).url).content.decode()
    assert "It came after the time was over" in page


def test_a_plan_that_nobody_hears_takes_opinions_all_the_same(client: Client) -> None:
    town = make_town("mikkeli")
    make_plan(town, "paja")
    assert "The plan is not on display now" in client.get("/en/mikkeli/plans/paja/statement").content.decode()
    assert sent(client).status_code == 303
    with in_town(town):
        assert Statement.objects.get().kind == "opinion"


def test_an_unpublished_plan_takes_none(client: Client) -> None:
    make_plan(make_town("mikkeli"), "paja", published_at=None)
    assert client.get("/mikkeli/plans/paja/statement").status_code == 404
    assert client.post("/mikkeli/plans/paja/statement", WRITTEN).status_code == 404


def test_the_outbox_of_a_browser_is_answered_in_json_and_its_claim_is_kept(client: Client, hearing: Hearing) -> None:
    form = {**WRITTEN, "step": "check", "go": "send", "hearing": hearing.public_id, "key": "k1"}
    claim = "2026-01-02T23:20:00+02:00"
    address = "/en/mikkeli/plans/paja/statement"
    answer = client.post(address, {**form, "claimed_sent_at": claim}, headers={"accept": "application/json"})
    assert answer.json()["state"] == "sent"
    with in_town(hearing.municipality):
        assert Statement.objects.get().claimed_sent_at == datetime.datetime.fromisoformat(claim)
    wrong = client.post(address, {**form, "name": "", "key": "k2"}, headers={"accept": "application/json"})
    assert (wrong.status_code, wrong.json()["state"]) == (422, "refused")


def test_options_on_display_are_chosen_between(client: Client) -> None:
    plan: Plan = make_plan(make_town("mikkeli"), "paja")
    a, b = (make_version(plan, "draft", option=option, names={"en": f"Option {option}"}) for option in "AB")
    hearing = make_hearing(plan, "preparation", a, published_at=None)
    with in_town(plan.municipality):
        hearing.on_display.create(municipality=plan.municipality, version=b)
        Hearing.objects.filter(pk=hearing.pk).update(published_at=plan.published_at)
    assert "Option B" in client.get("/en/mikkeli/plans/paja/statement").content.decode()
    sent(client, version=b.public_id)
    with in_town(plan.municipality):
        assert Statement.objects.get().version == b


def test_a_body_that_was_asked_answers_by_its_own_link(client: Client, hearing: Hearing) -> None:
    asked = Asked(name="ELY-keskus", email="ely@x.example", due_on=hearing.last_day, text="Lausunto, kiitos")
    request = ask_for_statement(town=hearing.municipality, plan=hearing.plan, asked=asked)
    address = f"/en/mikkeli/plans/paja/statement?request={request.public_id}&key={request_key(request)}"
    opened = client.get(address).content.decode()
    assert "Give an official statement" in opened
    assert 'value="ELY-keskus"' in opened
    form = {**hidden(opened), **WRITTEN, "sender": "authority", "organisation": "ELY-keskus"}
    looked = client.post("/en/mikkeli/plans/paja/statement", form).content.decode()
    client.post("/en/mikkeli/plans/paja/statement", {**hidden(looked), "go": "send"})
    with in_town(hearing.municipality):
        said = Statement.objects.get()
        assert (said.kind, said.request_id) == ("official", request.pk)
        assert StatementRequest.objects.get().answered_at == said.received_at
