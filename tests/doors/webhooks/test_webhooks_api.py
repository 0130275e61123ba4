"""Webhooks over the wire: made, read, changed, tried and ended by the town's administrators and their programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, Scope
from accounts.tokens import NewToken, issue_system_token
from delivery.services import relay
from doors.models import Webhook
from geo.models import Municipality
from geo.tenancy import in_town
from tests.doors.webhooks.conftest import deliveries
from tests.doors.webhooks.subscriber import Subscriber
from tests.factories import make_town

TEXT = "application/json"


@pytest.fixture
def program(town: Municipality) -> Client:
    token = issue_system_token(new=NewToken(town, "Kirjaamo", [Scope.WEBHOOKS]), role=Role.ADMIN)
    return Client(headers={"Authorization": f"Bearer {token}"})


def base(town: Municipality) -> str:
    return f"/api/v1/towns/{town.slug}/webhooks"


def made(program: Client, town: Municipality, address: str, **more: Any) -> Any:
    said = {"label": "Kirjaamo", "address": address, "events": ["pin.published"], **more}
    return program.post(base(town), said, content_type=TEXT)


def test_a_webhook_is_made_with_a_secret_that_is_told_once(
    town: Municipality, program: Client, subscriber: Subscriber
) -> None:
    answer = made(program, town, subscriber.address)
    assert answer.status_code == 201
    told = answer.json()
    assert told["secret"].startswith("whsec_")
    again = program.get(f"{base(town)}/{told['id']}")
    assert "secret" not in again.json()
    assert again.headers["ETag"] == answer.headers["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"events": []}, "events"),
        ({"events": ["pin.everything"]}, "events"),
        ({"events": "pin.published"}, "events"),
        ({"label": " "}, "label"),
        ({"is_active": "yes"}, "is_active"),
        ({"secret": "whsec_mine"}, "secret"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused_by_its_field(
    town: Municipality, program: Client, subscriber: Subscriber, said: dict[str, Any], field: str
) -> None:
    answer = made(program, town, subscriber.address, **said)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_change_leaves_the_rest_and_a_stale_one_is_told_how_it_is_now(
    town: Municipality, program: Client, subscriber: Subscriber
) -> None:
    one = f"{base(town)}/{made(program, town, subscriber.address).json()['id']}"
    changed = program.patch(one, {"label": "Diaari"}, content_type=TEXT, headers={"If-Match": '"1"'})
    assert (changed.json()["label"], changed.json()["address"]) == ("Diaari", subscriber.address)
    stale = program.patch(one, {"label": "Vanha"}, content_type=TEXT, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["label"]) == (412, "Diaari")


def test_a_try_out_is_seen_in_the_list_of_deliveries(
    town: Municipality, program: Client, subscriber: Subscriber
) -> None:
    one = f"{base(town)}/{made(program, town, subscriber.address).json()['id']}"
    told = program.post(f"{one}/test", content_type=TEXT)
    assert told.status_code == 202
    relay()
    listed = program.get(f"{one}/deliveries").json()
    assert listed["numberMatched"] == 1
    assert (listed["deliveries"][0]["id"], listed["deliveries"][0]["state"]) == (told.json()["id"], "sent")
    assert subscriber.heard[0].headers["webhook-id"] == told.json()["id"]


def test_the_list_of_deliveries_goes_on_page_by_page(
    town: Municipality, program: Client, subscriber: Subscriber
) -> None:
    one = f"{base(town)}/{made(program, town, subscriber.address).json()['id']}"
    ids = [program.post(f"{one}/test", content_type=TEXT).json()["id"] for _ in range(3)]
    page = program.get(f"{one}/deliveries?limit=2").json()
    rest = program.get(page["next"]).json()
    assert [each["id"] for each in [*page["deliveries"], *rest["deliveries"]]] == ids[::-1]
    assert rest["next"] is None


def test_what_arrived_can_be_sent_once_more(town: Municipality, program: Client, subscriber: Subscriber) -> None:
    one = f"{base(town)}/{made(program, town, subscriber.address).json()['id']}"
    told = program.post(f"{one}/test", content_type=TEXT).json()
    relay()
    assert program.post(f"{one}/deliveries/{told['id']}/again", content_type=TEXT).status_code == 202
    relay()
    assert [heard.headers["webhook-id"] for heard in subscriber.heard] == [told["id"]] * 2


def test_an_ended_webhook_is_told_no_more(town: Municipality, program: Client, subscriber: Subscriber) -> None:
    one = f"{base(town)}/{made(program, town, subscriber.address).json()['id']}"
    program.post(f"{one}/test", content_type=TEXT)
    assert program.delete(one, headers={"If-Match": '"1"'}).status_code == 204
    relay()
    assert subscriber.heard == []
    assert program.get(one).status_code == 404


def test_the_webhooks_of_another_town_are_not_there(
    town: Municipality, program: Client, subscriber: Subscriber
) -> None:
    told = made(program, town, subscriber.address).json()
    elsewhere = make_town()
    token = issue_system_token(new=NewToken(elsewhere, "x", [Scope.WEBHOOKS]), role=Role.ADMIN)
    stranger = Client(headers={"Authorization": f"Bearer {token}"})
    assert stranger.get(f"{base(town)}/{told['id']}").status_code == 404
    assert stranger.get(f"{base(elsewhere)}/{told['id']}").status_code == 404


def test_a_secret_that_cannot_be_read_any_more_ends_no_worker(
    town: Municipality, program: Client, subscriber: Subscriber
) -> None:
    """The service's own key was changed without keeping the old one: the telling waits, and the rest goes on."""
    told = made(program, town, subscriber.address).json()
    with in_town(town):
        Webhook.objects.update(secret=b"x" * 60)
        webhook = Webhook.objects.get(public_id=told["id"])
    program.post(f"{base(town)}/{told['id']}/test", content_type=TEXT)
    relay()
    assert subscriber.heard == []
    assert deliveries(webhook)[0].state == "waiting"
