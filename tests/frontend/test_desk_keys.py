"""Tokens and webhooks at the desk, as an administrator meets them: by forms alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import ApiToken, Membership, Role
from accounts.services import Post, create_staff
from delivery.services import relay
from doors.models import Webhook, WebhookDelivery
from geo.models import Municipality
from geo.tenancy import in_town
from tests.doors.webhooks.conftest import subscriber  # noqa: F401  a fixture
from tests.doors.webhooks.subscriber import Subscriber
from tests.factories import make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Municipality:
    return make_town()


@pytest.fixture
def admin(town: Municipality) -> Client:
    client = Client()
    client.force_login(create_staff(email="admin@example.fi", post=Post(town, Role.ADMIN)).user)
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_token_is_made_shown_once_used_and_withdrawn(town: Municipality, admin: Client) -> None:
    page = f"/{town.slug}/desk/tokens/"
    assert "Tunnisteita ei vielä ole" in text_of(admin.get(page))
    said = {"label": "Diaari", "role": "clerk", "scopes": ["messages.read"], "days": "365"}
    made = admin.post(page, said)
    token = re.search(r"kuu_[\w-]+", text_of(made))
    assert token is not None
    assert token[0] not in text_of(admin.get(page))
    program = Client(headers={"Authorization": f"Bearer {token[0]}"})
    assert program.get(f"/api/v1/towns/{town.slug}/desk/pins").status_code == 200
    admin.post(f"{page}{ApiToken.objects.get().pk}/end")
    assert program.get(f"/api/v1/towns/{town.slug}/desk/pins").status_code == 401
    assert "Diaari" not in text_of(admin.get(page))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"label": ""}, "Kirjoita, mikä ohjelma tunnistetta käyttää."),
        ({"scopes": []}, "Valitse, mihin tunnistetta käytetään."),
    ],
)
def test_a_token_for_nobody_or_nothing_is_not_made_and_the_reader_learns_why(
    town: Municipality, admin: Client, said: dict[str, Any], told: str
) -> None:
    whole = {"label": "Diaari", "role": "clerk", "scopes": ["messages.read"], "days": "365", **said}
    answer = admin.post(f"/{town.slug}/desk/tokens/", whole)
    assert answer.status_code == 400
    assert told in text_of(answer)
    assert not ApiToken.objects.exists()


def test_a_program_stands_among_the_tokens_and_not_among_the_staff(town: Municipality, admin: Client) -> None:
    said = {"label": "Diaari", "role": "clerk", "scopes": ["messages.read"], "days": "365"}
    admin.post(f"/{town.slug}/desk/tokens/", said)
    assert Membership.objects.filter(user__is_system=True).exists()
    assert "system.invalid" not in text_of(admin.get(f"/{town.slug}/desk/staff"))


def test_a_webhook_is_added_tried_changed_and_ended(
    town: Municipality,
    admin: Client,
    subscriber: Subscriber,  # noqa: F811  the fixture
) -> None:
    page = f"/{town.slug}/desk/webhooks/"
    said = {"label": "Kirjaamo", "address": subscriber.address, "events": ["pin.published"], "is_active": "on"}
    made = admin.post(page, said)
    assert "whsec_" in text_of(made)
    with in_town(town):
        webhook = Webhook.objects.get()
    one = f"{page}{webhook.public_id}"
    assert "whsec_" not in text_of(admin.get(one))
    admin.post(f"{one}/act", {"act": "test"})
    relay()
    assert subscriber.events == ["webhook.test"]
    assert "Meni perille" in text_of(admin.get(one))
    admin.post(one, {**said, "label": "Diaari", "version": "1"})
    assert "Diaari" in text_of(admin.get(page))
    stale = admin.post(one, {**said, "label": "Vanha", "version": "1"})
    assert (stale.status_code, "Joku muutti tätä sillä välin" in text_of(stale)) == (400, True)
    admin.post(f"{one}/act", {"act": "end", "version": "2"})
    assert "Kenellekään ei vielä kerrota" in text_of(admin.get(page))


def test_an_address_in_a_private_network_is_refused_in_the_readers_words(town: Municipality, admin: Client) -> None:
    said = {"label": "x", "address": "https://127.0.0.1/", "events": ["pin.published"], "is_active": "on"}
    answer = admin.post(f"/{town.slug}/desk/webhooks/", said)
    assert answer.status_code == 400
    assert "Osoite johtaa yksityiseen verkkoon" in text_of(answer)


def test_what_did_not_arrive_is_listed_and_can_be_sent_again(
    town: Municipality,
    admin: Client,
    subscriber: Subscriber,  # noqa: F811  the fixture
) -> None:
    page = f"/{town.slug}/desk/webhooks/"
    admin.post(page, {"label": "x", "address": subscriber.address, "events": ["pin.published"], "is_active": "on"})
    with in_town(town):
        webhook = Webhook.objects.get()
        dead = WebhookDelivery.objects.create(
            municipality=town, webhook=webhook, event="webhook.test", subject="x", occasion="x", state="dead", tries=10
        )
    assert "Ei mennyt perille" in text_of(admin.get(page))
    admin.post(f"{page}{webhook.public_id}/deliveries/{dead.public_id}/again")
    relay()
    assert subscriber.events == ["webhook.test"]
    assert "Kaikki on mennyt perille" in text_of(admin.get(page))
