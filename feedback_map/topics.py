"""What follows from pins. Whoever has to tell somebody of an entry in a pin's history registers here."""

from collections.abc import Callable

from delivery.topics import Message, Topic, register
from feedback_map.importing.announce import PINS_LOADED, note_load
from feedback_map.models import Pin, Update
from feedback_map.services import PIN_MODERATED, PIN_PLACED, PIN_UPDATED

Listener = Callable[[Update], object]

_listeners: list[Listener] = []


def when_pin_updated(listener: Listener) -> None:
    """Register who hears of entries that concern the sender. Registering twice is the same as once."""
    if listener not in _listeners:
        _listeners.append(listener)


def note_pin(message: Message) -> None:
    """The pin must be there: an outbox row without its pin would mean that a transaction was torn."""
    if not Pin.objects.filter(public_id=message.payload["pin"]).exists():
        raise LookupError("the pin of the message is gone")


def tell_of_update(message: Message) -> None:
    """Every listener hears of the entry, in the transaction of the message and in its town."""
    update = Update.objects.select_related("pin", "pin__category", "state", "owner", "municipality").get(
        public_id=message.payload["update"]
    )
    for listener in _listeners:
        listener(update)


def register_topics() -> None:
    register(Topic(name=PIN_PLACED, carry=note_pin))
    register(Topic(name=PIN_MODERATED, carry=note_pin))
    register(Topic(name=PIN_UPDATED, carry=tell_of_update))
    register(Topic(name=PINS_LOADED, carry=note_load))
