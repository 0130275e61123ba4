"""Who carries out what stands in the outbox. Apps register their topics when they start (`AppConfig.ready`)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any


@dataclass(frozen=True)
class Message:
    """An outbox row as its reader gets it. `attempt` is 1 the first time; `dedupe` is the same every time."""

    id: int
    topic: str
    payload: dict[str, Any]
    municipality_id: int | None
    dedupe: str
    attempt: int


Carry = Callable[[Message], None]


@dataclass(frozen=True)
class Topic:
    """`outside` topics (mail, other people's servers) run without a transaction, so at least once.

    All others run in one transaction with the mark that they are done, in the message's town: exactly once.
    `private` payloads are emptied when the message is done.
    """

    name: str
    carry: Carry
    outside: bool = False
    private: bool = False
    attempts: int = 8
    lease: timedelta = field(default=timedelta(seconds=60))


class UnknownTopic(LookupError):
    """Nobody registered this topic: a misspelling, or an app that is not installed."""


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> None:
    known = _topics.setdefault(topic.name, topic)
    if known.carry is not topic.carry:
        raise ValueError(f"Two readers for the topic {topic.name}.")


def topic_named(name: str) -> Topic:
    try:
        return _topics[name]
    except KeyError:
        raise UnknownTopic(name) from None


def known_topics() -> list[str]:
    return sorted(_topics)
