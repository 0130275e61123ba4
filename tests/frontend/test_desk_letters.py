"""The desk's side of letters: what could not be delivered, how a sender is reached, an answer on paper."""

from __future__ import annotations

import io

import pypdf
import pytest
from django.test import Client

from accounts.models import AccessLog, Role
from accounts.services import Post, create_staff
from delivery.models import OutboxMessage
from feedback_map.models import Contact, Pin
from feedback_map.services.changing import Change, Words
from feedback_map.services.handling import answer_pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.frontend.conftest import pin_at
from tests.mail import carry_all, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(town: Municipality) -> Client:
    client = Client()
    client.force_login(create_staff(email="virkailija@testila.fi", post=Post(town, Role.CLERK)).user)
    return client


def test_the_desk_finds_a_caller_by_the_code_and_adds_a_phone(town: Municipality, clerk: Client) -> None:
    placed = pin_at(town, 2, 2, visibility="private")
    here = clerk.get("/testila/desk/letters", {"code": placed.code.lower()})["Location"]
    assert clerk.get(here).status_code == 200
    assert clerk.post(here, {"name": "Maija", "phone": "040 123"}).status_code == 302
    with in_town(town):
        assert Contact.objects.get().phone == "040 123"
        assert {look.subject for look in AccessLog.objects.all()} == {placed.id}
    assert not OutboxMessage.objects.filter(topic="mail").exists()


def test_a_code_that_nobody_has_is_said_so(town: Municipality, clerk: Client) -> None:
    assert "Tällä koodilla ei ole viestiä." in clerk.get("/testila/desk/letters?code=Kuusi 1").content.decode()


def test_letters_that_were_given_up_are_seen_and_sent_again(town: Municipality, clerk: Client) -> None:
    placed = pin_at(town, 2, 2)
    clerk.post(f"/testila/desk/pins/{placed.id}/contact", {"email": "maija@example.fi"})
    OutboxMessage.objects.filter(topic="mail").update(
        dead_at="2026-11-20T10:00Z", last_error="smtplib.SMTPRecipientsRefused", attempts=8
    )
    page = clerk.get("/testila/desk/letters").content.decode()
    assert "SMTPRecipientsRefused" in page
    assert "maija@example.fi" not in page
    with mail_server() as box:
        clerk.post("/testila/desk/letters", {"letter": [OutboxMessage.objects.get(topic="mail").pk]})
        carry_all()
        assert len(box.to("maija@example.fi")) == 1


def test_another_towns_letters_are_neither_seen_nor_sent(town: Municipality, clerk: Client) -> None:
    other = Municipality.objects.create(slug="muualla", names={"fi": "Muualla"})
    dead = OutboxMessage.objects.create(
        municipality=other, topic="mail", dedupe="x", dead_at="2026-11-20T10:00Z", last_error="MUUALLA"
    )
    assert "MUUALLA" not in clerk.get("/testila/desk/letters").content.decode()
    clerk.post("/testila/desk/letters", {"letter": [dead.pk]})
    dead.refresh_from_db()
    assert dead.dead_at is not None


def test_an_answer_is_printed_as_a_letter_with_the_senders_name(town: Municipality, clerk: Client) -> None:
    placed = pin_at(town, 2, 2, text="Katu on pimeä.")
    with in_town(town):
        pin = Pin.objects.get()
        Contact.objects.create(municipality=town, pin=pin, name="Maija Meikäläinen")
    answer_pin(town=town, pin=pin, words=Words("Lamppu vaihdetaan.", "fi", note="SISÄINEN"), change=Change())
    response = clerk.get(f"/testila/desk/pins/{placed.id}/letter.pdf")
    document = pypdf.PdfReader(io.BytesIO(response.content))
    text = document.pages[0].extract_text()
    for words in (placed.code, "Maija Meikäläinen", "Katu on pimeä.", "Lamppu vaihdetaan.", "Testilä"):
        assert words in text
    assert "SISÄINEN" not in text
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    with in_town(town):
        assert AccessLog.objects.filter(subject=placed.id, why="letter").count() == 1


def test_the_sender_prints_the_message_and_what_was_written_to_them(town: Municipality, client: Client) -> None:
    placed = pin_at(town, 2, 2, visibility="private")
    with in_town(town):
        pin = Pin.objects.get()
    answer_pin(town=town, pin=pin, words=Words("Lamppu vaihdetaan.", "fi", note="SISÄINEN"), change=Change())
    page = client.get(f"/testila/pins/{placed.id}/letter?key={placed.follow_key}").content.decode()
    assert "Lamppu vaihdetaan." in page
    assert "SISÄINEN" not in page
    assert client.get(f"/testila/pins/{placed.id}/letter").status_code == 404


def test_the_receipt_asks_for_an_address_that_is_not_needed(town: Municipality, client: Client) -> None:
    placed = pin_at(town, 2, 2)
    page = client.get(f"/testila/pins/{placed.id}/thanks?key={placed.follow_key}").content.decode()
    assert f'action="/testila/pins/{placed.id}/contact?key={placed.follow_key}"' in page
