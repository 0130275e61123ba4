"""The log in lines of JSON, for machines that gather logs. It names no person, text, place, address or key.

Of an exception its kind and where it happened are told, not its words: a database repeats in them what somebody sent.
Of a request its route is told, not its address; nothing of what came with it.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from types import TracebackType

from django.http import HttpRequest, HttpResponseBase

REQUEST: ContextVar[str] = ContextVar("request", default="")
FRAMES = 12
log = logging.getLogger("kuuluvuus.request")


class JsonLines(logging.Formatter):
    """One object in one line; a line feed in a message is escaped, so nobody writes a line of their own."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if REQUEST.get():
            told["request"] = REQUEST.get()
        if record.exc_info and record.exc_info[0]:
            told["exception"] = record.exc_info[0].__qualname__
            told["where"] = _where(record.exc_info[2])
        return json.dumps(told, ensure_ascii=True)


def _where(found: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(found)[-FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


class RequestLines:
    """One line for each request, and a random name for it that is also on the answer, to find the one by the other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not log.isEnabledFor(logging.INFO):
            return self.get_response(request)
        begun, name = time.perf_counter(), secrets.token_hex(8)
        token = REQUEST.set(name)
        try:
            response = self.get_response(request)
            took_ms = round((time.perf_counter() - begun) * 1000, 1)
            route = request.resolver_match.route if request.resolver_match else "none"
            told = {"route": route, "method": request.method, "status": response.status_code, "ms": took_ms}
            log.info("answered", extra={"told": told})
        finally:
            REQUEST.reset(token)
        response.headers["X-Request-Id"] = name
        return response
