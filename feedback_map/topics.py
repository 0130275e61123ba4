"""What follows from pins. Whoever has to tell somebody of an entry in a pin's history registers here."""

from collections.abc import Callable
from datetime import timedelta

from delivery.topics import Message, Topic, register
from feedback_map.importing.announce import PINS_LOADED, note_load
from feedback_map.models import Initiative, Outcome, Pin, Update
from feedback_map.open311.client.sending import SEND, carry, send_on
from feedback_map.services import PIN_MODERATED, PIN_PLACED, PIN_UPDATED
from feedback_map.services.initiatives import INITIATIVE_CHANGED
from feedback_map.services.outcomes import OUTCOME_PUBLISHED
from feedback_map.services.words import PINS_WORDS, ask_for_words, learn_of_load, learn_of_pin

Listener = Callable[[Update], object]
PinListener = Callable[[Pin], object]
OutcomeListener = Callable[[Outcome], object]
InitiativeListener = Callable[[Initiative], object]

_listeners: list[Listener] = []
_pin_listeners: list[PinListener] = []
_outcome_listeners: list[OutcomeListener] = []
_initiative_listeners: list[InitiativeListener] = []


def when_pin_comes(listener: PinListener) -> None:
    """Register who hears of pins that came or were moderated, in the message's transaction and town: maybe twice."""
    if listener not in _pin_listeners:
        _pin_listeners.append(listener)


def when_pin_updated(listener: Listener) -> None:
    """Register who hears of entries that concern the sender. Registering twice is the same as once."""
    if listener not in _listeners:
        _listeners.append(listener)


def when_outcome_published(listener: OutcomeListener) -> None:
    """Register who hears of outcomes that were published, or tell of more messages than before."""
    if listener not in _outcome_listeners:
        _outcome_listeners.append(listener)


def when_initiative_changes(listener: InitiativeListener) -> None:
    """Register who hears of initiatives that were shown, hidden, carried on or answered."""
    if listener not in _initiative_listeners:
        _initiative_listeners.append(listener)


def note_pin(message: Message) -> None:
    """The pin must be there: an outbox row without its pin would mean that a transaction was torn."""
    pin = Pin.objects.select_related("category").filter(public_id=message.payload["pin"]).first()
    if pin is None:
        raise LookupError("the pin of the message is gone")
    for listener in _pin_listeners:
        listener(pin)


def tell_of_update(message: Message) -> None:
    """Every listener hears of the entry, in the transaction of the message and in its town; of an erased one nobody."""
    related = ("pin", "pin__category", "state", "owner", "municipality")
    update = Update.objects.select_related(*related).filter(public_id=message.payload["update"]).first()
    if update is not None:
        for listener in _listeners:
            listener(update)


def tell_of_outcome(message: Message) -> None:
    outcome = Outcome.objects.filter(public_id=message.payload["outcome"]).first()
    if outcome is not None:
        for listener in _outcome_listeners:
            listener(outcome)


def tell_of_initiative(message: Message) -> None:
    initiative = Initiative.objects.filter(public_id=message.payload["initiative"]).defer("place").first()
    if initiative is not None:
        for listener in _initiative_listeners:
            listener(initiative)


def _note_load(message: Message) -> None:
    note_load(message)
    if message.municipality_id is not None:
        ask_for_words(message.municipality_id)


def register_topics() -> None:
    register(Topic(name=PIN_PLACED, carry=note_pin))
    register(Topic(name=PIN_MODERATED, carry=note_pin))
    register(Topic(name=PIN_UPDATED, carry=tell_of_update))
    register(Topic(name=OUTCOME_PUBLISHED, carry=tell_of_outcome))
    register(Topic(name=INITIATIVE_CHANGED, carry=tell_of_initiative))
    register(Topic(name=PINS_LOADED, carry=_note_load))
    register(Topic(name=PINS_WORDS, carry=learn_of_load, lease=timedelta(minutes=5)))
    register(Topic(name=SEND, carry=carry, outside=True))
    when_pin_comes(learn_of_pin)
    when_pin_comes(lambda pin: send_on(town=pin.municipality_id, pin=pin))
