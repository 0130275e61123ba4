"""What follows from pins that came many at once.

A pin that somebody sends has an outbox row of its own (`pin.placed`), because somebody waits for what follows from it.
Pins of a file are news to nobody one by one: a file has one row that names them all, by the range of their ids. The
range holds no other pin of the town, because the load keeps other pins waiting (`lock_derived`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from delivery.services import enqueue
from delivery.topics import Message
from feedback_map.models import Pin
from geo.models import Municipality

PINS_LOADED = "pins.loaded"


@dataclass(frozen=True)
class NewPins:
    """The pins of one load: the first and the last id, both included, and how many there are."""

    first: int
    last: int
    count: int


def announce_load(*, town: Municipality, pins: NewPins, source: str) -> None:
    """Write the outbox row of a load, in its transaction, after `lock_derived`."""
    payload = {**asdict(pins), "source": source}
    enqueue(topic=PINS_LOADED, payload=payload, municipality=town, dedupe=f"{PINS_LOADED}:{pins.first}")


def note_load(message: Message) -> None:
    """Some pin of the load must be there: an outbox row without pins would mean that a transaction was torn."""
    if not Pin.objects.filter(pk__range=(message.payload["first"], message.payload["last"])).exists():
        raise LookupError("the pins of the message are gone")
