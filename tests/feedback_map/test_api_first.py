"""The short way of a pin: nobody can tell it from the long way, which everything out of the ordinary takes."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from geo.models import AreaSet, Municipality
from tests.wire import message, point, send

SHORT = "feedback_map.api.first.PinsFirst"
REFUSED: list[tuple[Any, dict[str, str]]] = [
    (message(kind="rant"), {}),
    (message(category="nothing"), {}),
    (message(text=""), {"Accept_Language": "sv"}),
    (message(point(13, 5)), {"Accept_Language": "en"}),
    (message(channel="phone"), {}),
    (message(link="nothing"), {}),
    (message(), {"X_Participant_Token": "me"}),
    (message(), {"Content_Type": "text/plain"}),
    (message(), {"Host": "elsewhere.example"}),
    (message(), {"Accept": "image/png"}),
    (b"[" * 1000, {}),
    (b"{", {"Accept_Language": "en"}),
]


def told(response: Any) -> tuple[int, dict[str, str], bytes]:
    return response.status_code, dict(response.headers), response.content


@pytest.fixture
def long_way(settings: Settings) -> Any:
    def send_so(town: Municipality, body: Any, **headers: str) -> Any:
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != SHORT]
        return send(town, body, "pins", **headers)

    return send_so


@pytest.mark.parametrize("language", ["fi", "sv", "en", "xx"])
def test_both_ways_give_the_same_answer_with_the_same_headers(
    town: Municipality, halves: AreaSet, long_way: Any, language: str
) -> None:
    headers = {"Idempotency_Key": "k", "Accept_Language": language}
    short = send(town, message(point()), **headers)
    assert short.status_code == 201
    assert told(long_way(town, message(point()), **headers)) == told(short)


@pytest.mark.parametrize(("body", "headers"), REFUSED)
def test_both_ways_refuse_alike(town: Municipality, long_way: Any, body: Any, headers: dict[str, str]) -> None:
    short = send(town, body, **headers)
    assert short.status_code >= 400
    assert told(long_way(town, body, **headers)) == told(short)


def test_a_town_that_is_not_there_is_not_there_on_both_ways(town: Municipality, long_way: Any) -> None:
    town.slug = "nowhere"
    short = send(town, message())
    assert short.status_code == 404
    assert told(long_way(town, message())) == told(short)


def test_a_knock_too_many_is_counted_once_and_told_the_same(
    town: Municipality, settings: Settings, long_way: Any
) -> None:
    settings.PINS_PER_ADDRESS = 3
    assert [send(town, message()).status_code for _ in range(4)] == [201, 201, 201, 429]
    assert long_way(town, message()).status_code == 429


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/geo+json"}, {"Accept": "*/*"}])
def test_an_ordinary_message_takes_the_short_way_without_a_session(town: Municipality, headers: dict[str, str]) -> None:
    response = send(town, message(), **headers)
    assert response.status_code == 201
    assert not hasattr(response.wsgi_request, "session")


def test_a_member_of_the_staff_takes_the_long_way(town: Municipality) -> None:
    response = send(town, message(), Authorization="Bearer nothing")
    assert response.status_code == 401
    assert hasattr(response.wsgi_request, "session")
