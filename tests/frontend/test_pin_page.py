"""A message's page: what was said, where, and what became of it, for everybody and for its sender."""

from __future__ import annotations

import shapely
from django.test import Client

from feedback_map.models import Pin, StateType
from feedback_map.services import (
    Change,
    PinInput,
    PlacedPin,
    Words,
    acknowledge_pin,
    answer_pin,
    change_state,
    note_on_pin,
    place_pin,
)
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST
from tests.feedback_map.handling import make_state, make_unit

SECRET = "kanarialintu"


def placed(town: Municipality, visibility: str = "public") -> tuple[PlacedPin, Pin]:
    at = shapely.Point(WEST + 2000, SOUTH + 2000)
    said = PinInput(kind="feedback", text="Kuoppa", category="streets", geometry=at, visibility=visibility)
    told = place_pin(town=town, pin=said)
    with in_town(town):
        return told, Pin.objects.select_related("state", "owner").get(public_id=told.id)


def handle(town: Municipality, pin: Pin) -> None:
    acknowledge_pin(town=town, pin=pin, change=Change())
    note_on_pin(town=town, pin=pin, note=f"{SECRET} sisäinen", change=Change())
    done = make_state(town, "tehty", StateType.DONE, names={"fi": "Tehty", "en": "Fixed"})
    words = Words("Paikattu eilen.", "fi", f"{SECRET} muistio")
    answer_pin(town=town, pin=pin, words=words, change=Change(), state=done)


def test_the_answer_the_state_and_the_history_are_there_for_everybody(client: Client, town: Municipality) -> None:
    _told, pin = placed(town)
    handle(town, pin)
    page = client.get(f"/testila/pins/{pin.public_id}").content.decode()
    for words in ("Paikattu eilen.", "state--done", "Tehty", "Viesti saapui", "Otettu käsittelyyn"):
        assert words in page
    assert page.count("Paikattu eilen.") == 1
    assert "Fixed" in client.get(f"/en/testila/pins/{pin.public_id}").content.decode()


def test_nothing_of_the_house_is_on_the_page_also_for_the_sender(client: Client, town: Municipality) -> None:
    told, pin = placed(town)
    handle(town, pin)
    for query in ("", f"?key={told.follow_key}"):
        assert SECRET not in client.get(f"/testila/pins/{pin.public_id}{query}").content.decode()


def test_the_sender_of_an_unpublished_message_sees_its_answer_and_others_nothing(
    client: Client, town: Municipality
) -> None:
    told, pin = placed(town, visibility="private")
    handle(town, pin)
    own = client.get(f"/testila/pins/{pin.public_id}?key={told.follow_key}")
    assert "Paikattu eilen." in own.content.decode() and own.headers["Cache-Control"] == "private, no-store"
    assert client.get(f"/testila/pins/{pin.public_id}").status_code == 404


def test_it_says_whose_matter_it_is_with_phone_and_link(client: Client, town: Municipality) -> None:
    _told, pin = placed(town)
    unit = make_unit(town, "valtion-tiet", phone="0200 2100", url="https://tiet.example", is_external=True)
    with in_town(town):
        Pin.objects.filter(pk=pin.pk).update(owner=unit)
    change_state(town=town, pin=pin, state=make_state(town, "kesken"), change=Change())
    page = client.get(f"/testila/pins/{pin.public_id}").content.decode()
    assert "valtion-tiet" in page and 'href="tel:02002100"' in page and "Ei kuulu kunnan omaan" in page


def test_before_any_answer_it_says_so(client: Client, town: Municipality) -> None:
    _told, pin = placed(town)
    page = client.get(f"/testila/pins/{pin.public_id}").content.decode()
    assert "Vastausta ei ole vielä." in page and "state--received" in page
