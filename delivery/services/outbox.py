"""What must follow from a write, written with it, and carried out with leases until it is done or given up."""

import json
import math
import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
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

BATCH = 50
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
    written = sql.row(
        "delivery/enqueue",
        {
            "topic": topic_named(topic).name,
            "payload": Jsonb(payload),
            "municipality_id": municipality.pk if isinstance(municipality, Municipality) else municipality,
            "dedupe": dedupe or f"{topic}:{secrets.token_hex(16)}",
        },
        prepared=True,
    )
    fault_point("outbox.enqueued")
    return written == (True,)


def relay(*, limit: int = 10_000, for_s: float = math.inf) -> int:
    """Carry out what is due, oldest first; gives how many were tried. Any number of workers may do so at once.

    What is new and stays in the database is leased many at a time. Letters, and what failed or killed a worker before,
    one at a time: a slow server must not outlast the leases of others, nor a poison message spoil its neighbours'.
    """
    topics = [topic_named(name) for name in known_topics()]
    sql.run("delivery/bury_messages", {"topics": [t.name for t in topics], "attempts": [t.attempts for t in topics]})
    fault_point("relay.started")
    tried, end = 0, time.monotonic() + for_s
    while tried < limit and time.monotonic() < end:
        leased = _lease(topics, most=1) + _lease(
            [topic for topic in topics if not topic.outside], most=BATCH, fresh=True
        )
        fault_point("outbox.leased")
        for message in leased:
            _try(message)
        tried += len(leased)
        if not leased:
            break
    return tried


def revive(*, message_id: int | None = None) -> int:
    """Give dead messages (or one) another chance."""
    return sql.run("delivery/revive_messages", {"id": message_id})


def outbox_state() -> OutboxState:
    counts = sql.row("delivery/outbox_state")
    assert counts is not None
    return OutboxState(*counts)


def _lease(topics: list[Topic], *, most: int, fresh: bool = False) -> list[Message]:
    leased = sql.rows(
        "delivery/lease_messages",
        {
            "topics": [topic.name for topic in topics],
            "leases": [topic.lease.total_seconds() for topic in topics],
            "most": most,
            "fresh": fresh,
        },
    )
    return [
        Message(id_, topic, json.loads(payload), municipality_id, dedupe, attempt)
        for id_, topic, payload, municipality_id, dedupe, attempt in sorted(leased)
    ]


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
    """The effect and the mark that it is done are one commit. It need not wait for the disk: lost together in a crash,
    they are made again together."""
    if topic.outside:
        yield
        return
    with transaction.atomic():
        sql.set_local("synchronous_commit", "off")
        with in_town(message.municipality_id) if message.municipality_id else nullcontext():
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
