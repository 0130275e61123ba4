"""Mail through the outbox: at least once, with a Message-ID that is the same each time, so that repeats are seen.

An app registers its kinds of letter when it starts: a function from the payload (ids, no texts) to a Letter, or to None
when there is nothing to send any more.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from delivery.faults import fault_point
from delivery.services import enqueue
from delivery.topics import Message, Topic, register
from geo.models import Municipality

TOPIC = "mail"


@dataclass(frozen=True)
class Letter:
    """Plain text, and the same as HTML where there is one. `stop` is the address that ends such letters by one POST.

    A subject is read on locked telephones and by mail servers: nothing unpublished stands in it.
    """

    to: str
    subject: str
    text: str
    reply_to: str = ""
    html: str = ""
    stop: str = ""
    language: str = ""


Writer = Callable[[dict[str, Any]], Letter | None]
_writers: dict[str, Writer] = {}


def register_letter(kind: str, writer: Writer) -> None:
    if _writers.setdefault(kind, writer) is not writer:
        raise ValueError(f"Two writers for letters of the kind {kind}.")


def post_letter(
    *, kind: str, payload: dict[str, Any], dedupe: str | None = None, municipality: Municipality | int | None = None
) -> bool:
    """Have a letter sent after the caller's transaction commits."""
    if kind not in _writers:
        raise LookupError(f"No app writes letters of the kind {kind}.")
    return enqueue(topic=TOPIC, payload={**payload, "kind": kind}, municipality=municipality, dedupe=dedupe)


def message_id(dedupe: str) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(dedupe.encode()).hexdigest()[:32]}@{domain}>"


def carry(message: Message) -> None:
    letter = _writers[message.payload["kind"]](message.payload)
    if letter is None:
        return
    reply_to = [letter.reply_to] if letter.reply_to else None
    fault_point("mail.written")
    mail = EmailMultiAlternatives(
        letter.subject, letter.text, to=[letter.to], reply_to=reply_to, headers=_headers(letter, message)
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    mail.send()
    fault_point("mail.sent")


def _headers(letter: Letter, message: Message) -> dict[str, str]:
    """RFC 8058: a mail program may unsubscribe with one click, without opening a page."""
    headers = {"Message-ID": message_id(message.dedupe), "Auto-Submitted": "auto-generated"}
    if letter.language:
        headers["Content-Language"] = letter.language
    if letter.stop:
        headers |= {"List-Unsubscribe": f"<{letter.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def register_topic() -> None:
    register(Topic(TOPIC, carry, outside=True, private=True))
