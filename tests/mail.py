"""A real mail server on this machine, and the letters that came to it."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

from delivery.models import OutboxMessage
from delivery.services import relay


@dataclass
class Letterbox:
    """What came, in order. `cuts` connections are cut after the letter was received, before the server says so."""

    came: list[EmailMessage] = field(default_factory=list)
    cuts: int = 0
    port: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        letter = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.came.append(letter)
        if self.cuts:
            self.cuts -= 1
            assert server.transport is not None
            server.transport.close()
        return "250 received"

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.came if letter["To"] == address]

    def newest(self, address: str) -> EmailMessage:
        return self.to(address)[-1]


def plain(letter: EmailMessage) -> str:
    return _part(letter, "plain")


def html(letter: EmailMessage) -> str:
    return _part(letter, "html")


def _part(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None, f"no {kind} part"
    return str(part.get_content()).replace("\r\n", "\n")


def links(letter: EmailMessage) -> list[str]:
    """The addresses in the plain text, without the host: what a test client opens."""
    return [word.partition("127.0.0.1:8000")[2] for word in plain(letter).split() if "127.0.0.1:8000" in word]


def stop_link(letter: EmailMessage) -> str:
    return str(letter["List-Unsubscribe"]).strip("<>").partition("127.0.0.1:8000")[2]


def carry_all() -> None:
    """Let the worker do everything that is due now, and what follows from it."""
    while relay():
        pass


def due_at_once() -> None:
    """Nobody waits for the next try."""
    OutboxMessage.objects.filter(done_at=None).update(available_at="2020-01-01T00:00:00Z")


@contextmanager
def mail_server() -> Iterator[Letterbox]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Letterbox(port=port)
    server: Any = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_USE_TLS": False,
        "EMAIL_HOST_USER": "",
    }
    try:
        with override_settings(**settings):
            yield box
    finally:
        server.stop()
