"""Asking another service over HTTP: within a time and a size, never led on to another host, not saying who asks."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

USER_AGENT = "Kuuluvuus (participation service of a Finnish town)"
_PIECE = 65_536


class Away(Exception):
    """The other service did not answer as asked; `status` is its HTTP status where it gave one."""

    def __init__(self, why: str, status: int = 0, body: bytes = b"") -> None:
        super().__init__(why)
        self.status, self.body = status, body


@dataclass(frozen=True)
class Question:
    address: str
    accept: str
    within_s: float
    most_bytes: int
    form: bytes | None = None  # posted, when there is one
    headers: tuple[tuple[str, str], ...] = ()


class _SameHostOnly(HTTPRedirectHandler):
    def redirect_request(self, req: Request, *answer: Any) -> Request | None:
        if urlsplit(answer[-1]).netloc != urlsplit(req.full_url).netloc:
            return None
        return super().redirect_request(req, *answer)


def ask(question: Question) -> bytes:
    """The body of the answer, or Away."""
    if urlsplit(question.address).scheme not in ("http", "https"):
        raise Away("no web address")
    headers = {"User-Agent": USER_AGENT, "Accept": question.accept, **dict(question.headers)}
    request = Request(question.address, data=question.form, headers=headers)  # noqa: S310
    until = time.monotonic() + question.within_s
    try:
        with build_opener(_SameHostOnly).open(request, timeout=question.within_s) as answer:
            return _read(answer, question.most_bytes, until)
    except HTTPError as error:
        raise Away(str(error), error.code) from error
    except (OSError, ValueError, HTTPException) as error:
        raise Away(str(error)) from error


def _read(answer: Any, most_bytes: int, until: float) -> bytes:
    """Piece by piece: a service that drips its answer must not hold us for longer than a silent one."""
    body = bytearray()
    while piece := answer.read1(_PIECE):
        body += piece
        if len(body) > most_bytes:
            raise Away("too large")
        if time.monotonic() > until:
            raise Away("too slow")
    return bytes(body)
