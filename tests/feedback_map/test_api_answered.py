"""What residents say over the wire of an answer, and of a message that should not stand there."""

from __future__ import annotations

from typing import Any

import pytest

from feedback_map.models import AbuseReport, AnswerRating, Pin, StateType, Update
from feedback_map.services import Change, Words, answer_pin, change_state
from geo.models import Municipality
from geo.tenancy import in_town
from tests.feedback_map.handling import again, history, make_pin, make_state
from tests.wire import codes, message, point, send

TOKEN = "kannattajan-oma-tunnus-4711"


def sent(town: Municipality) -> tuple[Pin, str]:
    """A message that came over the wire, and the key of its sender."""
    told = send(town, message(point())).json()
    with in_town(town):
        pin = Pin.objects.get(public_id=told["id"])
    return pin, told["properties"]["follow_url"].partition("?key=")[2]


def done(town: Municipality, pin: Pin) -> None:
    answer_pin(town=town, pin=pin, words=Words("Paikattu."), change=Change())
    change_state(town=town, pin=pin, state=make_state(town, "valmis", StateType.DONE), change=Change())


def say(town: Municipality, pin: Pin, door: str, said: Any, **headers: str) -> Any:
    return send(town, said, f"pins/{pin.public_id}/{door}", **headers)


def test_the_sender_rates_the_answer_and_said_again_the_new_words_stand(town: Municipality) -> None:
    pin, key = sent(town)
    done(town, pin)
    say(town, pin, f"rating?key={key}", {"score": 2})
    told = say(town, pin, f"rating?key={key}", {"dealt_with": True, "score": 5, "text": " Hyvä. "}).json()
    assert told == {"dealt_with": True, "score": 5, "text": "Hyvä.", "reopened": False}
    with in_town(town):
        kept = AnswerRating.objects.get()
    assert (kept.score, kept.dealt_with, kept.text) == (5, True, "Hyvä.")


def test_not_dealt_with_opens_it_again_as_on_the_page(town: Municipality) -> None:
    pin, key = sent(town)
    done(town, pin)
    told = say(town, pin, f"rating?key={key}", {"dealt_with": False, "text": "Yhä rikki"}).json()
    assert told["reopened"] is True and again(pin).closed_at is None and history(pin)[-1] == "disputed"


def test_not_fixed_said_twice_opens_it_once(town: Municipality) -> None:
    pin, key = sent(town)
    done(town, pin)
    for _again in range(2):
        assert say(town, pin, f"not-fixed?key={key}", {"text": "Yhä rikki"}).json() == {"is_open": True}
    assert history(pin).count("disputed") == 1


def test_a_supporter_tells_the_unit_and_it_stays_closed(town: Municipality) -> None:
    pin, _key = sent(town)
    say(town, pin, "support", {}, X_Participant_Token=TOKEN)
    done(town, pin)
    for _again in range(2):
        told = say(town, pin, "not-fixed", {"text": "Ei toimi"}, X_Participant_Token=TOKEN)
        assert told.json() == {"is_open": False}
    with in_town(town):
        assert Update.objects.filter(pin=pin, internal_note="Ei toimi").count() == 1


def test_who_neither_sent_nor_supports_it_is_told_what_to_do_first(town: Municipality) -> None:
    pin, _key = sent(town)
    done(town, pin)
    assert codes(say(town, pin, "not-fixed", {})) == {("pin", "not_a_supporter")}


def test_what_was_never_done_is_not_disputed(town: Municipality) -> None:
    pin, key = sent(town)
    change_state(town=town, pin=pin, state=make_state(town, "ei", StateType.NOT_DONE), change=Change())
    assert codes(say(town, pin, f"not-fixed?key={key}", {})) == {("pin", "not_disputable")}


def test_without_an_answer_there_is_nothing_to_rate(town: Municipality) -> None:
    pin, key = sent(town)
    assert codes(say(town, pin, f"rating?key={key}", {"score": 3})) == {("pin", "not_answered")}


@pytest.mark.parametrize("door", ["rating?key=x", "rating", "not-fixed?key=x"])
def test_a_wrong_key_finds_nothing(town: Municipality, door: str) -> None:
    pin, _key = sent(town)
    done(town, pin)
    assert say(town, pin, door, {"score": 3} if "rating" in door else {}).status_code == 404


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, ("score", "required")),
        ({"score": 6}, ("score", "unknown_value")),
        ({"score": True}, ("score", "not_a_number")),
        ({"score": 10**30}, ("score", "unknown_value")),
        ({"dealt_with": "no"}, ("dealt_with", "not_a_boolean")),
        ({"score": 1, "text": "a" * 2001}, ("text", "too_long")),
        ({"score": 1, "stars": 5}, ("stars", "unknown_field")),
    ],
)
def test_a_wrong_rating_is_refused_by_field(town: Municipality, said: Any, code: tuple[str, str]) -> None:
    pin, key = sent(town)
    done(town, pin)
    assert codes(say(town, pin, f"rating?key={key}", said)) == {code}


def test_a_message_is_reported_without_a_name(town: Municipality) -> None:
    pin = make_pin(town)
    told = say(town, pin, "reports", {"reason": "personal", "text": "Nimi näkyy"})
    assert (told.status_code, told.json()) == (201, {"reason": "personal", "text": "Nimi näkyy"})
    with in_town(town):
        assert AbuseReport.objects.get().pin_id == pin.pk


@pytest.mark.parametrize(
    ("said", "field"),
    [({}, "reason"), ({"reason": "ugly"}, "reason"), ({"reason": "other", "text": "a" * 1001}, "text")],
)
def test_a_wrong_report_is_refused(town: Municipality, said: dict[str, str], field: str) -> None:
    assert {one for one, _code in codes(say(town, make_pin(town), "reports", said))} == {field}


def test_what_is_not_published_cannot_be_reported(town: Municipality) -> None:
    hidden = make_pin(town, visibility="private")
    assert say(town, hidden, "reports", {"reason": "other"}).status_code == 404


def test_reports_from_one_address_are_counted(town: Municipality) -> None:
    pin = make_pin(town)
    answers = {say(town, pin, "reports", {"reason": "other"}).status_code for _each in range(21)}
    assert answers == {201, 429}
