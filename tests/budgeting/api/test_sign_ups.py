"""Signing up over the wire: as long as there is room, read and taken back with its key, by nobody else."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from budgeting.services.parties import PartyWords, call_off, make_party
from budgeting.services.publishing import publish_proposals
from geo.models import Municipality
from geo.tenancy import in_town
from participation.events import EventWords, call_off_event, make_event
from participation.models import EventSignUp, Participant
from participation.services import participant_by_token
from tests.budgeting.factories import make_proposal, make_round
from tests.factories import make_town, spot
from tests.wire import codes, read, send

SOON = timezone.now().replace(microsecond=0) + datetime.timedelta(days=3)
AINO = {"people": 2, "name": "Aino", "email": "Aino@example.org"}


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("kokeila")


def event(town: Municipality, **said: Any) -> str:
    """The code of an event that one signs up for."""
    words = EventWords(**{"names": {"fi": "Ilta"}, "starts_at": SOON, "takes_sign_ups": True, **said})
    return f"events/{make_event(town=town, words=words).code}/sign-ups"


def own(town: Municipality, method: str, key: str, **headers: str) -> Any:
    address = f"/api/v1/towns/{town.slug}/sign-ups/{key}"
    return Client().generic(method, address, headers={name.replace("_", "-"): said for name, said in headers.items()})


def test_a_sign_up_is_read_again_with_its_key_and_as_a_page(town: Municipality) -> None:
    answer = send(town, AINO, event(town))
    told = answer.json()
    assert (answer.status_code, told["people"], told["email"]) == (201, 2, "aino@example.org")
    assert read(town, f"sign-ups/{told['key']}") == {
        name: told[name] for name in told if name not in ("key", "own_url")
    }
    assert "Ilta" in Client().get(told["own_url"]).content.decode()


def test_nothing_but_how_many_come_has_to_be_told(town: Municipality) -> None:
    told = send(town, {}, event(town)).json()
    assert (told["people"], told["name"], told["email"], told["phone"]) == (1, "", "", "")


def test_it_is_taken_back_as_it_was_seen_and_then_holds_no_name(town: Municipality) -> None:
    key = send(town, AINO, event(town)).json()["key"]
    assert own(town, "DELETE", key).status_code == 428
    assert own(town, "DELETE", key, If_Match='"other"').status_code == 412
    seen = own(town, "GET", key).headers["ETag"]
    assert own(town, "DELETE", key, If_Match=seen).status_code == 204
    now = own(town, "GET", key).json()
    assert now["cancelled_at"] and (now["name"], now["email"]) == ("", "")
    again = own(town, "DELETE", key, If_Match=seen)
    assert (again.status_code, again.json()["current"]) == (412, now)


def test_a_place_taken_back_is_free_again(town: Municipality) -> None:
    path = event(town, most_people=2)
    key = send(town, {"people": 2}, path).json()["key"]
    assert codes(send(town, {}, path)) == {("people", "full")}
    own(town, "DELETE", key, If_Match=own(town, "GET", key).headers["ETag"])
    assert send(town, {"people": 2}, path).status_code == 201


def test_for_what_is_called_off_or_takes_nobody_nobody_signs_up(town: Municipality) -> None:
    open_to_all = event(town, takes_sign_ups=False)
    assert codes(send(town, {}, open_to_all)) == {("event", "no_sign_up")}
    made = make_event(town=town, words=EventWords(names={"fi": "Ilta"}, starts_at=SOON, takes_sign_ups=True))
    call_off_event(town=town, event=made, why={"fi": "Myrsky."})
    assert codes(send(town, {}, f"events/{made.code}/sign-ups")) == {("event", "called_off")}


def test_a_draft_is_not_there(town: Municipality) -> None:
    assert send(town, {}, event(town, is_public=False)).status_code == 404


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"people": 21}, "people"),
        ({"people": "2"}, "people"),
        ({"people": True}, "people"),
        ({"email": "ei osoite"}, "email"),
        ({"name": "x" * 81}, "name"),
        ({"email": f"{'x' * 250}@kokeila.fi"}, "email"),
        ({"shoe": 42}, "shoe"),
    ],
)
def test_what_is_wrong_is_named(town: Municipality, said: dict[str, Any], field: str) -> None:
    assert {name for name, _code in codes(send(town, said, event(town)))} == {field}


def test_whoever_took_part_before_is_known_and_nobody_else_is_made_a_participant(town: Municipality) -> None:
    path, token = event(town), "talkoolaisen-oma-tunnus-1"
    send(town, {}, path, X_Participant_Token=token)
    with in_town(town):
        assert not Participant.objects.exists()
        person = participant_by_token(town=town, token=token)
    send(town, {}, path, X_Participant_Token=token)
    with in_town(town):
        assert list(EventSignUp.objects.values_list("participant", flat=True)) == [None, person.id]


def test_a_working_party_of_a_budget_is_signed_up_for_in_the_same_way_until_it_is_called_off(
    town: Municipality,
) -> None:
    proposal = make_proposal(make_round(town), state="decided")
    publish_proposals(town=town)
    words = PartyWords(names={"fi": "Talkoot"}, starts_at=SOON, most_people=3, point=spot(1, 1))
    party = make_party(town=town, proposal=proposal, words=words)
    path = f"events/{party.event.code}/sign-ups"
    assert send(town, {"people": 2}, path).status_code == 201
    assert codes(send(town, {"people": 2}, path)) == {("people", "full")}
    call_off(town=town, party=party, why={"fi": "Myrsky."})
    assert codes(send(town, {}, path)) == {("event", "called_off")}


def test_another_towns_key_opens_nothing(town: Municipality) -> None:
    key = send(town, AINO, event(town)).json()["key"]
    assert own(make_town("toinen"), "GET", key).status_code == 404
