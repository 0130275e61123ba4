"""What follows from releases. Whoever has to tell somebody of new public figures registers here."""

from __future__ import annotations

from collections.abc import Callable

from delivery.topics import Message, Topic, register
from neighbourhoods.models import Release

RELEASED = "coverage.released"
Listener = Callable[[Release], object]

_listeners: list[Listener] = []


def when_released(listener: Listener) -> None:
    """Register who hears of a release, in the message's transaction and town."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_of_release(message: Message) -> None:
    found = Release.objects.filter(public_id=message.payload["release"]).first()
    if found is not None:
        for listener in _listeners:
            listener(found)


def register_topics() -> None:
    register(Topic(name=RELEASED, carry=tell_of_release))
