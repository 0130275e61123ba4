"""`place_pin` is the one way in for a message; whatever is derived from pins follows in the same transaction."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from delivery.faults import fault_point
from delivery.services import Sealed, opened, sealed
from feedback_map.models import Category, Kind, ShownPlace, Visibility
from feedback_map.models.pins import TEXT_LENGTH
from feedback_map.questions import questions_of, read_answers
from feedback_map.services.photos import SentPhoto, claim_photos
from geo import sql
from geo.ids import derived_secret, new_public_id, new_secret
from geo.models import SRID, Area, Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import Channel, Event, Participant, Process
from participation.services import Home, participant_by_token, tell_home, token_hash

KINDS, VISIBILITIES, CHANNELS = frozenset(Kind.values), frozenset(Visibility.values), frozenset(Channel.values)
SHOWN_PLACES = frozenset(ShownPlace.values)
CONTACT_LENGTHS = {"name": 120, "email": 254, "phone": 40, "language": 10}
PIN_PLACED = "pin.placed"


@dataclass(frozen=True)
class ContactInput:
    """How the sender may be reached, kept apart from the pin; nothing of it needs to be given."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "fi"

    @property
    def is_given(self) -> bool:
        return bool(self.name.strip() or self.email.strip() or self.phone.strip())


@dataclass(frozen=True)
class PinInput:
    """What somebody wants to say. `geometry` is in EPSG:3067; with neither it nor `about_area`: the whole town."""

    kind: str
    text: str
    category: str = ""
    geometry: BaseGeometry | None = None
    about_area: Area | None = None
    place_note: str = ""
    visibility: str = Visibility.PUBLIC
    language: str = "fi"
    channel: str = Channel.WEB
    process: Process | None = None
    event: Event | None = None
    is_test: bool = False
    shown_place: str = ShownPlace.EXACT
    attributes: dict[str, Any] = field(default_factory=dict)
    must_answer: bool = False  # false for those who were asked nothing, as on the phone
    contact: ContactInput | None = None
    photos: tuple[SentPhoto, ...] = ()


@dataclass(frozen=True)
class Sender:
    """Who sends: the holder of a token, somebody new, or one of many on a shared device."""

    token: str | None = None
    shared_device: bool = False


@dataclass(frozen=True)
class Once:
    """The idempotency key of a write: whose and which key, and what makes a repeat the same request."""

    scope: str
    key: str
    fingerprint: bytes


class UnknownTown(LookupError):
    """There is no town of this slug."""


@dataclass(frozen=True)
class PlacedPin:
    """What the sender is told, and told again when the same request is repeated."""

    id: str
    code: str
    follow_key: str
    participant_token: str | None
    visibility: str
    moderation: str
    received_at: str
    areas: dict[str, str | None] = field(default_factory=dict)
    unit: dict[str, Any] | None = None
    promise: dict[str, Any] = field(default_factory=dict)
    replayed: bool = False

    @property
    def owner(self) -> str | None:
        """The code of the body that must answer; None where no rule says whose it is."""
        return self.unit["code"] if self.unit else None

    @property
    def due_on(self) -> datetime.date | None:
        """The last day of the owner's promise to answer, if there is one."""
        day = self.promise.get("due_on")
        return datetime.date.fromisoformat(day) if day else None


def place_pin(
    *, town: Municipality | str, pin: PinInput, sender: Sender | None = None, once: Once | None = None
) -> PlacedPin:
    """Accept one pin: validated, stored, given to its areas and owner, published if it may be, announced; or nothing.

    One call of one function of the database (migrations/0015_placed_with_owner.py), so also one trip and one commit.
    Whoever knows no more of the town than its slug need not look; UnknownTown when there is none.
    A repeat with the same key gives the first answer; the same key with another request raises
    delivery's IdempotencyConflict. Raises Refused with the fields and reasons when the pin cannot be taken.
    """
    if pin.photos:
        return _with_its_photos(town, pin, sender, once)
    slug = town if isinstance(town, str) else town.slug
    _check(slug, pin)
    public_id = new_public_id()
    secrets = _secrets(public_id, sender or Sender())
    kept = sealed(scope=once.scope, key=once.key, body=_ours(public_id, secrets, pin)) if once else None
    values = _values(slug, pin, public_id) | _whose(secrets, sender or Sender()) | _under(kept, once)
    fault_point("pin.checked")
    found = sql.row("feedback_map/place_pin", values, prepared=True)
    fault_point("pin.placed")
    assert found is not None
    refused, told, kept_fingerprint, kept_body = found
    if refused == "unknown_town":
        raise UnknownTown(slug)
    if refused == "unanswered":
        _refuse_unanswered(slug, pin)
    if refused:
        raise Refused([_why(refused, slug, values["geom"])])
    if kept_body is None:
        return _told(_ours(public_id, secrets, pin), told)
    assert once is not None
    ours = opened(
        scope=once.scope,
        key=once.key,
        fingerprint=once.fingerprint,
        kept_fingerprint=kept_fingerprint,
        kept=kept_body,
    )
    return replace(_told(ours, told), replayed=True)


def place_pin_from_home(
    *, town: Municipality, pin: PinInput, home: Home | None, sender: Sender | None = None, once: Once | None = None
) -> PlacedPin:
    """`place_pin`, and in the same transaction where its sender says they live. A repeat tells nothing anew."""
    if home is None:
        return place_pin(town=town, pin=pin, sender=sender, once=once)
    with in_town(town):
        placed = place_pin(town=town, pin=pin, sender=sender, once=once)
        if not placed.replayed:
            person = participant_by_token(town=town, token=placed.participant_token)
            at = datetime.datetime.fromisoformat(placed.received_at)
            tell_home(town=town, participant_id=person.id, home=home, at=at)
            fault_point("home.told")
        return placed


def own_key(public_id: str) -> str:
    """The key of the sender's own link. It is made again when a letter must carry it; the database keeps its hash."""
    return derived_secret("pin", public_id)


def _with_its_photos(town: Municipality | str, pin: PinInput, sender: Sender | None, once: Once | None) -> PlacedPin:
    """Pin and pictures in one transaction. A repeat claims nothing: the pictures are the first one's already."""
    here = Municipality.objects.defer("boundary").filter(slug=town).first() if isinstance(town, str) else town
    if here is None:
        raise UnknownTown(town)
    with in_town(here):
        placed = place_pin(town=here, pin=replace(pin, photos=()), sender=sender, once=once)
        if not placed.replayed:
            claim_photos(town=here, pin=placed.id, photos=pin.photos, language=pin.language)
        return placed


def follow_hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _check(town: str, pin: PinInput) -> None:
    """Refused with every reason why a pin cannot be taken. Geometry is checked by geo.wire before."""
    errors = []
    if pin.kind not in KINDS:
        errors.append(FieldError("kind", "unknown_kind", _("Choose feedback, suggestion, thanks or idea.")))
    if not pin.text.strip():
        errors.append(FieldError("text", "required", _("Write what you want to say.")))
    elif len(pin.text) > TEXT_LENGTH:
        too_long = format_lazy(_("The text is longer than {limit} characters."), limit=TEXT_LENGTH)
        errors.append(FieldError("text", "too_long", too_long))
    if "\x00" in pin.text:
        errors.append(FieldError("text", "not_text", _("The text has a character that cannot be stored.")))
    if pin.visibility not in VISIBILITIES:
        errors.append(FieldError("visibility", "unknown_visibility", _("Choose whether the message is published.")))
    if pin.channel not in CHANNELS:
        errors.append(FieldError("channel", "unknown_channel", _("The channel is not known.")))
    if pin.shown_place not in SHOWN_PLACES:
        errors.append(FieldError("shown_place", "unknown_value", _("Choose how exactly the place is shown.")))
    if pin.contact is not None:
        errors += wrong_in_contact(pin.contact)
    if errors:
        raise Refused([*errors, *_of_category(town, pin)])


def _refuse_unanswered(town: str, pin: PinInput) -> None:
    """Refused with every question that must be answered."""
    category = Category.objects.get(municipality__slug=town, code=pin.category)
    read_answers(questions_of(category.questions), {})


def wrong_in_contact(contact: ContactInput) -> list[FieldError]:
    errors = []
    if contact.email.strip():
        try:
            validate_email(contact.email.strip())
        except ValidationError:
            errors.append(FieldError("email", "not_an_address", _("This is not an e-mail address.")))
    for name, value in asdict(contact).items():
        if len(value) > CONTACT_LENGTHS[name]:
            too_long = format_lazy(_("The text is longer than {limit} characters."), limit=CONTACT_LENGTHS[name])
            errors.append(FieldError(name, "too_long", too_long))
        if "\x00" in value:
            errors.append(FieldError(name, "not_text", _("The text has a character that cannot be stored.")))
    return errors


def _of_category(town: str, pin: PinInput) -> list[FieldError]:
    """What the category says against a pin that is refused anyway, so that every reason is told at once."""
    has_place = pin.geometry is not None or pin.about_area is not None
    asked = {"town": town, "code": pin.category, "kind": pin.kind, "has_place": has_place}
    (refused,) = sql.row("feedback_map/category_refusal", asked) or (None,)
    return [_why(refused, town, None)] if refused and (refused != "wrong_kind" or pin.kind in KINDS) else []


def _why(refused: str, town: str, geom: bytes | None) -> FieldError:
    """The reason that the database gives, as it is told."""
    if refused == "outside_town":
        return outside_the_town(town, geom)
    field, detail = _REASONS[refused]
    return FieldError(field, refused, detail)


_REASONS = {
    "unknown_category": ("category", _("The town has no such category.")),
    "wrong_kind": ("category", _("This category does not take this kind of message.")),
    "place_needed": ("geometry", _("Show the place: this category needs one.")),
}


@dataclass(frozen=True)
class _Secrets:
    """What only the sender may know: the key of the link to follow the pin by, and who they are."""

    follow_key: str
    token: str


def _secrets(public_id: str, sender: Sender) -> _Secrets:
    """A shared device keeps nothing: there each entry is somebody new."""
    known = None if sender.shared_device else sender.token
    return _Secrets(own_key(public_id), known or new_secret())


def _ours(public_id: str, secrets: _Secrets, pin: PinInput) -> bytes:
    """The part of the answer that we know before the database does; kept enciphered."""
    return json.dumps(
        {
            "id": public_id,
            "follow_key": secrets.follow_key,
            "participant_token": secrets.token,
            "visibility": pin.visibility,
        }
    ).encode()


def _told(ours: bytes, told: str) -> PlacedPin:
    """Both parts of the answer together."""
    return PlacedPin(**json.loads(ours), **json.loads(told or "{}"))


def _values(town: str, pin: PinInput, public_id: str) -> dict[str, Any]:
    geom = None if pin.geometry is None else shapely.to_wkb(shapely.set_srid(pin.geometry, SRID), include_srid=True)
    return {
        "town": town,
        "public_id": public_id,
        "kind": pin.kind,
        "category": pin.category,
        "text": pin.text.strip(),
        "geom": geom,
        "about_area": pin.about_area and pin.about_area.pk,
        "place_note": pin.place_note[:200],
        "channel": pin.channel,
        "visibility": pin.visibility,
        "language": pin.language,
        "is_test": pin.is_test,
        "process": pin.process and pin.process.pk,
        "event": pin.event and pin.event.pk,
        "shown_place": pin.shown_place,
        "attributes": json.dumps(pin.attributes),
        "must_answer": pin.must_answer and not pin.attributes,
        "contact": _contact(pin.contact),
        "topic": PIN_PLACED,
    }


def _contact(contact: ContactInput | None) -> str | None:
    if contact is None or not contact.is_given:
        return None
    return json.dumps({name: value.strip() for name, value in asdict(contact).items()})


def _whose(secrets: _Secrets, sender: Sender) -> dict[str, Any]:
    identity = Participant.Identity.SHARED if sender.shared_device else Participant.Identity.TOKEN
    return {
        "follow_hash": follow_hash(secrets.follow_key),
        "person_id": new_public_id(),
        "person_hash": token_hash(secrets.token),
        "identity": identity.value,
        "person_known": secrets.token == sender.token,
    }


def _under(kept: Sealed | None, once: Once | None) -> dict[str, Any]:
    if kept is None or once is None:
        return {"scope": None, "key": None, "fingerprint": None, "body": None}
    return {"scope": kept.scope, "key": kept.key_hash, "fingerprint": once.fingerprint, "body": kept.body}


def outside_the_town(town: str, geom: bytes | None) -> FieldError:
    """The refusal of a place, with how far off it lies."""
    found = sql.row("feedback_map/distance_outside", {"town": town, "geom": geom})
    distance_m = float(found[0]) if found else 0.0
    shown = f"{distance_m / 1000:.1f} km" if distance_m >= 1000 else f"{max(1, round(distance_m))} m"
    detail = format_lazy(
        _("The place is outside the town, {distance} from its border. Choose a place inside the town."), distance=shown
    )
    return FieldError("geometry", "outside_town", detail)
