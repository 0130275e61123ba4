"""The same thing done to many messages: looked at first, done in one transaction, and taken back as one.

What a preview says and what a run does come from the same plan (`_planned`), so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback_map.models import Pin, State, Update
from feedback_map.permissions import may_handle
from feedback_map.services.acts import Act, entry_for
from feedback_map.services.changing import (
    Change,
    Entry,
    Words,
    differing,
    enter_locked,
    follow_up,
    locked_pins,
    says_something,
)
from geo.ids import new_public_id
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

MOST_PINS = 1_000


@dataclass(frozen=True)
class Line:
    """What becomes of one pin: the fields that change, as they were and as they are to be; or why it is refused.

    Neither fields nor words: it is so already, and nothing happens.
    """

    pin: Pin
    entry: Entry | None = None
    was: dict[str, Any] = field(default_factory=dict)
    becomes: dict[str, Any] = field(default_factory=dict)
    refused: FieldError | None = None


@dataclass(frozen=True)
class Batch:
    """What was done together, under the name by which it can be taken back."""

    id: str
    lines: tuple[Line, ...]
    updates: tuple[Update, ...]


def preview_act(
    *, town: Municipality, pins: Sequence[Pin], act: Act, by: User, seen: Mapping[int, int] | None = None
) -> list[Line]:
    """What `run_act` would do now; nothing is written."""
    with in_town(town):
        found = Pin.objects.filter(municipality=town, pk__in=_numbers(pins))
        ordered = found.select_related("state", "owner", "assignee").order_by("pk")
        return [_planned(town, pin, act, by, seen or {}) for pin in ordered]


def run_act(
    *, town: Municipality, pins: Sequence[Pin], act: Act, by: User, seen: Mapping[int, int] | None = None
) -> Batch:
    """Do it to all that it can be done to, or to none when the server stops halfway.

    `seen` are the versions that were looked at: a pin that somebody changed since is refused.
    """
    batch = new_public_id()
    with in_town(town):
        lines = [_planned(town, pin, act, by, seen or {}) for pin in locked_pins(town, _numbers(pins))]
        change = Change(by=by, batch=batch)
        made = [enter_locked(line.pin, line.entry, change) for line in lines if line.entry is not None]
        updates = [update for update in made if update is not None]
        follow_up(town=town, updates=updates)
    return Batch(batch, tuple(lines), tuple(updates))


def answer_many(
    *, town: Municipality, pins: Sequence[Pin], words: Words, by: User, state: State | None = None
) -> Batch:
    """One answer for all who told of the same thing; each gets it as their own."""
    return run_act(town=town, pins=pins, act=Act("answer", words, state), by=by)


def undo_act(*, town: Municipality, batch: str, by: User) -> Batch:
    """Put every pin of a batch back to what it was, but for those that somebody changed since: they are refused.

    The history keeps both, what was done and that it was taken back. Undone again, nothing changes.
    """
    again = new_public_id()
    with in_town(town):
        entries = {
            entry.pin_id: entry for entry in Update.objects.filter(municipality=town, batch=batch).order_by("pk")
        }
        lines = [_back(town, pin, entries[pin.pk], by) for pin in locked_pins(town, entries)]
        change = Change(by=by, batch=again)
        made = [enter_locked(line.pin, line.entry, change) for line in lines if line.entry is not None]
        updates = [update for update in made if update is not None]
        follow_up(town=town, updates=updates)
    return Batch(again, tuple(lines), tuple(updates))


def _planned(town: Municipality, pin: Pin, act: Act, by: User, seen: Mapping[int, int]) -> Line:
    if seen.get(pin.pk, pin.version) != pin.version:
        return Line(pin, refused=_CHANGED_SINCE)
    return _plan(town, pin, act, by)


def _plan(town: Municipality, pin: Pin, act: Act, by: User) -> Line:
    if not may_handle(by, pin, town):
        return Line(pin, refused=_NOT_YOURS)
    try:
        entry = entry_for(town, pin, act)
    except Refused as refused:
        return Line(pin, refused=refused.errors[0])
    return Line(pin) if entry is None else _line(pin, entry)


def _back(town: Municipality, pin: Pin, entry: Update, by: User) -> Line:
    if not may_handle(by, pin, town):
        return Line(pin, refused=_NOT_YOURS)
    if pin.version != entry.detail["version"] or entry.kind == Update.Kind.UNDONE:
        return Line(pin, refused=_CHANGED_SINCE)
    was = entry.detail.get("was", {})
    sets = {name: _again(pin, name, value) for name, value in was.items()}
    return _line(pin, Entry(Update.Kind.UNDONE, sets=sets, detail={"undoes": entry.pk}))


def _line(pin: Pin, entry: Entry) -> Line:
    becomes = differing(pin, entry)
    if not (becomes or says_something(pin, entry)):
        return Line(pin)
    return Line(pin, entry, {name: getattr(pin, name) for name in becomes}, becomes)


def _again(pin: Pin, name: str, value: Any) -> Any:
    """A value as the history keeps it, made a value of the pin's field again."""
    named: Any = Pin._meta.get_field(name)
    if value is None or not named.is_relation:
        return named.to_python(value)
    return named.related_model.objects.get(pk=value)


def _numbers(pins: Sequence[Pin]) -> set[int]:
    numbers = {pin.pk for pin in pins}
    if len(numbers) > MOST_PINS:
        raise Refused([FieldError("pins", "too_many", _("Choose fewer messages: at most a thousand at once."))])
    return numbers


_NOT_YOURS = FieldError("pin", "not_yours", _("Another unit handles this message."))
_CHANGED_SINCE = FieldError("pin", "changed_since", _("Somebody changed this message since."))
