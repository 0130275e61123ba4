"""What must follow from a write, written with it, and carried out with leases until it is done or given up."""

import json
import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from psycopg.types.json import Jsonb

from delivery.faults import fault_point
from delivery.topics import Message, Topic, known_topics, topic_named
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town

FIRST_WAIT_S = 30
LONGEST_WAIT_S = 6 * 3600


@dataclass(frozen=True)
class OutboxState:
    """What an operator looks at: `dead` messages wait for a person."""

    waiting: int
    leased: int
    dead: int
    oldest_waiting_at: datetime | None


def enqueue(
    *, topic: str, payload: dict[str, Any], municipality: Municipality | int | None = None, dedupe: str | None = None
) -> bool:
    """Write an outbox row in the caller's transaction. False when the same `dedupe` was written before.

    Payloads name things by id; a reader looks them up when it runs, so that what was erased meanwhile stays erased.
    """
    written = sql.run(
        "delivery/enqueue",
        {
            "topic": topic_named(topic).name,
            "payload": Jsonb(payload),
            "municipality_id": municipality.pk if isinstance(municipality, Municipality) else municipality,
            "dedupe": dedupe or f"{topic}:{secrets.token_hex(16)}",
        },
    )
    fault_point("outbox.enqueued")
    return written == 1


def relay(*, limit: int = 100) -> int:
    """Carry out what is due, oldest first; gives how many were tried. Any number of workers may do so at once."""
    sql.run("delivery/bury_messages", {"topics": known_topics(), "attempts": _attempts()})
    fault_point("relay.started")
    tried = 0
    while tried < limit:
        message = _lease_next()
        if message is None:
            break
        fault_point("outbox.leased")
        _try(message)
        tried += 1
    return tried


def revive(*, message_id: int | None = None) -> int:
    """Give dead messages (or one) another chance."""
    return sql.run("delivery/revive_messages", {"id": message_id})


def outbox_state() -> OutboxState:
    counts = sql.row("delivery/outbox_state")
    assert counts is not None
    return OutboxState(*counts)


def _attempts() -> list[int]:
    return [topic_named(name).attempts for name in known_topics()]


def _lease_next() -> Message | None:
    topics = [topic_named(name) for name in known_topics()]
    leased = sql.row(
        "delivery/lease_message",
        {
            "topics": [topic.name for topic in topics],
            "leases": [topic.lease.total_seconds() for topic in topics],
        },
    )
    if leased is None:
        return None
    id_, topic, payload, municipality_id, dedupe, attempt = leased
    return Message(id_, topic, json.loads(payload), municipality_id, dedupe, attempt)


def _try(message: Message) -> None:
    topic = topic_named(message.topic)
    try:
        with _surroundings(topic, message):
            topic.carry(message)
            fault_point("outbox.carried")
            if not topic.outside:
                _finish(topic, message)
                fault_point("outbox.finished")
    except Exception as error:  # whatever went wrong is kept, and tried again later
        _put_back(topic, message, error)
        return
    fault_point("outbox.committed")
    if topic.outside:
        _finish(topic, message)


@contextmanager
def _surroundings(topic: Topic, message: Message) -> Iterator[None]:
    if topic.outside:
        yield
    elif message.municipality_id is None:
        with transaction.atomic():
            yield
    else:
        with in_town(message.municipality_id):
            yield


class LeaseLost(RuntimeError):
    """Another worker took the message over; what this one did is rolled back."""


def _finish(topic: Topic, message: Message) -> None:
    values = {"id": message.id, "attempt": message.attempt, "private": topic.private}
    if sql.run("delivery/finish_message", values) != 1 and not topic.outside:
        raise LeaseLost(message.id)


def _put_back(topic: Topic, message: Message, error: Exception) -> None:
    fault_point("outbox.failed")
    wait_s = min(FIRST_WAIT_S * 4 ** (message.attempt - 1), LONGEST_WAIT_S)
    sql.run(
        "delivery/put_back_message",
        {
            "id": message.id,
            "attempt": message.attempt,
            "wait_s": wait_s * random.uniform(0.8, 1.2),  # noqa: S311  so that many do not come back together
            "give_up": message.attempt >= topic.attempts,
            "error": _described(error),
        },
    )
    fault_point("outbox.put_back")


def _described(error: Exception) -> str:
    """Where and what kind, without the message of the error: that may quote a resident."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" at {place.tb_frame.f_globals.get('__name__', '?')}:{place.tb_lineno}" if place else ""
    return f"{type(error).__module__}.{type(error).__qualname__}{where}"
