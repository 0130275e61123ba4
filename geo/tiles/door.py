"""Tiles at the web server's door: answered before a request object, signals and middleware are made for them.

Which headers stand on every answer (the policies of the service) is not repeated here: the first tile goes through all
of Django, and what that way adds is kept. Everything but a plain GET of a tile that is there goes that way too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.db import connections

from geo.tiles.answers import Address, Answer, answer
from geo.tiles.first import ADDRESS

Headers = list[tuple[str, str]]
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
OWN = frozenset({"cache-control", "etag", "content-type", "content-length"})
LINES = {status: f"{status} {HTTPStatus(status).phrase}" for status in (200, 204, 304)}
# How a request comes in decides on a redirect and on HSTS; other words for it than these are not worth knowing
WAYS_IN = frozenset({("http", ""), ("http", "https"), ("https", ""), ("https", "https")})


class TilesAtTheDoor:
    """Around Django's WSGI application."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._standing: dict[tuple[str, str], Headers] = {}

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith("/tiles/") or environ["REQUEST_METHOD"] != "GET" or environ.get("SCRIPT_NAME"):
            return self.application(environ, start_response)
        way_in = (environ["wsgi.url_scheme"], environ.get("HTTP_X_FORWARDED_PROTO", ""))
        standing = self._standing.get(way_in)
        if standing is None:
            return self.application(environ, self._learning(way_in, start_response))
        found = _answer(path, environ.get("HTTP_IF_NONE_MATCH", ""))
        if found is None:
            return self.application(environ, start_response)
        headers = [*found.headers.items(), *standing]
        if found.body:
            headers.append(("Content-Length", str(len(found.body))))
        start_response(LINES[found.status], headers)
        return [found.body]

    def _learning(self, way_in: tuple[str, str], start_response: Start) -> Start:
        """Notes what Django adds to the answer of a tile that is there."""

        def start(status: str, headers: Headers, *rest: Any) -> Any:
            if way_in in WAYS_IN and status in LINES.values():
                self._standing[way_in] = [(name, value) for name, value in headers if name.lower() not in OWN]
            return start_response(status, headers, *rest)

        return start


def _answer(path: str, known_tags: str) -> Answer | None:
    """The tile's answer; None for what is to be told by Django: no such tile, or no database."""
    found = ADDRESS.fullmatch(path)
    if found is None:
        return None
    town, layer, grid, *numbers = found.groups()
    z, x, y = map(int, numbers)
    connections["default"].close_if_unusable_or_obsolete()  # as Django does between requests
    try:
        return answer(Address(town, layer, grid, z, x, y), known_tags)
    except Exception:  # whatever it is, it happens again on the long way, and is told there
        return None
