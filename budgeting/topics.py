"""What follows from rounds. Whoever has to tell somebody of a published result registers here."""

from __future__ import annotations

from collections.abc import Callable

from budgeting.models import Round
from budgeting.services.counting import RESULT_PUBLISHED
from delivery.topics import Message, Topic, register

Listener = Callable[[Round], object]

_listeners: list[Listener] = []


def when_result_published(listener: Listener) -> None:
    """Register who hears of a round whose result was published, in the message's transaction and town."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_of_result(message: Message) -> None:
    found = Round.objects.filter(public_id=message.payload["round"]).first()
    if found is not None:
        for listener in _listeners:
            listener(found)


def register_topics() -> None:
    register(Topic(name=RESULT_PUBLISHED, carry=tell_of_result))
