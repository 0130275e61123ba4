"""A process of its own for the kill drills: `python -m tests.delivery.drill accept|relay|mail [KEY]`.

Its database comes from the environment; `KUULUVUUS_FAULT_POINT` says where it dies.
"""

import sys

import django

django.setup()

from delivery import mail  # noqa: E402
from delivery.models import IdempotencyKey  # noqa: E402
from delivery.services import Answer, answer_once, enqueue, fingerprint, relay  # noqa: E402
from delivery.topics import Message, Topic, register  # noqa: E402


def effect(message: Message) -> None:
    if message.payload.get("fails") and message.attempt == 1:
        raise ValueError
    IdempotencyKey.objects.create(scope="effect", key=message.dedupe, fingerprint=b"")


def accept(key: str) -> None:
    def place() -> Answer:
        IdempotencyKey.objects.create(scope="pin", key=key, fingerprint=b"")
        enqueue(topic="drill", payload={}, dedupe=key)
        return Answer(201, key.encode())

    answer = answer_once(scope="POST", key=key, fingerprint=fingerprint("POST", "/", b""), effect=place)
    sys.stdout.write(answer.body.decode())


register(Topic("drill", effect))
mail.register_letter("drill", lambda payload: mail.Letter("maija@example.fi", "Kuitti", "Kiitos."))

if sys.argv[1] == "accept":
    accept(sys.argv[2])
else:
    relay()
