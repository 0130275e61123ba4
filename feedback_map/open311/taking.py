"""A POSTed service request becomes a pin by the same way in as every other message."""

from __future__ import annotations

import re
from typing import Any

from django.http import QueryDict
from shapely.geometry.base import BaseGeometry

from delivery.services import IdempotencyConflict, fingerprint
from feedback_map.models import Category, Open311Key
from feedback_map.models.pins import TEXT_LENGTH
from feedback_map.open311.asking import coordinate, plain
from feedback_map.open311.services import service_of
from feedback_map.open311.wire import Open311Error
from feedback_map.services import ContactInput, Once, PinInput, PlacedPin, Sender, place_pin
from geo.models import Municipality
from geo.places import places_named
from geo.refusals import Refused
from geo.wire import WireRefused, parse_geometry
from participation.models import Channel

ATTRIBUTE = re.compile(r"attribute\[([\w.-]{1,80})\](?:\[\])?")
KEY_FORM = re.compile(r"[\x21-\x7e]{1,200}")


def take_request(town: Municipality, key: Open311Key, given: QueryDict, idempotency_key: str) -> PlacedPin:
    """Place the pin; the same key with the same request gives the first answer again."""
    category = service_of(town, _needed(given, "service_code"))
    pin = PinInput(
        kind=category.kinds[0],
        text=_needed(given, "description")[:TEXT_LENGTH],
        category=category.code,
        language=plain(given, "language")[:10] or town.first_language,
        channel=Channel.OPEN311,
        contact=_contact(given, town),
        attributes=_attributes(given, category),
        **_where(town, given, category),
    )
    try:
        return place_pin(town=town, pin=pin, sender=_sender(key, given), once=_once(key, given, idempotency_key))
    except Refused as refused:
        raise Open311Error(400, "; ".join(f"{error.field}: {error.detail}" for error in refused.errors)) from None
    except IdempotencyConflict:
        raise Open311Error(422, "the idempotency key was used for another request") from None


def _needed(given: QueryDict, name: str) -> str:
    value = plain(given, name)
    if not value:
        raise Open311Error(400, f"{name} was not provided")
    return value


def _where(town: Municipality, given: QueryDict, category: Category) -> dict[str, Any]:
    """The coordinates; else the place that the address names; else its words alone, where no place is needed."""
    latitude, longitude = coordinate(given, "lat"), coordinate(given, "long")
    address = plain(given, "address_string") or plain(given, "address_id")
    if latitude is not None and longitude is not None:
        return {"geometry": _point(longitude, latitude), "place_note": address}
    if not address:
        raise Open311Error(400, "provide lat and long, or address_string")
    found = places_named(town, address[:100], most=1)
    if found and found[0].name.casefold() in address.casefold():
        return {"geometry": _point(found[0].longitude, found[0].latitude), "place_note": address}
    if category.needs_place:
        raise Open311Error(400, "the address was not found; provide lat and long")
    return {"place_note": address}


def _point(longitude: float, latitude: float) -> BaseGeometry:
    try:
        return parse_geometry({"type": "Point", "coordinates": [longitude, latitude]})
    except WireRefused as refused:
        raise Open311Error(400, str(refused.detail)) from None


def _attributes(given: QueryDict, category: Category) -> dict[str, Any]:
    """Answers to the service's questions; unknown ones are refused by name, missing ones too."""
    known = {question["code"]: question for question in category.questions}
    found: dict[str, Any] = {}
    for name, values in given.lists():
        if asked := ATTRIBUTE.fullmatch(name):
            code = asked[1]
            if code == "external_id":
                continue
            if code not in known:
                raise Open311Error(400, f"attribute {code} is not one of the service's")
            found[code] = values if known[code].get("datatype") == "multivaluelist" else values[-1]
    missing = [code for code, question in known.items() if question.get("required") and not found.get(code)]
    if missing:
        raise Open311Error(400, f"attribute {', '.join(missing)} was not provided")
    if media := plain(given, "media_url"):
        found["media_url"] = media[:1_000]
    return found


def _contact(given: QueryDict, town: Municipality) -> ContactInput | None:
    name = " ".join(part for part in (plain(given, "first_name"), plain(given, "last_name")) if part)
    email, phone = plain(given, "email"), plain(given, "phone")
    if not (name or email or phone):
        return None
    language = plain(given, "language")[:10] or town.first_language
    return ContactInput(name=name[:120], email=email[:254], phone=phone[:40], language=language)


def _sender(key: Open311Key, given: QueryDict) -> Sender:
    """A client's own name for a person is worth as much as the client: it names persons of its own only."""
    person = plain(given, "account_id") or plain(given, "device_id")
    return Sender(token=f"open311 {key.pk} {person}" if person else None)


def _once(key: Open311Key, given: QueryDict, idempotency_key: str) -> Once | None:
    told = idempotency_key or plain(given, "attribute[external_id]") or plain(given, "external_id")
    if not told:
        return None
    if not KEY_FORM.fullmatch(told):
        raise Open311Error(400, "the idempotency key must be 1 to 200 plain characters")
    said = sorted((name, values) for name, values in given.lists() if name != "api_key")
    return Once(f"open311 {key.pk}", told, fingerprint("POST", "/open311/v2/requests", repr(said).encode()))
