"""Following over the wire: an address is asked by letter first, a key reads and ends it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from delivery.services import relay
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Follow, Follower
from tests.feedback_map.handling import make_pin
from tests.wire import codes, degrees, read, send

STREET = {"topic": "street", "reference": "Rantakatu"}


def follow(town: Municipality, **said: Any) -> Any:
    return send(town, said, "follows")


def end(town: Municipality, path: str, version: str = "") -> int:
    headers = {"If-Match": version} if version else {}
    return Client().delete(f"/api/v1/towns/{town.slug}/{path}", headers=headers).status_code


def test_an_address_is_followed_only_once_its_holder_has_said_yes(town: Municipality) -> None:
    asked = follow(town, **STREET, email="maija@example.org", rhythm="daily", language="sv")
    assert (asked.status_code, asked.json()) == (202, {"confirmed": False, "key": None, "own_url": None})
    with in_town(town):
        assert not Follow.objects.running(town).exists()
    relay()
    [letter] = mail.outbox
    link = re.search(r"(/sv/\S+/follow/confirm/\S+)", str(letter.body))
    assert letter.to == ["maija@example.org"] and link is not None
    Client().post(link[1])
    with in_town(town):
        assert Follow.objects.running(town).get().follower.rhythm == "daily"


def test_the_answer_does_not_tell_whether_the_address_is_known(town: Municipality) -> None:
    first, again = (follow(town, **STREET, email="maija@example.org") for _each in range(2))
    assert (first.status_code, first.content) == (again.status_code, again.content)


def test_without_an_address_the_key_reads_what_is_new(town: Municipality) -> None:
    made = follow(town, **STREET).json()
    assert made["confirmed"] and made["own_url"].endswith(f"/follow/{made['key']}")
    pin = make_pin(town, text="Rantakadulla on kuoppa")
    from participation.news import notice_news

    notice_news(town)
    told = read(town, f"follows/{made['key']}")
    assert (told["by_email"], [one["name"] for one in told["follows"]]) == (False, ["Rantakatu"])
    [news] = told["follows"][0]["news"]
    assert news["text"] == "Rantakadulla on kuoppa" and news["url"].endswith(f"/pins/{pin.public_id}")


def test_one_reader_follows_more_things_by_the_same_key(town: Municipality) -> None:
    key = follow(town, **STREET).json()["key"]
    assert follow(town, topic="category", reference="streets", key=key).json()["key"] == key
    assert len(read(town, f"follows/{key}")["follows"]) == 2


def test_one_thing_is_ended_and_the_other_stays(town: Municipality) -> None:
    key = follow(town, **STREET).json()["key"]
    follow(town, topic="category", reference="streets", key=key)
    path = f"follows/{key}/{read(town, f'follows/{key}')['follows'][0]['id']}"
    assert end(town, path) == 428
    version = Client().get(f"/api/v1/towns/{town.slug}/{path}").headers["ETag"]
    assert end(town, path, version) == 204
    assert [one["topic"] for one in read(town, f"follows/{key}")["follows"]] == ["category"]
    read(town, path, 404)


def test_everything_is_erased_at_once(town: Municipality) -> None:
    key = follow(town, **STREET).json()["key"]
    version = Client().get(f"/api/v1/towns/{town.slug}/follows/{key}").headers["ETag"]
    assert end(town, f"follows/{key}", version) == 204
    with in_town(town):
        assert not Follower.objects.exists()
    read(town, f"follows/{key}", 404)


def test_a_place_is_followed_by_its_degrees_and_kept_to_a_hundred_metres(town: Municipality) -> None:
    lon, lat = degrees(2.031, 2.047)
    near = {"lon": lon, "lat": lat, "radius_m": 500, "name": "Koti"}
    assert follow(town, topic="near", near=near).status_code == 201
    with in_town(town):
        east, north, radius, name = Follow.objects.get().reference.split(",")
    assert (int(east) % 100, int(north) % 100, radius, name) == (0, 0, "500", "Koti")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "reference"),
        ({"topic": "moon", "reference": "x"}, "topic"),
        ({"topic": "street", "reference": "a"}, "reference"),
        ({"topic": "pin", "reference": "no-such-pin"}, "reference"),
        ({**STREET, "email": "maija@"}, "email"),
        ({**STREET, "rhythm": "hourly"}, "rhythm"),
        ({**STREET, "colour": "red"}, "colour"),
        ({"topic": "near", "near": {"lon": "east", "lat": None}}, "near"),
        ({"topic": "near", "near": [1]}, ""),
        ({"topic": "near", "near": {"lon": 20.0, "lat": 60.0, "radius_m": 500}}, "reference"),
        ({"topic": "near", "near": {"lon": 27.27, "lat": 61.69, "radius_m": 10**9}}, "reference"),
    ],
)
def test_a_wrong_wish_is_refused_by_field(town: Municipality, said: dict[str, Any], field: str) -> None:
    refused = send(town, json.dumps(said).encode(), "follows")
    assert field in {one.partition(".")[0] for one, _code in codes(refused)}, refused.content
    with in_town(town):
        assert not Follow.objects.exists()


def test_a_key_that_is_nobodys_begins_nothing(town: Municipality) -> None:
    assert follow(town, **STREET, key="nobodys").status_code == 404
    with in_town(town):
        assert not Follow.objects.exists()
