"""R2 at every POST of the description: the same key with the same request has one effect and one answer."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from delivery.models import IdempotencyKey
from doors.models import Webhook, WebhookDelivery
from feedback_map.models import (
    AbuseReport,
    AnswerRating,
    Initiative,
    InitiativeSupport,
    PhotoUpload,
    Pin,
    Support,
    Update,
)
from geo.tenancy import in_town
from participation.models import EventSignUp, Follow, Participant, ParticipantHome
from tests.api.described import Operation, operations
from tests.permissions.voices import DONE
from tests.permissions.world import World

MADE = (
    Pin,
    PhotoUpload,
    Update,
    ParticipantHome,
    EventSignUp,
    Initiative,
    InitiativeSupport,
    Support,
    AnswerRating,
    AbuseReport,
    Follow,
    Participant,
    Webhook,
)
KEYED = {"Idempotency-Key": "puhelin-7-viesti-12"}
TEXT = "application/json"


@dataclass(frozen=True)
class Said:
    """A request that is taken: who sends it, what, and another one that is not the same."""

    body: bytes
    other: bytes
    actor: str = "anonymous"
    kind: str = TEXT
    headers: tuple[tuple[str, str], ...] = ()
    address: str = ""


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


def pin(text: str) -> bytes:
    said = {"kind": "feedback", "category": "streets", "text": text, "visibility": "public", "language": "fi"}
    point = {"type": "Point", "coordinates": [27.27, 61.69]}
    return dumped({"type": "Feature", "geometry": point, "properties": {**said, "channel": "web"}})


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(out, "PNG")
    return out.getvalue()


def desk_version(world: World) -> str:
    address = f"/api/v1/towns/kokeila/desk/pins/{world.values['pin']}"
    return str(world.client("admin").get(address).headers["ETag"])


def bulk(world: World, note: str) -> bytes:
    seen = {"id": world.values["pin"], "version": int(desk_version(world).strip('"'))}
    return dumped({"pins": [seen], "do": {"act": "note", "note": note}})


def _place(world: World, text: str) -> bytes:
    """In the world's town, wherever that lies."""
    feature = Client().get(f"/api/v1/towns/kokeila/pins/{world.values['pin']}").json()
    said = json.loads(pin(text))
    return dumped({**said, "geometry": feature["geometry"]})


def _home(world: World) -> Said:
    sent = Client().post("/api/v1/towns/kokeila/pins", _place(world, "Kotini"), content_type=TEXT).json()
    where = {"home": {"set": "district", "area": "E"}, "resident": "permanent"}
    other = dumped({**where, "resident": "seasonal"})
    address = f"/api/v1/towns/kokeila/pins/{sent['id']}/home"
    return Said(dumped(where), other, headers=(("X-Participant-Token", sent["participant_token"]),), address=address)


def _webhook(label: str) -> bytes:
    return dumped({"label": label, "address": "http://127.0.0.1:9/", "events": ["pin.published"]})


def _proposed(title: str) -> bytes:
    said = {"title": title, "text": "Kylälle latu.", "maker": "Maija Meri", "phone": "015 1"}
    return dumped({"type": "Feature", "geometry": None, "properties": said})


def _supporting(_world: World) -> Said:
    me = (("X-Participant-Token", "kannattajan-oma-tunnus-4711"),)
    return Said(dumped({"supports": True}), dumped({"supports": False}), headers=me)


def _of_done(world: World, door: str, said: dict[str, Any], other: dict[str, Any]) -> Said:
    """By the sender of a message that was done."""
    done = world.phases[DONE]
    address = f"/api/v1/towns/kokeila/pins/{done['pin']}/{door}?key={done['key']}"
    return Said(dumped(said), dumped(other), address=address)


def _followed(street: str) -> bytes:
    return dumped({"topic": "street", "reference": street})


SAID: dict[str, Callable[[World], Said]] = {
    "send_pin": lambda _world: Said(_place(_world, "Kuoppa"), _place(_world, "Toinen kuoppa")),
    "send_photo": lambda _world: Said(picture("red"), picture("blue"), kind="image/png"),
    "tell_home": _home,
    "send_initiative": lambda _world: Said(_proposed("Latu"), _proposed("Toinen latu")),
    "support_initiative": _supporting,
    "support_pin": _supporting,
    "rate_answer": lambda world: _of_done(world, "rating", {"score": 2}, {"score": 3}),
    "say_not_fixed": lambda world: _of_done(world, "not-fixed", {"text": "Yhä"}, {"text": "Vieläkin"}),
    "report_pin": lambda _world: Said(dumped({"reason": "other"}), dumped({"reason": "untrue"})),
    "follow": lambda _world: Said(_followed("Savilahdenkatu"), _followed("Porrassalmenkatu")),
    "sign_up": lambda _world: Said(dumped({"people": 2}), dumped({"people": 3})),
    "desk_act": lambda world: Said(
        dumped({"act": "note", "note": "a"}),
        dumped({"act": "note", "note": "b"}),
        "admin",
        headers=(("If-Match", desk_version(world)),),
    ),
    "desk_bulk": lambda world: Said(bulk(world, "a"), bulk(world, "b"), "admin"),
    "make_webhook": lambda _world: Said(_webhook("a"), _webhook("b"), "admin"),
    "try_webhook": lambda _world: Said(b"{}", b'{"x": 1}', "admin"),
    "send_delivery_again": lambda _world: Said(b"{}", b'{"x": 1}', "admin"),
}


@pytest.mark.parametrize("operation", [pytest.param(one, id=one.id) for one in operations("POST")])
def test_a_post_sent_twice_under_one_key_is_done_once(world: World, operation: Operation, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = True
    assert "Idempotency-Key" in operation.headers()
    assert "422" in operation.said["responses"]
    said = SAID[operation.id](world)
    address = said.address or operation.address(world)
    client = world.client(said.actor)
    headers = {**KEYED, **dict(said.headers)}
    before = counted(world)
    first = send(client, address, said, said.body, headers)
    assert first.status_code in {200, 201, 202}, first.content
    after = counted(world)
    assert after != before
    again = send(client, address, said, said.body, headers)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert counted(world) == after
    other = send(client, address, said, said.other, headers)
    assert other.status_code == 422
    assert other.json()["errors"][0]["code"] == "idempotency_key_reused"
    assert counted(world) == after


@pytest.mark.parametrize("operation", [pytest.param(one, id=one.id) for one in operations("POST")])
def test_a_key_in_no_form_is_refused_before_anything_is_done(world: World, operation: Operation, settings: Any) -> None:
    settings.WEBHOOKS_PRIVATE = True
    said, before = SAID[operation.id](world), counted(world)
    headers = {"Idempotency-Key": "ä" * 3, **dict(said.headers)}
    refused = send(world.client(said.actor), said.address or operation.address(world), said, said.body, headers)
    assert refused.status_code == 400, refused.content
    assert counted(world) == before


def test_what_was_refused_is_kept_under_no_key(world: World) -> None:
    client, address = world.client("admin"), f"/api/v1/towns/kokeila/desk/pins/{world.values['pin']}"
    stale = {**KEYED, "If-Match": '"999"'}
    assert client.post(address, b'{"act": "note", "note": "a"}', TEXT, headers=stale).status_code == 412
    assert not IdempotencyKey.objects.filter(scope__startswith="api /api").exists()
    fresh = {**KEYED, "If-Match": desk_version(world)}
    assert client.post(address, b'{"act": "note", "note": "a"}', TEXT, headers=fresh).status_code == 200


def test_a_key_is_its_owners_alone(world: World) -> None:
    body, address = b"{}", f"/api/v1/towns/kokeila/webhooks/{world.values['webhook']}/test"
    first = world.client("admin").post(address, body, TEXT, headers=KEYED)
    from tests.feedback_map.handling import make_clerk

    other = Client()
    other.force_login(make_clerk(world.town, "toinen@kokeila.fi", role="admin"))
    assert other.post(address, body, TEXT, headers=KEYED).json()["id"] != first.json()["id"]


def send(client: Client, address: str, said: Said, body: bytes, headers: dict[str, str]) -> Any:
    return client.post(address, body, content_type=said.kind, headers=headers)


def counted(world: World) -> list[Any]:
    """Everything that a write of the API could make."""
    with in_town(world.town):
        made = [model.objects.count() for model in MADE]
        tellings = list(WebhookDelivery.objects.order_by("pk").values_list("pk", "state"))
    return [*made, tellings]
