"""Writes about pins. `place_pin` is the one way in; whatever is derived from pins follows in the same transaction."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass, field, replace

import shapely
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from delivery.services import Claim, claim, enqueue, remember
from feedback_map.models import Category, Kind, Moderation, Pin, Visibility
from feedback_map.models.pins import TEXT_LENGTH
from geo import sql
from geo.ids import new_public_id, new_secret
from geo.models import SRID, Area, Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import Channel, Event, Process
from participation.services import (
    Home,
    KnownParticipant,
    participant_by_token,
    participant_on_shared_device,
    tell_home,
)

CATEGORY_COLUMNS = ("id", "code", "kinds", "shown_when", "needs_place")  # in the order of the model
KINDS, VISIBILITIES, CHANNELS = frozenset(Kind.values), frozenset(Visibility.values), frozenset(Channel.values)
PIN_PLACED = "pin.placed"
PIN_MODERATED = "pin.moderated"


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
    replayed: bool = False


def place_pin(
    *, town: Municipality, pin: PinInput, sender: Sender | None = None, once: Once | None = None
) -> PlacedPin:
    """Accept one pin: validated, stored, assigned to its areas, published if it may be, announced; all or nothing.

    A repeat with the same key gives the first answer; the same key with another request raises
    delivery's IdempotencyConflict. Raises Refused with the fields and reasons when the pin cannot be taken.
    """
    with in_town(town, plan_once=True):
        claimed = claim(scope=once.scope, key=once.key, fingerprint=once.fingerprint) if once else None
        if claimed and claimed.answer:
            return replace(PlacedPin(**json.loads(claimed.answer.body)), replayed=True)
        category = _checked(town, pin)
        known = _participant(town, sender or Sender())
        placed, pin_id = _stored(town, pin, category, known)
        derive_pins(town=town, pins=[pin_id], placed=pin.geometry is not None or pin.about_area is not None)
        placed = replace(placed, areas=_areas_of(town, pin_id, pin))
        enqueue(topic=PIN_PLACED, payload={"pin": placed.id}, municipality=town, dedupe=f"{PIN_PLACED}:{placed.id}")
        _remember(claimed, placed)
        return placed


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
        return placed


def moderate_pin(*, town: Municipality, pin: Pin, moderation: str) -> Pin:
    """Show, hide or reject a pin; what is derived follows at once. The same decision again changes nothing."""
    with in_town(town):
        sql.run("feedback_map/share_derived", {"town": town.pk})
        Pin.objects.filter(pk=pin.pk).update(moderation=moderation)
        derive_pins(town=town, pins=[pin.pk], placed=False)
        enqueue(topic=PIN_MODERATED, payload={"pin": pin.public_id, "moderation": moderation}, municipality=town)
    pin.moderation = moderation
    return pin


def change_visibility(*, town: Municipality, pin: Pin, visibility: str) -> Pin:
    """The sender publishes a pin or takes it back from the map; what is derived follows at once."""
    with in_town(town):
        sql.run("feedback_map/share_derived", {"town": town.pk})
        Pin.objects.filter(pk=pin.pk).update(visibility=visibility)
        derive_pins(town=town, pins=[pin.pk], placed=False)
    pin.visibility = visibility
    return pin


def derive_pins(*, town: Municipality, pins: list[int], placed: bool = True) -> int:
    """Assign some pins to their areas (when `placed`) and bring their published rows in line.

    Gives the number of deltas written. Runs inside the caller's `in_town`; run again, it changes nothing.
    """
    one = len(pins) == 1
    if placed:
        sql.run("feedback_map/assign_pins", {"town": town.pk, "pins": pins}, prepared=one)
    return sql.run("feedback_map/publish_pins", {"town": town.pk, "pins": pins}, prepared=one)


def follow_hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _checked(town: Municipality, pin: PinInput) -> Category | None:
    """The category of a valid pin; Refused with every reason otherwise. Geometry is checked by geo.wire before."""
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
    category = _category(town, pin, errors)
    if errors:
        raise Refused(errors)
    return category


def _category(town: Municipality, pin: PinInput, errors: list[FieldError]) -> Category | None:
    if not pin.category:
        return None
    found = sql.row("feedback_map/category_of_pin", {"town": town.pk, "code": pin.category}, prepared=True)
    category = Category.from_db("default", CATEGORY_COLUMNS, found) if found else None
    if category is None:
        errors.append(FieldError("category", "unknown_category", _("The town has no such category.")))
    elif pin.kind in KINDS and pin.kind not in category.kinds:
        errors.append(FieldError("category", "wrong_kind", _("This category does not take this kind of message.")))
    elif category.needs_place and pin.geometry is None and pin.about_area is None:
        errors.append(FieldError("geometry", "place_needed", _("Show the place: this category needs one.")))
    return category


def _participant(town: Municipality, sender: Sender) -> KnownParticipant:
    if sender.shared_device:
        return participant_on_shared_device(town=town)
    return participant_by_token(town=town, token=sender.token)


def _moderation(pin: PinInput, category: Category | None) -> str:
    """Whether a pin shows at once is its category's setting; without a category, a moderator looks first."""
    at_once = category is not None and category.shown_when == Category.ShownWhen.AT_ONCE
    return Moderation.SHOWN if at_once or pin.visibility == Visibility.PRIVATE else Moderation.WAITING


def _stored(
    town: Municipality, pin: PinInput, category: Category | None, known: KnownParticipant
) -> tuple[PlacedPin, int]:
    public_id, follow_key = new_public_id(), new_secret()
    geom = None if pin.geometry is None else shapely.to_wkb(shapely.set_srid(pin.geometry, SRID), include_srid=True)
    moderation = _moderation(pin, category)
    stored = sql.row(
        "feedback_map/insert_pin",
        {
            "town": town.pk,
            "public_id": public_id,
            "follow_hash": follow_hash(follow_key),
            "kind": pin.kind,
            "category": category and category.pk,
            "text": pin.text.strip(),
            "geom": geom,
            "about_area": pin.about_area and pin.about_area.pk,
            "place_note": pin.place_note[:200],
            "channel": pin.channel,
            "visibility": pin.visibility,
            "moderation": moderation,
            "language": pin.language,
            "participant": known.id,
            "process": pin.process and pin.process.pk,
            "event": pin.event and pin.event.pk,
            "is_test": pin.is_test,
        },
        prepared=True,
    )
    if stored is None:
        raise Refused([_outside(town, geom)])
    pin_id, code, received_at = stored
    told = PlacedPin(
        id=public_id,
        code=code,
        follow_key=follow_key,
        participant_token=known.token,
        visibility=pin.visibility,
        moderation=moderation,
        received_at=received_at.astimezone(datetime.UTC).isoformat(),
    )
    return told, pin_id


def _outside(town: Municipality, geom: bytes | None) -> FieldError:
    found = sql.row("feedback_map/distance_outside", {"town": town.pk, "geom": geom})
    distance_m = float(found[0]) if found else 0.0
    shown = f"{distance_m / 1000:.1f} km" if distance_m >= 1000 else f"{max(1, round(distance_m))} m"
    detail = format_lazy(
        _("The place is outside the town, {distance} from its border. Choose a place inside the town."), distance=shown
    )
    return FieldError("geometry", "outside_town", detail)


def _areas_of(town: Municipality, pin_id: int, pin: PinInput) -> dict[str, str | None]:
    """The code of the pin's area in each set valid today; null is outside the set. Whole-town pins have none."""
    if pin.geometry is None and pin.about_area is None:
        return {}
    return dict(sql.rows("feedback_map/areas_of_pin", {"pin": pin_id}, prepared=True))


def _remember(claimed: Claim | None, placed: PlacedPin) -> None:
    if claimed:
        remember(claimed, 201, json.dumps(asdict(placed)).encode())
