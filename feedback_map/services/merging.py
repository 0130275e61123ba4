"""One thing, told several times: messages are joined with the one that is kept, and can be parted again.

Every message stays what it is, with its own sender, text and history. Those below the kept one get the state of what
was told before, and whoever sent or supported them is told what the kept one's sender is told (`told_pins`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from feedback_map.models import Pin, State, StateType, Update
from feedback_map.services.acts import checked
from feedback_map.services.changing import Change, Entry, Words, enter_locked, follow_up, locked_pins
from feedback_map.services.states import state_of_type
from geo import sql
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town


def merge_pins(
    *, town: Municipality, kept: Pin, others: Sequence[Pin], change: Change, words: Words | None = None
) -> list[Update]:
    """Join others with the one that is kept (or with the one that it was joined with). Again, nothing changes."""
    said = checked(words or Words())
    with in_town(town):
        sql.run("feedback_map/lock_merging", {"town": town.pk})
        top = _top(town, kept.pk)
        locked = {pin.pk: pin for pin in locked_pins(town, [top, *(other.pk for other in others)])}
        joining = [pin for number, pin in locked.items() if number != top and _is_new(locked[top], pin)]
        duplicate = state_of_type(town, StateType.DUPLICATE)
        updates: list[Update] = []
        for number, pin in enumerate(joining):
            seen = change if number == 0 else _unseen(change)
            updates += _both(
                (locked[top], Entry(Update.Kind.MERGED, said, detail={"other": pin.pk, "is_kept": True}), seen),
                (pin, _joining(locked[top], duplicate, said), _unseen(change)),
            )
        follow_up(town=town, updates=updates)
    return updates


def part_pins(*, town: Municipality, pins: Sequence[Pin], change: Change, words: Words | None = None) -> list[Update]:
    """Take messages away from what they were joined with; each gets back the state that it had."""
    said = checked(words or Words())
    with in_town(town):
        sql.run("feedback_map/lock_merging", {"town": town.pk})
        tops = Pin.objects.filter(pk__in=[pin.pk for pin in pins], merged_into__isnull=False)
        wanted = [pin.pk for pin in pins] + list(tops.values_list("merged_into_id", flat=True))
        locked = {pin.pk: pin for pin in locked_pins(town, wanted)}
        updates: list[Update] = []
        for pin in (locked[one.pk] for one in pins):
            if pin.merged_into_id is None:
                continue
            kept = locked[pin.merged_into_id]
            updates += _both(
                (pin, _parting(pin, said), change),
                (kept, Entry(Update.Kind.PARTED, said, detail={"other": pin.pk, "is_kept": True}), _unseen(change)),
            )
        follow_up(town=town, updates=updates)
    return updates


def told_pins(pin: Pin) -> list[Pin]:
    """The pin, and all that were joined with it: their senders and supporters are told what is said on it."""
    with in_town(pin.municipality_id):
        found = [row[0] for row in sql.rows("feedback_map/joined_pins", {"pin": pin.pk})]
        return list(Pin.objects.filter(pk__in=found).order_by("pk"))


def kept_pin(pin: Pin) -> Pin:
    """The one that the pin was joined with at last; itself when it was joined with none."""
    with in_town(pin.municipality_id):
        return Pin.objects.get(pk=_top_id(pin.pk))


def _top(town: Municipality, pin_id: int) -> int:
    if not Pin.objects.filter(municipality=town, pk=pin_id).exists():
        raise Pin.DoesNotExist
    return _top_id(pin_id)


def _top_id(pin_id: int) -> int:
    (found,) = sql.row("feedback_map/kept_pin", {"pin": pin_id}) or (pin_id,)
    return int(found)


def _is_new(kept: Pin, other: Pin) -> bool:
    """Whether there is something to join; Refused where it may not be."""
    if other.merged_into_id == kept.pk:
        return False
    if other.merged_into_id is not None:
        raise Refused([FieldError("others", "merged_elsewhere", _("One of them is joined with another message."))])
    if other.is_published and not kept.is_published:
        raise Refused([FieldError("kept", "not_published", _("A public message is joined with a public one only."))])
    return True


def _joining(kept: Pin, duplicate: State, said: Words) -> Entry:
    sets = {"merged_into": kept, "state": duplicate}
    return Entry(Update.Kind.MERGED, said, sets, {"other": kept.pk})


def _parting(pin: Pin, said: Words) -> Entry:
    """The state comes back unless somebody gave it another one since."""
    sets: dict[str, object] = {"merged_into": None}
    joined = pin.updates.filter(kind=Update.Kind.MERGED, detail__other=pin.merged_into_id).order_by("-pk").first()
    if joined is not None and joined.state_id == pin.state_id:
        sets["state"] = joined.state_before
    return Entry(Update.Kind.PARTED, said, sets, {"other": pin.merged_into_id})


def _both(*entries: tuple[Pin, Entry, Change]) -> list[Update]:
    made = (enter_locked(pin, entry, change) for pin, entry, change in entries)
    return [update for update in made if update is not None]


def _unseen(change: Change) -> Change:
    """The version that was seen was that of one pin; the others are changed as they are."""
    return replace(change, version=None)
