"""Letters to senders, through a real mail server: confirmed first, in the reader's language, once for each entry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Body
from feedback_map.letters.asking import ask_senders
from feedback_map.models import Category, Contact, Pin, State, StateType, Update
from feedback_map.services import ContactInput, PinInput, PlacedPin, place_pin
from feedback_map.services.changing import Change, Words, announce
from feedback_map.services.contacts import confirm_contact, give_contact, stop_letters
from feedback_map.services.handling import answer_pin, change_state, note_on_pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_category, make_halves, make_town
from tests.mail import Letterbox, carry_all, due_at_once, html, links, mail_server, plain

pytestmark = pytest.mark.django_db
MAIJA = "maija@example.fi"


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("testila", names={"fi": "Testilä", "sv": "Testby", "en": "Testville"})
    make_halves(town)
    make_category(town, "streets")
    return town


@pytest.fixture
def box(town: Municipality) -> Iterator[Letterbox]:
    with mail_server() as box:
        yield box


def placed_by(town: Municipality, email: str = MAIJA, **said: Any) -> PlacedPin:
    values = {"kind": "feedback", "text": "Katu on pimeä.", "category": "streets", "visibility": "private", **said}
    language = str(said.get("language", "fi"))
    contact = ContactInput(email=email, language=language) if email else None
    return place_pin(town=town, pin=PinInput(**values, contact=contact))


def pin_of(town: Municipality, placed: PlacedPin) -> Pin:
    with in_town(town):
        return Pin.objects.get(public_id=placed.id)


def confirmed(town: Municipality, box: Letterbox, **said: Any) -> Pin:
    """A message whose sender has confirmed the address; what came so far is put away."""
    placed = placed_by(town, **said)
    carry_all()
    token = links(box.newest(MAIJA))[0].rpartition("/")[2]
    assert confirm_contact(town=town, pin=placed.id, token=token)
    carry_all()
    return pin_of(town, placed)


def answer(town: Municipality, pin: Pin, text: str = "Lamppu on vaihdettu.") -> None:
    answer_pin(town=town, pin=pin, words=Words(text=text, language="fi"), change=Change())
    carry_all()


def test_before_the_address_is_confirmed_one_letter_comes_and_no_other(town: Municipality, box: Letterbox) -> None:
    placed = placed_by(town)
    carry_all()
    answer(town, pin_of(town, placed))
    assert len(box.came) == 1
    assert f"/testila/pins/{placed.id}/confirm/" in plain(box.came[0])


def test_the_receipt_tells_code_and_own_link_once_the_address_is_confirmed(town: Municipality, box: Letterbox) -> None:
    pin = confirmed(town, box)
    receipt = box.newest(MAIJA)
    assert pin.code in plain(receipt)
    assert f"/testila/pins/{pin.public_id}?key=" in plain(receipt)
    assert receipt.get_body(("html",)) is not None
    assert len(box.came) == 2


def test_the_link_that_confirms_is_kept_as_a_hash_and_ends(town: Municipality, box: Letterbox) -> None:
    placed = placed_by(town)
    carry_all()
    token = links(box.came[0])[0].rpartition("/")[2]
    with in_town(town):
        contact = Contact.objects.get()
        assert token.encode() not in bytes(contact.confirm_hash or b"")
        Contact.objects.update(confirm_until=timezone.now() - timedelta(seconds=1))
    assert confirm_contact(town=town, pin=placed.id, token=token) is None


def test_an_answer_reaches_the_sender_once(town: Municipality, box: Letterbox) -> None:
    pin = confirmed(town, box)
    answer(town, pin)
    carry_all()
    letters = box.to(MAIJA)[2:]
    assert len(letters) == 1
    assert "Lamppu on vaihdettu." in plain(letters[0])


def test_a_letter_whose_receipt_got_lost_comes_again_under_the_same_id(town: Municipality, box: Letterbox) -> None:
    pin = confirmed(town, box)
    box.cuts = 1
    answer(town, pin)
    due_at_once()
    carry_all()
    first, second = box.to(MAIJA)[2:]
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "Viestiin on vastattu"), ("sv", "Meddelandet har besvarats"), ("en", "The message has been answered")],
)
def test_letters_are_in_the_readers_language(town: Municipality, box: Letterbox, language: str, words: str) -> None:
    pin = confirmed(town, box, language=language)
    answer(town, pin)
    letter = box.newest(MAIJA)
    assert words in plain(letter)
    assert f'<html lang="{language}">' in html(letter)
    assert letter["Content-Language"] == language


def test_subjects_hold_the_code_and_the_town_alone(town: Municipality, box: Letterbox) -> None:
    pin = confirmed(town, box, text="SALAISUUS kotini luona")
    answer(town, pin, "VASTAUS salaisuuteen")
    assert {letter["Subject"] for letter in box.came} == {f"{pin.code} – Testilä"}


def test_what_was_written_stays_text_in_the_html_of_a_letter(town: Municipality, box: Letterbox) -> None:
    pin = confirmed(town, box)
    answer(town, pin, "<img src=x onerror=alert(1)><script>alert(2)</script>")
    body = html(box.newest(MAIJA))
    assert "<script" not in body
    assert "<img" not in body
    assert "&lt;img src=x onerror=alert(1)&gt;" in body


def test_a_letter_fetches_nothing_from_anywhere(town: Municipality, box: Letterbox) -> None:
    answer(town, confirmed(town, box))
    for letter in box.came:
        assert not any(sign in html(letter) for sign in ("src=", "url(", "<link", "@import"))


def test_one_click_ends_the_letters_of_a_message(town: Municipality, box: Letterbox) -> None:
    pin = confirmed(town, box)
    letter = box.newest(MAIJA)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    key = str(letter["List-Unsubscribe"]).strip("<>").rpartition("key=")[2]
    assert stop_letters(town=town, pin=pin.public_id, key=key)
    answer(town, pin)
    assert len(box.came) == 2


def test_notes_inside_the_house_are_told_to_nobody(town: Municipality, box: Letterbox) -> None:
    pin = confirmed(town, box)
    note_on_pin(town=town, pin=pin, note="SISÄINEN", change=Change())
    carry_all()
    assert len(box.came) == 2


def test_a_message_that_is_hidden_tells_its_sender_why(town: Municipality, box: Letterbox) -> None:
    pin = confirmed(town, box)
    with in_town(town):
        update = Update.objects.create(
            municipality=town,
            pin=pin,
            kind=Update.Kind.MODERATED,
            at=timezone.now(),
            public_text="Viestissä on toisen henkilön nimi.",
            language="fi",
            detail={"moderation": "hidden"},
        )
    announce(town=town, pin=pin, update=update)
    carry_all()
    assert "Viestissä on toisen henkilön nimi." in plain(box.newest(MAIJA))


def test_the_same_sender_confirms_the_same_address_once(town: Municipality, box: Letterbox) -> None:
    first = confirmed(town, box)
    with in_town(town):
        second = Pin.objects.get(public_id=placed_by(town, email="").id)
        Pin.objects.filter(pk=second.pk).update(participant=first.participant_id)
        second.refresh_from_db()
    give_contact(town=town, pin=second, contact=ContactInput(email=MAIJA.upper()))
    carry_all()
    assert second.code in plain(box.newest(MAIJA))
    assert f"/pins/{second.public_id}?key=" in plain(box.newest(MAIJA))


def test_an_address_is_written_to_a_few_times_a_day_only(town: Municipality, box: Letterbox) -> None:
    for _ in range(14):
        placed_by(town)
    carry_all()
    assert len(box.came) == 10


def done(town: Municipality, pin: Pin, days_ago: int) -> None:
    with in_town(town):
        state, _made = State.objects.get_or_create(municipality=town, code="fixed", type=StateType.DONE)
    change_state(town=town, pin=pin, state=state, change=Change())
    with in_town(town):
        Pin.objects.filter(pk=pin.pk).update(closed_at=timezone.now() - timedelta(days=days_ago))
    carry_all()


def test_some_days_after_done_the_sender_is_asked_once(town: Municipality, box: Letterbox) -> None:
    done(town, confirmed(town, box), days_ago=8)
    before = len(box.came)
    assert (ask_senders(town=town), ask_senders(town=town)) == (1, 0)
    carry_all()
    assert len(box.came) == before + 1
    assert "dealt_with=yes#rating" in plain(box.newest(MAIJA))
    assert "dealt_with=no#rating" in plain(box.newest(MAIJA))


def test_nobody_is_asked_before_the_days_are_over(town: Municipality, box: Letterbox) -> None:
    done(town, confirmed(town, box), days_ago=3)
    assert ask_senders(town=town) == 0


def test_the_receipt_tells_whose_it_is_and_what_they_promise(town: Municipality, box: Letterbox) -> None:
    unit = Body.objects.create(municipality=town, kind="unit", code="kadut", names={"fi": "Kadut ja valot"})
    placed = placed_by(town)
    with in_town(town):
        Pin.objects.update(owner=unit, due_on=date(2026, 12, 4))
    carry_all()
    confirm_contact(town=town, pin=placed.id, token=links(box.newest(MAIJA))[0].rpartition("/")[2])
    carry_all()
    receipt = plain(box.newest(MAIJA))
    assert "Vastuuyksikkö: Kadut ja valot" in receipt
    assert "Saat vastauksen viimeistään 4.12.2026." in receipt


def test_the_receipt_says_so_when_no_answer_comes(town: Municipality, box: Letterbox) -> None:
    Category.objects.update(is_answered=False)
    confirmed(town, box)
    assert "niihin ei vastata yksitellen" in plain(box.newest(MAIJA))


def test_the_sender_of_a_joined_message_is_told_what_is_said_on_the_other(town: Municipality, box: Letterbox) -> None:
    joined = confirmed(town, box, visibility="public")
    kept = pin_of(town, placed_by(town, email="", visibility="public"))
    with in_town(town):
        Pin.objects.filter(pk=joined.pk).update(merged_into=kept)
    answer(town, kept)
    letter = box.newest(MAIJA)
    assert "Lamppu on vaihdettu." in plain(letter)
    assert f"/pins/{joined.public_id}?key=" in plain(letter)


def test_words_on_a_private_message_go_to_no_other_sender(town: Municipality, box: Letterbox) -> None:
    joined = confirmed(town, box, visibility="public")
    kept = pin_of(town, placed_by(town, email="", visibility="private"))
    with in_town(town):
        Pin.objects.filter(pk=joined.pk).update(merged_into=kept)
    answer(town, kept)
    letter = plain(box.newest(MAIJA))
    assert "Viestiin on vastattu" in letter
    assert "Lamppu on vaihdettu." not in letter
    assert kept.code not in letter
