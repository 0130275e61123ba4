"""Everything that is kept about a person, as they may ask for it (GDPR, article 15): plain values, ready to be written.

Written for the person: words of theirs, what was done about them, who looked at their contact data and in what role.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import shapely
from django.db.models import Q

from accounts.models import AccessLog
from feedback_map.models import AnswerRating, Contact, ErasureRequest, Photo, Pin, PinEdit, Support, Update
from feedback_map.services.erasing import Whose
from geo import crs
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Attendance, EventSignUp, Follow, Follower, Participant, ParticipantHome
from participation.services import token_hash

Part = Callable[[Municipality, Participant | None, "list[Pin]"], Any]
_parts: dict[str, Part] = {}


def register_own_data(name: str, part: Part) -> None:
    """Apps above tell what they keep about a person and about messages. Parts run inside `in_town`."""
    if _parts.setdefault(name, part) is not part:
        raise ValueError(f"Two parts called {name}.")


NOT_TOLD = (Update.Kind.NOTE, Update.Kind.ASSIGNED)


def person_by_token(town: Municipality, token: str | None) -> Participant | None:
    """Whose token it is; of two that proved to be one, the one that is kept. Inside `in_town`."""
    if not token:
        return None
    found = Participant.objects.filter(municipality=town, token_hash=token_hash(token)).first()
    return (found.merged_into or found) if found else None


def data_about(town: Municipality, whose: Whose) -> dict[str, Any]:
    """Everything kept about a person, or about one message and its contact data."""
    with in_town(town):
        pins = list(_pins(town, whose))
        return {
            "town": town.slug,
            "messages": [_message(pin) for pin in pins],
            "person": _person(whose.participant) if whose.participant else None,
            "looks": _looks(town, pins),
            "erasures": [
                {"asked_at": one.asked_at, "due_at": one.due_at, "cancelled_at": one.cancelled_at}
                for one in _requests(whose)
            ],
            **{name: part(town, whose.participant, pins) for name, part in _parts.items()},
        }


def pictures_of(town: Municipality, whose: Whose) -> list[str]:
    """The files of a person's pictures, as they are kept."""
    with in_town(town):
        return list(Photo.objects.filter(pin__in=_pins(town, whose)).order_by("pk").values_list("file", flat=True))


def _pins(town: Municipality, whose: Whose) -> Any:
    pins = Pin.objects.filter(municipality=town).select_related("category", "about_area", "state", "owner")
    if whose.pin is not None:
        return pins.filter(pk=whose.pin.pk)
    same = Q(participant=whose.participant) | Q(participant__merged_into=whose.participant)
    return pins.filter(same).order_by("received_at", "pk")


def _message(pin: Pin) -> dict[str, Any]:
    contact = Contact.objects.filter(pin=pin).first()
    rating = AnswerRating.objects.filter(pin=pin).first()
    return {
        "id": pin.public_id,
        "code": pin.code,
        "kind": pin.kind,
        "category": pin.category.code if pin.category else "",
        "text": pin.text,
        "place": _place(pin),
        "place_note": pin.place_note,
        "about_area": pin.about_area.code if pin.about_area else "",
        "channel": pin.channel,
        "language": pin.language,
        "visibility": pin.visibility,
        "moderation": pin.moderation,
        "answers_to_questions": pin.attributes,
        "received_at": pin.received_at,
        "state": pin.state.code if pin.state else "",
        "unit": pin.owner.code if pin.owner else "",
        "your_own_words_before_the_town_edited": [
            {"text": edit.text_before, "place_note": edit.note_before, "at": edit.at, "reason": edit.reason}
            for edit in PinEdit.objects.filter(pin=pin)
        ],
        "contact": contact and {name: getattr(contact, name) for name in ("name", "email", "phone", "language")},
        "rating": rating and {"dealt_with": rating.dealt_with, "score": rating.score, "text": rating.text},
        "history": [
            {"at": entry.at, "kind": entry.kind, "text": entry.public_text}
            for entry in Update.objects.filter(pin=pin).exclude(kind__in=NOT_TOLD).order_by("pk")
        ],
        "pictures": Photo.objects.filter(pin=pin).count(),
    }


def _place(pin: Pin) -> Any:
    """As GeoJSON, in longitude and latitude."""
    if pin.geom is None:
        return None
    return json.loads(shapely.to_geojson(crs.wire_geometry(shapely.from_wkb(bytes(pin.geom.wkb)))))


def _person(person: Participant) -> dict[str, Any]:
    followers = Follower.objects.filter(participant=person)
    return {
        "id": person.public_id,
        "known_since": person.created_at,
        "homes": [
            {
                "from": home.valid_from,
                "area": home.area.code if home.area else "",
                "square": home.cell.code if home.cell else "",
                "age": home.age_band,
                "tie": home.resident_type,
            }
            for home in ParticipantHome.objects.filter(participant=person).select_related("area", "cell")
        ],
        "supported": list(Support.objects.filter(participant=person).values_list("pin__public_id", flat=True)),
        "attended": list(Attendance.objects.filter(participant=person).values_list("event__code", flat=True)),
        "signed_up": list(
            EventSignUp.objects.filter(participant=person).values(
                "event__code", "people", "name", "email", "phone", "signed_at", "cancelled_at"
            )
        ),
        "followers": list(followers.values("email", "language", "rhythm")),
        "follows": list(Follow.objects.filter(follower__in=followers).values("topic", "reference")),
    }


def _looks(town: Municipality, pins: list[Pin]) -> list[dict[str, Any]]:
    looks = AccessLog.objects.filter(municipality=town, subject__in=[pin.public_id for pin in pins])
    return [{**one} for one in looks.order_by("pk").values("at", "role", "what", "why")]


def _requests(whose: Whose) -> Any:
    return ErasureRequest.objects.filter(participant=whose.participant, pin=whose.pin)
