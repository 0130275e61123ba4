"""TRUST.md A10: what is not somebody's to see answers as if it were not there; what they see but may not do is 403."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Body, Role, User
from accounts.services import Post, create_staff
from feedback_map.models import Pin
from geo.models import Municipality
from tests.factories import make_category, make_halves, make_town
from tests.feedback_map.handling import again, make_pin, make_unit

pytestmark = pytest.mark.django_db
NOWHERE = "A" * 22


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town()
    make_category(town)
    make_halves(town)
    return town


@pytest.fixture
def hidden(town: Municipality) -> Pin:
    """A message that the public does not see, given to the unit of the streets."""
    return make_pin(town, visibility="private", owner=make_unit(town))


def staff(town: Municipality, role: Role, unit: Body | None = None) -> Client:
    user: User = create_staff(email=f"{role.value}@{town.slug}.example", post=Post(town, role, body=unit)).user
    client = Client()
    client.force_login(user)
    return client


def asked(client: Client, town: Municipality, pin: str) -> dict[str, Any]:
    """What each address of a message answers, with the message's own id taken out."""
    api, desk = f"/api/v1/towns/{town.slug}/desk/pins/{pin}", f"/{town.slug}/desk/pins/{pin}"
    act = {"act": "note", "note": "Katsotaan"}
    answers = {
        "read": client.get(api),
        "history": client.get(f"{api}/updates"),
        "act": client.post(api, act, content_type="application/json", headers={"If-Match": '"1"'}),
        "page": client.get(desk),
        "page act": client.post(f"{desk}/act", {"act": "note", "note": "Katsotaan", "version": "1"}),
    }
    return {name: (answer.status_code, answer.content.replace(pin.encode(), b"")) for name, answer in answers.items()}


@pytest.mark.parametrize("role", [Role.CLERK, Role.MODERATOR, Role.BOARD])
def test_staff_of_another_town_cannot_tell_a_message_from_none(town: Municipality, hidden: Pin, role: Role) -> None:
    stranger = staff(make_town(), role)
    there = asked(stranger, town, hidden.public_id)
    assert {status for status, _body in there.values()} == {404}
    assert {status for status, _body in asked(stranger, town, NOWHERE).values()} == {404}


def test_a_board_cannot_tell_a_hidden_message_from_none(town: Municipality, hidden: Pin) -> None:
    board = staff(town, Role.BOARD)
    there, nowhere = asked(board, town, hidden.public_id), asked(board, town, NOWHERE)
    assert [answer[0] for answer in there.values()] == [answer[0] for answer in nowhere.values()]
    assert not {200, 302} & {status for status, _body in there.values()}


def test_another_unit_reads_a_message_and_is_told_that_it_is_not_theirs_to_handle(
    town: Municipality, hidden: Pin
) -> None:
    parks = make_unit(town, "puistot")
    answers = asked(staff(town, Role.CLERK, parks), town, hidden.public_id)
    assert {name: status for name, (status, _body) in answers.items()} == {
        "read": 200,
        "history": 200,
        "page": 200,
        "act": 403,
        "page act": 302,  # back to the message, with the reason
    }
    assert again(hidden).version == hidden.version
