"""What follows from pins. For now it is written down that they came; routing and mail read it later."""

from delivery.topics import Message, Topic, register
from feedback_map.importing.announce import PINS_LOADED, note_load
from feedback_map.models import Pin
from feedback_map.services import PIN_MODERATED, PIN_PLACED


def note_pin(message: Message) -> None:
    """The pin must be there: an outbox row without its pin would mean that a transaction was torn."""
    if not Pin.objects.filter(public_id=message.payload["pin"]).exists():
        raise LookupError("the pin of the message is gone")


def register_topics() -> None:
    register(Topic(name=PIN_PLACED, carry=note_pin))
    register(Topic(name=PIN_MODERATED, carry=note_pin))
    register(Topic(name=PINS_LOADED, carry=note_load))
