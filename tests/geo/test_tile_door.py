"""Tiles at the door: nobody can tell them from what all of Django answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from pytest_django import Settings

from geo.models import Municipality
from geo.tiles.door import TilesAtTheDoor
from tests.factories import make_halves, make_town

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
Told = tuple[str, dict[str, str], bytes]


@pytest.fixture
def town() -> Municipality:
    town = make_town("doors")
    make_halves(town)
    return town


def asked(application: Any, path: str, method: str = "GET", **environ: str) -> Told:
    started: list[tuple[str, dict[str, str]]] = []
    request = RequestFactory().generic(method, path, **environ)  # type: ignore[arg-type]
    answer = application(request.environ, lambda status, headers: started.append((status, dict(headers))))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return (*started[0], body)


FULL = "/tiles/doors/areas/WebMercatorQuad/9/294/143.mvt"
EMPTY = "/tiles/doors/areas/WebMercatorQuad/9/0/0.mvt"
PATHS = [
    FULL,
    EMPTY,
    "/tiles/doors/pins/ETRS-TM35FIN/3/4/6.mvt",
    "/tiles/doors/pins/WebMercatorQuad/3/9/9.mvt",
    "/tiles/doors/nothing/WebMercatorQuad/1/0/0.mvt",
    "/tiles/nowhere/pins/WebMercatorQuad/1/0/0.mvt",
    "/tiles/doors/pins/WebMercatorQuad/1/0/0.png",
    "/tiles/",
]


@pytest.mark.parametrize("path", PATHS)
def test_the_answer_is_the_same_as_that_of_all_of_django(town: Municipality, path: str) -> None:
    django, door = WSGIHandler(), TilesAtTheDoor(WSGIHandler())
    asked(door, EMPTY)
    assert asked(door, path) == asked(django, path)
    assert asked(door, path, "HEAD") == asked(django, path, "HEAD")


def test_a_tile_that_the_reader_has_is_not_sent_again(town: Municipality) -> None:
    django, door = WSGIHandler(), TilesAtTheDoor(WSGIHandler())
    status, headers, body = asked(door, FULL)
    assert status == "200 OK" and body
    held = {"HTTP_IF_NONE_MATCH": headers["ETag"]}
    assert asked(door, FULL, **held) == asked(django, FULL, **held)
    assert asked(door, FULL, **held)[0] == "304 Not Modified"


def test_after_the_first_tile_django_is_not_asked_for_tiles_and_for_all_else_it_is(town: Municipality) -> None:
    went_in: list[str] = []
    django = WSGIHandler()

    def counted(environ: dict[str, Any], start: Any) -> Any:
        went_in.append(environ["PATH_INFO"])
        return django(environ, start)

    door = TilesAtTheDoor(counted)
    for path in (FULL, FULL, EMPTY, "/healthz"):
        asked(door, path)
    assert went_in == [FULL, "/healthz"]


def test_where_https_is_demanded_plain_http_is_sent_on_and_never_learned(
    town: Municipality, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 60
    door = TilesAtTheDoor(WSGIHandler())
    secure = {"HTTP_X_FORWARDED_PROTO": "https"}
    for _ in range(2):
        assert asked(door, FULL)[0].startswith("301")
        assert "Strict-Transport-Security" in asked(door, FULL, **secure)[1]
