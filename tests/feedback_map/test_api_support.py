"""Support over the wire: one for each person, taken back by whoever said it, of what is published alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from feedback_map.models import Initiative, InitiativeSupport, PublishedPin
from feedback_map.services.initiatives import (
    InitiativeWords,
    Measure,
    carry_initiative,
    make_initiative,
    show_initiative,
)
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Participant
from tests.feedback_map.handling import make_pin
from tests.wire import codes, message, point, read, send

TOKEN = "kannattajan-oma-tunnus-4711"


@pytest.fixture
def initiative(town: Municipality) -> Initiative:
    made = make_initiative(town=town, words=InitiativeWords("Latu", "Kylälle.", "Maija Meri", phone="015 1"))
    return show_initiative(town=town, initiative=made.initiative, by=None)


def say(town: Municipality, path: str, token: str = TOKEN, /, **said: Any) -> Any:
    return send(town, said, f"{path}/support", X_Participant_Token=token)


def test_a_person_counts_once_however_often_they_say_it(town: Municipality) -> None:
    path = f"pins/{make_pin(town).public_id}"
    for _again in range(3):
        told = say(town, path).json()
    assert told == {"supports": True, "supporters": 1, "participant_token": TOKEN}
    assert say(town, path, "toisen-kannattajan-tunnus-1").json()["supporters"] == 2
    assert PublishedPin.objects.get().supports == 2


def test_without_a_token_one_is_given_and_is_good_for_taking_it_back(
    town: Municipality, initiative: Initiative
) -> None:
    path = f"initiatives/{initiative.public_id}"
    told = send(town, {}, f"{path}/support").json()
    assert (told["supports"], told["supporters"]) == (True, 1)
    gone = say(town, path, told["participant_token"], supports=False).json()
    assert (gone["supports"], gone["supporters"]) == (False, 0)


def test_whether_one_supports_it_is_told_to_whoever_shows_the_token(town: Municipality, initiative: Initiative) -> None:
    path = f"initiatives/{initiative.public_id}"
    say(town, path)
    assert read(town, f"{path}/support") == {"supports": False, "supporters": 1}
    own = Client().get(f"/api/v1/towns/{town.slug}/{path}/support", headers={"X-Participant-Token": TOKEN})
    assert own.json() == {"supports": True, "supporters": 1}
    assert own.headers["Cache-Control"] == "private, no-store"


def test_taking_back_what_was_never_said_makes_nobody_a_participant(town: Municipality, initiative: Initiative) -> None:
    with in_town(town):
        before = Participant.objects.count()
    told = send(town, {"supports": False}, f"initiatives/{initiative.public_id}/support").json()
    assert told == {"supports": False, "supporters": 0, "participant_token": None}
    with in_town(town):
        assert Participant.objects.count() == before


def test_of_ones_own_message_one_is_no_further_supporter(town: Municipality) -> None:
    sent = send(town, message(point())).json()
    told = say(town, f"pins/{sent['id']}", sent["participant_token"]).json()
    assert (told["supports"], told["supporters"]) == (False, 0)


def test_what_is_not_published_cannot_be_supported(town: Municipality) -> None:
    hidden = make_pin(town, visibility="private")
    made = make_initiative(town=town, words=InitiativeWords("Latu", "Kylälle.", "Maija", phone="1")).initiative
    for path in (f"pins/{hidden.public_id}", f"initiatives/{made.public_id}"):
        assert say(town, path).status_code == 404
        read(town, f"{path}/support", 404)


def test_an_answered_initiative_takes_no_more_support(town: Municipality, initiative: Initiative) -> None:
    closing = Measure(text="Tehdään.", state="closed", result="done")
    carry_initiative(town=town, initiative=initiative, measure=closing, by=None)
    assert codes(say(town, f"initiatives/{initiative.public_id}")) == {("initiative", "closed")}
    with in_town(town):
        assert not InitiativeSupport.objects.exists()


@pytest.mark.parametrize("said", [{"supports": "yes"}, {"supports": 1}, {"who": "me"}])
def test_anything_but_true_or_false_is_refused(
    town: Municipality, initiative: Initiative, said: dict[str, object]
) -> None:
    assert say(town, f"initiatives/{initiative.public_id}", **said).status_code == 400
