"""A town with its states, a unit and its people, and messages to handle."""

from __future__ import annotations

from typing import Any

import shapely

from accounts.models import Body, Membership, Role, User
from feedback_map.models import Pin, State, StateType, Support, Update
from feedback_map.services import PinInput, derive_pins, place_pin
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Participant
from tests.factories import SOUTH, WEST


def make_state(town: Municipality, code: str, type_: str = StateType.OPEN, **fields: object) -> State:
    return State.objects.get_or_create(
        municipality=town, code=code, defaults={"type": type_, "names": {"fi": code}, **fields}
    )[0]


def make_unit(town: Municipality, code: str = "kadut", **fields: object) -> Body:
    return Body.objects.create(municipality=town, code=code, kind=Body.Kind.UNIT, names={"fi": code}, **fields)


def make_clerk(
    town: Municipality, email: str = "clerk@example.org", body: Body | None = None, role: str = Role.CLERK
) -> User:
    user = User.objects.create_user(email, name="Virpi Virkailija")
    Membership.objects.create(user=user, municipality=town, role=role, body=body, valid_from="2020-01-01")
    return user


def make_pin(town: Municipality, east: float = 2.0, north: float = 2.0, **fields: object) -> Pin:
    """A message that came in by the one way there is; `fields` are then as the test wants them."""
    values: dict[str, Any] = {"kind": "feedback", "text": "Kuoppa tiessä", "category": "streets"}
    values |= {name: fields.pop(name) for name in ("kind", "text", "category", "visibility") if name in fields}
    at = shapely.Point(WEST + east * 1000, SOUTH + north * 1000)
    placed = place_pin(town=town, pin=PinInput(geometry=at, **values))
    with in_town(town):
        if fields:
            Pin.objects.filter(public_id=placed.id).update(**fields)
            derive_pins(town=town, pins=[Pin.objects.get(public_id=placed.id).pk], placed=False)
        return Pin.objects.select_related("state", "owner").get(public_id=placed.id)


def make_support(town: Municipality, pin: Pin, person: Participant | None = None) -> Support:
    """Somebody says that it is theirs too."""
    with in_town(town):
        person = person or Participant.objects.create(municipality=town)
        made = Support.objects.create(municipality=town, pin=pin, participant=person, at=pin.received_at)
        derive_pins(town=town, pins=[pin.pk], placed=False)
    return made


def again(pin: Pin) -> Pin:
    """The pin as it is now."""
    with in_town(pin.municipality_id):
        return Pin.objects.select_related("state", "owner", "assignee", "merged_into").get(pk=pin.pk)


def history(pin: Pin) -> list[str]:
    """The kinds of its entries, the oldest first."""
    with in_town(pin.municipality_id):
        return list(Update.objects.filter(pin=pin).order_by("at", "pk").values_list("kind", flat=True))
