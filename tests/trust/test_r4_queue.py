"""R4: kill -9 of the worker at each named point; what it held comes back, and no effect is lost or doubled."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from delivery.models import IdempotencyKey, OutboxMessage
from delivery.services import relay
from tests.delivery.drill import register_topics
from tests.delivery.killing import KILLED, drill, posting_to

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
POINTS = ("relay.started", "outbox.leased", "outbox.carried", "outbox.finished", "outbox.committed")


@pytest.fixture(autouse=True)
def _drill_topics() -> None:
    register_topics()


def put(topic: str, **payload: object) -> None:
    OutboxMessage.objects.create(topic=topic, payload=payload, dedupe=f"{topic} 1")


def let_leases_run_out() -> None:
    OutboxMessage.objects.update(available_at=Now() - timedelta(seconds=1))


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_worker_loses_and_doubles_nothing(point: str) -> None:
    put("drill")
    assert drill("relay", dies_at=point) == KILLED
    let_leases_run_out()
    relay()
    assert IdempotencyKey.objects.filter(scope="effect").count() == 1
    assert OutboxMessage.objects.get().done_at is not None


@pytest.mark.parametrize("point", ["outbox.failed", "outbox.put_back"])
def test_a_worker_killed_while_it_puts_a_message_back_does_not_lose_it(point: str) -> None:
    put("drill", fails=True)
    assert drill("relay", dies_at=point) == KILLED
    let_leases_run_out()
    relay()
    assert IdempotencyKey.objects.filter(scope="effect").count() == 1


class Post:
    """A mail server that keeps what it is given; `drops` connections before it confirms the letter."""

    def __init__(self, drops: int) -> None:
        self.letters: list[str] = []
        self.drops = drops
        post = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                post.receive(self)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self.port = str(self.server.server_address[1])
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def receive(self, session: socketserver.StreamRequestHandler) -> None:
        session.wfile.write(b"220 post\r\n")
        for line in session.rfile:
            if line.upper().startswith(b"DATA"):
                session.wfile.write(b"354 go on\r\n")
                self.letters.append(b"".join(iter(session.rfile.readline, b".\r\n")).decode())
                if self.drops:
                    self.drops -= 1
                    return
            session.wfile.write(b"250 ok\r\n")

    @property
    def ids(self) -> list[str]:
        lines = [line for letter in self.letters for line in letter.splitlines()]
        return [line.split(":", 1)[1].strip() for line in lines if line.lower().startswith("message-id:")]


@pytest.fixture
def post() -> Iterator[Post]:
    made = Post(drops=0)
    yield made
    made.server.shutdown()
    made.server.server_close()


def send_here(post: Post, settings: Any) -> None:
    """The same worker's work in this process."""
    for name, value in posting_to(int(post.port)).items():
        setattr(settings, name, value)
    relay()


def send(post: Post, dies_at: str = "") -> int:
    return drill("mail", dies_at=dies_at, **posting_to(int(post.port)))


@pytest.mark.parametrize(("point", "letters"), [("mail.written", 1), ("mail.sent", 2)])
def test_a_worker_killed_around_the_sending_sends_at_least_once_under_one_id(
    post: Post, settings: Any, point: str, letters: int
) -> None:
    put("mail", kind="drill")
    assert send(post, dies_at=point) == KILLED
    let_leases_run_out()
    send_here(post, settings)
    assert (len(post.ids), len(set(post.ids))) == (letters, 1)
    assert OutboxMessage.objects.get().payload == {}
