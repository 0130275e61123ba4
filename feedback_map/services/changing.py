"""The one way in which the handling of a pin changes: nobody's edit is overwritten, and every change has its entry.

The row is locked, the version that was seen is compared, the pin changes, its history gets an entry, what is derived
follows, and whoever has to be told is told by the outbox: all in one transaction.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from delivery.services import enqueue
from feedback_map.models import CLOSED, Pin, State, Update
from feedback_map.services.deriving import derive_pins
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town

PIN_UPDATED = "pin.updated"
INSIDE = frozenset({Update.Kind.NOTE.value, Update.Kind.ASSIGNED.value})
# What shows the sender that somebody has taken the message up. Notes and desks' arrangements do not.
REACTIONS = frozenset(
    kind.value
    for kind in (
        Update.Kind.ACKNOWLEDGED,
        Update.Kind.ANSWER,
        Update.Kind.STATE,
        Update.Kind.ROUTED,
        Update.Kind.MERGED,
        Update.Kind.OUTCOME,
    )
)
LAST_UPDATES = 5


@dataclass(frozen=True)
class Change:
    """Who acts, and which version of the pin was before them (None: whichever it is, for programs and batches).

    `at` is when it happened, where a record tells that it was before now.
    """

    by: User | None = None
    version: int | None = None
    author: str = Update.Author.STAFF
    batch: str = ""
    at: datetime.datetime | None = None


@dataclass(frozen=True)
class Words:
    """What everybody may read, in its language, and what stays in the house."""

    text: str = ""
    language: str = ""
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """What is to be entered: the kind, the words, and the pin's fields with their new values."""

    kind: str
    words: Words = field(default_factory=Words)
    sets: Mapping[str, Any] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """How a pin stands: the current side of a stale edit."""

    pin: Pin
    updates: tuple[Update, ...]


@dataclass(frozen=True)
class Attempt:
    """What was tried upon an older version: the other side of a stale edit."""

    version: int
    entry: Entry


class StaleEdit(Exception):
    """The pin changed after it was read. Both versions are here, so that nobody's words are lost."""

    status = 412
    code = "stale_edit"

    def __init__(self, current: Standing, yours: Attempt) -> None:
        super().__init__(f"version {yours.version} was edited, version {current.pin.version} is current")
        self.current, self.yours = current, yours


def enter(*, town: Municipality, pin: Pin, entry: Entry, change: Change) -> Update | None:
    """Make one change of a pin. None when everything is so already and nothing is said: then nothing is written.

    StaleEdit when another version than the current one was before whoever acts.
    """
    with in_town(town):
        now = locked_pin(town, pin.pk)
        update = enter_locked(now, entry, change)
        if update is not None:
            follow_up(town=town, updates=[update])
    for name in (*CHANGING, *entry.sets):
        setattr(pin, name, getattr(now, name))
    return update


def enter_locked(now: Pin, entry: Entry, change: Change) -> Update | None:
    """`enter` for a pin that the caller has locked; the caller has what follows done (`follow_up`)."""
    if change.version not in (None, now.version):
        raise StaleEdit(standing(now), Attempt(change.version or 0, entry))
    differs = differing(now, entry)
    if not (differs or says_something(now, entry)):
        return None
    return _written(now, entry, change, differs)


def follow_up(*, town: Municipality, updates: Sequence[Update]) -> None:
    """What follows from entries: the public rows of their pins, and the news for those whom they concern."""
    told = [update for update in updates if update.kind not in INSIDE]
    if told:
        derive_pins(town=town, pins=sorted({update.pin_id for update in told}), placed=False)
    for update in told:
        announce(town=town, pin=update.pin, update=update)


def differing(pin: Pin, entry: Entry) -> dict[str, Any]:
    """The fields that the entry changes, with their new values."""
    return {name: value for name, value in entry.sets.items() if getattr(pin, name) != value}


CHANGING = ("version", "acknowledged_at", "answered_at", "closed_at")
CLOCKS = CHANGING[1:]


def locked_pin(town: Municipality, pin_id: int) -> Pin:
    """The pin as it is, kept so until the transaction ends. Waits while everything derived is rebuilt."""
    sql.run("feedback_map/share_derived", {"town": town.pk})
    pins = Pin.objects.filter(municipality=town).select_related("state", "owner", "assignee", "merged_into")
    return pins.select_for_update(of=("self",)).get(pk=pin_id)


def locked_pins(town: Municipality, pin_ids: Iterable[int]) -> list[Pin]:
    """Several pins, locked in one order, so that two who lock the same ones never wait for one another in a circle."""
    sql.run("feedback_map/share_derived", {"town": town.pk})
    wanted = set(pin_ids)
    pins = Pin.objects.filter(municipality=town, pk__in=wanted).select_related("state", "owner", "merged_into")
    found = list(pins.order_by("pk").select_for_update(of=("self",)))
    if len(found) != len(wanted):
        raise Pin.DoesNotExist
    return found


def standing(pin: Pin) -> Standing:
    """The pin with its last updates, newest first."""
    updates = pin.updates.select_related("state", "owner", "user").order_by("-at", "-pk")
    return Standing(pin, tuple(updates[:LAST_UPDATES]))


def announce(*, town: Municipality, pin: Pin, update: Update) -> None:
    """Have those told whom it concerns; what there is to tell is looked up then."""
    payload = {"pin": pin.public_id, "update": update.public_id}
    enqueue(topic=PIN_UPDATED, payload=payload, municipality=town, dedupe=f"{PIN_UPDATED}:{update.public_id}")


def says_something(pin: Pin, entry: Entry) -> bool:
    is_first = entry.kind == Update.Kind.ACKNOWLEDGED and pin.acknowledged_at is None
    return bool(is_first or entry.words.text or entry.words.note or entry.detail)


def _written(pin: Pin, entry: Entry, change: Change, differs: Mapping[str, Any]) -> Update:
    """Change the locked pin and its clocks; gives the entry in its history, which knows how it was before."""
    at = change.at or timezone.now()
    before = {"state_before": pin.state, "owner_before": pin.owner}
    was = {name: _kept(getattr(pin, name)) for name in (*differs, *CLOCKS)}
    for name, value in differs.items():
        setattr(pin, name, value)
    _turn_clocks(pin, entry, change, at)
    was = {name: value for name, value in was.items() if value != _kept(getattr(pin, name))}
    pin.version += 1
    pin.save(update_fields=[*CHANGING, *(name for name in differs if name not in CHANGING)])
    return Update.objects.create(
        municipality_id=pin.municipality_id,
        pin=pin,
        kind=entry.kind,
        author=change.author,
        user=change.by,
        at=at,
        state=pin.state,
        owner=pin.owner,
        public_text=entry.words.text,
        language=entry.words.language,
        internal_note=entry.words.note,
        detail={**entry.detail, "version": pin.version, **({"was": was} if was else {})},
        batch=change.batch,
        **before,
    )


def _kept(value: Any) -> Any:
    """A value as the history keeps it: rows by their number, moments as text."""
    return value.pk if isinstance(value, Model) else value.isoformat() if isinstance(value, datetime.date) else value


def _turn_clocks(pin: Pin, entry: Entry, change: Change, at: datetime.datetime) -> None:
    """The first reaction and the first answer count; a state is closed since it became so."""
    if entry.kind == Update.Kind.UNDONE:
        return  # the entry itself says how they were
    if change.author == Update.Author.STAFF and entry.kind in REACTIONS:
        pin.acknowledged_at = pin.acknowledged_at or at
    if entry.kind == Update.Kind.ANSWER:
        pin.answered_at = pin.answered_at or at
    pin.closed_at = (pin.closed_at or at) if is_closed(pin.state) else None


def is_closed(state: State | None) -> bool:
    return state is not None and state.type in CLOSED


def is_fixed(state: State | None) -> bool:
    """Only what was done counts as fixed; "closed, not done" never does."""
    return state is not None and state.type == "done"
