"""Finding addresses at an outside geocoder: a real HTTP server of our own that speaks as the known services do."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from geo import places
from geo.models import Municipality, PlaceName
from geo.places import places_named
from tests.factories import make_town, spot
from tests.map_services import MapService, running

INSIDE, ELSEWHERE = (27.25, 61.62), (24.94, 60.17)


@pytest.fixture
def service(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[MapService]:
    monkeypatch.setattr(places, "patience", places.Patience())
    monkeypatch.setattr(places, "GEOCODER_TIMEOUT_S", 10.0)  # the machine of the tests may be busy
    with running() as server:
        settings.GEOCODER_URL = server.url + "/search?text={q}&key=secret"
        server.answer = lambda path: (200, features(("Porrassalmenkatu 9, Testtown", INSIDE)))
        yield server


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("testtown")


def features(*found: tuple[str, tuple[float, float]], key: str = "label") -> bytes:
    made = [{"properties": {key: name}, "geometry": {"type": "Point", "coordinates": place}} for name, place in found]
    return json.dumps({"type": "FeatureCollection", "features": made}).encode()


def names(town: Municipality, words: str = "porrassalmenkatu 9") -> list[str]:
    return [place.name for place in places_named(town, words, most=10)]


@pytest.mark.parametrize(
    "properties",
    [
        {"label": "Porrassalmenkatu 9, Mikkeli", "name": "9"},  # Pelias, Digitransit
        {"display_name": "Porrassalmenkatu 9, Mikkeli"},  # Nominatim
        {"street": "Porrassalmenkatu", "housenumber": "9"},  # Photon
    ],
)
def test_the_known_services_are_understood(town: Municipality, service: MapService, properties: dict[str, str]) -> None:
    feature = {"properties": properties, "geometry": {"type": "Point", "coordinates": INSIDE}}
    service.answer = lambda path: (200, json.dumps({"features": [feature]}).encode())
    [found] = places_named(town, "porrassalmenkatu 9", most=10)
    assert found.name.startswith("Porrassalmenkatu 9")
    assert (found.source, found.longitude, found.latitude) == ("address", *INSIDE)


def test_the_words_are_sent_with_the_towns_name_and_nothing_else(
    client: Client, town: Municipality, service: MapService
) -> None:
    answer = client.get("/api/v1/towns/testtown/places?q=Porrassalmenkatu 9", headers={"user-agent": "Reader/1.0"})
    assert [place["properties"]["name"] for place in answer.json()["features"]] == ["Porrassalmenkatu 9, Testtown"]
    assert service.asked == ["/search?text=Porrassalmenkatu%209%2C%20Testtown&key=secret"]
    assert "secret" not in answer.content.decode()


def test_only_what_is_in_the_town_is_found(town: Municipality, service: MapService) -> None:
    service.answer = lambda path: (200, features(("Täällä", INSIDE), ("Helsingissä", ELSEWHERE), ("Merellä", (0, 0))))
    assert names(town) == ["Täällä"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"features": 7}',
        b'{"features": [1, null, {}, {"properties": {}, "geometry": null}]}',
        b'{"features": [{"properties": {"label": "x"}, "geometry": {"coordinates": ["a", "b"]}}]}',
        b'{"features": [{"properties": {"label": "x"}, "geometry": {"coordinates": [1e999, 61]}}]}',
        b'{"features": ' + b"[" * 5000,
        features(("Suuri", INSIDE)) + b" " * places.GEOCODER_BYTES,
    ],
)
def test_a_bad_answer_finds_nothing_and_breaks_nothing(town: Municipality, service: MapService, body: bytes) -> None:
    service.answer = lambda path: (200, body)
    assert names(town) == []


@pytest.mark.parametrize("status", [301, 429, 500])
def test_a_service_that_fails_is_left_in_peace_while_own_names_are_found(
    town: Municipality, service: MapService, status: int
) -> None:
    PlaceName.objects.create(municipality=town, name="Porrassalmi", kind="water", point=spot(2, 2), weight=80)
    service.answer = lambda path: (status, b"")
    assert [names(town, words) for words in ("porrassalmi", "porrassalm", "porrassal")] == [["Porrassalmi"]] * 3
    assert len(service.asked) == 1


def test_a_slow_service_is_not_waited_for(
    town: Municipality, service: MapService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "GEOCODER_TIMEOUT_S", 0.3)

    def slow(path: str) -> tuple[int, bytes]:
        time.sleep(3)
        return 200, features(("Myöhässä", INSIDE))

    service.answer = slow
    began = time.monotonic()
    assert names(town) == []
    assert time.monotonic() - began < 2.5


def test_the_same_words_are_asked_once_and_a_flood_does_not_reach_the_service(
    town: Municipality, service: MapService
) -> None:
    assert [names(town) for _ in range(3)] == [["Porrassalmenkatu 9, Testtown"]] * 3
    assert len(service.asked) == 1
    for number in range(100):
        names(town, f"katu {number}")
    assert len(service.asked) == places.patience.most_a_minute


def test_two_letters_are_too_few_and_without_a_service_nobody_is_asked(
    town: Municipality, service: MapService, settings: Any
) -> None:
    assert names(town, "po") == []
    settings.GEOCODER_URL = ""
    assert names(town) == []
    assert service.asked == []
