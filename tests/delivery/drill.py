"""What the kill drills do: in a process of its own (`-m tests.delivery.drill accept KEY | relay`), or in the test's.

The process's database comes from the environment; `KUULUVUUS_FAULT_POINT` says where it dies. A worker that was forked
from one that was ready (tests/delivery/killing.py) is told both.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any


def accept(key: str) -> str:
    """Take one request with a key: an effect, an outbox row, an answer."""
    from delivery.models import IdempotencyKey
    from delivery.services import Answer, answer_once, enqueue, fingerprint

    def place() -> Answer:
        IdempotencyKey.objects.create(scope="pin", key=key, fingerprint=b"")
        enqueue(topic="drill", payload={}, dedupe=key)
        return Answer(201, key.encode())

    return answer_once(scope="POST", key=key, fingerprint=fingerprint("POST", "/", b""), effect=place).body.decode()


def register_topics() -> None:
    from delivery import mail
    from delivery.models import IdempotencyKey
    from delivery.topics import Message, Topic, known_topics, register

    def effect(message: Message) -> None:
        if message.payload.get("fails") and message.attempt == 1:
            raise ValueError
        IdempotencyKey.objects.create(scope="effect", key=message.dedupe, fingerprint=b"")

    if "drill" not in known_topics():
        register(Topic("drill", effect))
        mail.register_letter("drill", lambda payload: mail.Letter("maija@example.fi", "Kuitti", "Kiitos."))


def work(arguments: Sequence[str], dies_at: str, overridden: Mapping[str, Any]) -> None:
    """A forked worker's whole life."""
    from django.conf import settings

    from delivery.faults import arm

    for name, value in overridden.items():
        setattr(settings, name, value)
    arm(dies_at)
    do(arguments)


def do(arguments: Sequence[str]) -> None:
    from delivery.services import relay

    if arguments[0] == "accept":
        sys.stdout.write(accept(arguments[1]))
    else:
        relay()


def main() -> None:
    import django

    django.setup()
    register_topics()
    do(sys.argv[1:])


if __name__ == "__main__":
    main()
