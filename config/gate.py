"""The gate before Django: requests that a slow database holds take no more threads than they may, and one stays free.

A server that is merely busy lets everybody wait their turn, as ever. But when all places are taken and the database
does not answer, waiting helps nobody: who comes then is told at once to come again, and a load balancer that asks
for `/healthz` gets its answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.utils import translation

from config.language import of_request
from config.problems import RETRY_AFTER_S, problem
from config.pulse import Pulse
from frontend.views.errors import page_for

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
LOOKS_EVERY_S = 0.1
STUCK_S = 10.0
# Asked by those who watch over the service; they pass by the gate
WATCHED = frozenset({"/healthz", "/healthz/live"})
FOR_PROGRAMS = ("/api/", "/ogc/", "/open311/", "/tiles/", "/basemap/")


class Gate:
    """Around the WSGI application of one process, which works on `places` requests at a time."""

    def __init__(self, application: Application, *, places: int, pulse: Pulse) -> None:
        self.application = application
        self.pulse = pulse
        self._free = places
        self._moved = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in WATCHED:
            return self.application(environ, start_response)
        if not self._enters():
            response = _refusal(WSGIRequest(environ))
            start_response("503 Service Unavailable", list(response.items()))
            return [response.content]
        try:
            return self.application(environ, start_response)
        finally:
            with self._moved:
                self._free += 1
                self._moved.notify()

    def _enters(self) -> bool:
        until = time.monotonic() + STUCK_S
        with self._moved:
            while not self._free:
                if time.monotonic() > until or self.pulse.is_slow():
                    return False
                self._moved.wait(LOOKS_EVERY_S)
            self._free -= 1
        return True


def _refusal(request: WSGIRequest) -> HttpResponse:
    """In the reader's language and form, and without a question to the database."""
    with translation.override(of_request(request)):
        if request.path.startswith(FOR_PROGRAMS):
            response = problem(503, headers={"Retry-After": str(RETRY_AFTER_S)})
        else:
            response = page_for(request, 503)
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    return response
