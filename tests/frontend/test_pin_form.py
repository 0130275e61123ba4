"""The three steps without a browser: every way to tell a place, every slip, every repeat."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from feedback_map.models import CollectionLink, Pin
from geo.models import Area, Municipality
from geo.tenancy import in_town
from participation.models import Participant

NEW = "/testila/pins/new"
SAID = {"kind": "suggestion", "category": "streets", "text": "Lisää valoja.", "visibility": "public"}
INSIDE = json.dumps({"type": "Point", "coordinates": [27.25, 61.62]})
FAR_OFF = json.dumps({"type": "Point", "coordinates": [25.0, 60.2]})


def pins(town: Municipality) -> list[Pin]:
    with in_town(town):
        return list(Pin.objects.select_related("participant", "about_area", "event").order_by("pk"))


def key_in(html: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', html)
    assert found
    return found[1]


def send(client: Client, key: str = "k1", **fields: str) -> Any:
    return client.post(NEW, {"step": "check", "go": "send", "key": key, "where": "town", **SAID, **fields})


def test_the_form_mints_a_key_when_it_is_opened_and_keeps_it(client: Client, town: Municipality) -> None:
    first = client.get(NEW).content.decode()
    second = client.post(NEW, {"step": "where", "go": "next", "where": "town", "key": key_in(first)})
    assert key_in(second.content.decode()) == key_in(first) != key_in(client.get(NEW).content.decode())


@pytest.mark.parametrize(
    ("fields", "stored"),
    [
        ({"where": "map", "geometry": INSIDE}, ("Point", None, "")),
        ({"where": "place", "place": "27.25,61.62,Testitori, reuna"}, ("Point", None, "Testitori, reuna")),
        ({"where": "area", "area": "W"}, (None, "W", "")),
        ({"where": "near", "near": "koulun portilla", "area": "E"}, (None, "E", "koulun portilla")),
        ({"where": "town"}, (None, None, "")),
    ],
)
def test_each_way_to_tell_the_place(
    client: Client, town: Municipality, fields: dict[str, str], stored: tuple[str | None, str | None, str]
) -> None:
    assert send(client, **fields).status_code == 303
    [pin] = pins(town)
    assert (pin.geom and pin.geom.geom_type, pin.about_area and pin.about_area.code, pin.place_note) == stored


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "Valitse, miten kerrot paikan."),
        ({"where": "map"}, "Merkitse paikka kartalle"),
        ({"where": "map", "geometry": FAR_OFF}, "Paikka on kunnan ulkopuolella"),
        ({"where": "map", "geometry": '{"type":"Point","coordinates":[1e999,1]}'}, "Jotain puuttuu vielä"),
        ({"where": "map", "geometry": "[" * 50_000}, "Jotain puuttuu vielä"),
        ({"where": "place", "place": "x"}, "valitse yksi löytyneistä"),
        ({"where": "area", "area": "nowhere"}, "Valitse alue luettelosta."),
        ({"where": "near", "near": " "}, "Kerro paikka muutamalla sanalla."),
    ],
)
def test_a_wrong_place_is_heard_at_the_first_step(
    client: Client, town: Municipality, fields: dict[str, str], reason: str
) -> None:
    html = client.post(NEW, {"step": "where", "go": "next", "key": "k", **fields}).content.decode()
    assert "Missä asia on?" in html and reason in html


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": ""}, "Kirjoita, mitä haluat sanoa."),
        ({"kind": ""}, "Valitse, millainen viesti on."),
        ({"kind": "complaint"}, "Jotain puuttuu vielä"),
        ({"visibility": ""}, "Valitse, julkaistaanko viesti."),
        ({"category": "none"}, "Valitse aihe luettelosta."),
        ({"text": "x" * 5001}, "Jotain puuttuu vielä"),
    ],
)
def test_a_wrong_message_is_heard_at_the_second_step(
    client: Client, town: Municipality, fields: dict[str, str], reason: str
) -> None:
    html = send(client, **fields).content.decode()
    assert "Mitä haluat sanoa?" in html and reason in html and pins(town) == []


def test_nobody_is_corrected_before_having_tried(client: Client, town: Municipality) -> None:
    first = client.get(NEW).content.decode()
    second = client.post(NEW, {"step": "where", "go": "next", "where": "town", "key": "k"}).content.decode()
    assert "Jotain puuttuu vielä" not in first and "Jotain puuttuu vielä" not in second


def test_going_back_loses_nothing(client: Client, town: Municipality) -> None:
    html = client.post(NEW, {"step": "check", "go": "edit-where", "key": "k", "where": "town", **SAID}).content.decode()
    assert "Missä asia on?" in html and 'name="text" value="Lisää valoja."' in html


def test_a_place_is_found_without_a_script(client: Client, town: Municipality) -> None:
    html = client.post(NEW, {"step": "where", "go": "search", "where": "place", "search": "testit"}).content.decode()
    assert 'type="radio" name="place"' in html and "Testitori" in html


def test_a_form_that_is_sent_twice_makes_one_message(client: Client, town: Municipality) -> None:
    first, second = send(client), send(client)
    assert first.headers["Location"] == second.headers["Location"] and len(pins(town)) == 1


def test_another_message_from_a_used_form_is_asked_about_first(client: Client, town: Municipality) -> None:
    send(client)
    html = send(client, text="Aivan muuta.").content.decode()
    assert "Olet jo lähettänyt viestin" in html and len(pins(town)) == 1
    assert send(client, key=key_in(html), text="Aivan muuta.").status_code == 303
    assert len(pins(town)) == 2


def test_the_end_has_the_code_and_the_link_and_is_kept_by_no_cache(client: Client, town: Municipality) -> None:
    sent = send(client, visibility="private")
    html = client.get(sent.headers["Location"])
    [pin] = pins(town)
    assert pin.code in html.content.decode() and f"/testila/pins/{pin.public_id}?key=" in html.content.decode()
    assert html.headers["Cache-Control"] == sent.headers["Cache-Control"] == "private, no-store"


def test_two_messages_of_one_browser_are_of_one_person(client: Client, town: Municipality) -> None:
    send(client, "a")
    send(client, "b")
    assert len({pin.participant_id for pin in pins(town)}) == 1
    cookie = client.cookies["kuuluvuus_testila"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_the_language_of_the_form_is_the_language_of_the_message(client: Client, town: Municipality) -> None:
    client.post(f"/sv{NEW}", {"step": "check", "go": "send", "key": "k", "where": "town", **SAID})
    client.post(f"/fi-selko{NEW}", {"step": "check", "go": "send", "key": "l", "where": "town", **SAID})
    assert [pin.language for pin in pins(town)] == ["sv", "fi"]


def test_a_form_from_another_site_is_refused(town: Municipality) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict).status_code == 403 and pins(town) == []


def collection_link(town: Municipality, **fields: Any) -> CollectionLink:
    area = Area.objects.get(municipality=town, code="E")
    return CollectionLink.objects.create(
        municipality=town, token="kirjasto", channel="event", area=area, names={"fi": "Kirjaston ilta"}, **fields
    )


def test_a_collection_link_fills_in_what_it_knows(client: Client, town: Municipality) -> None:
    collection_link(town)
    opened = client.get("/testila/c/kirjasto", follow=True).content.decode()
    assert "Kirjaston ilta" in opened and 'value="area" checked' in opened
    send(client, c="kirjasto", where="area", area="E")
    assert [pin.channel for pin in pins(town)] == ["event"]


def test_a_closed_collection_link_is_gone(client: Client, town: Municipality) -> None:
    collection_link(town, valid_until=timezone.now())
    assert client.get("/testila/c/kirjasto").status_code == 404


def test_each_entry_on_a_shared_device_is_a_new_person_and_leaves_nothing_behind(
    client: Client, town: Municipality
) -> None:
    collection_link(town, shared_device=True)
    ends = [send(client, key, c="kirjasto", where="area", area="E") for key in ("a", "b")]
    assert len({pin.participant_id for pin in pins(town)}) == 2 and "kuuluvuus_testila" not in client.cookies
    with in_town(town):
        assert set(Participant.objects.values_list("identity", flat=True)) == {"shared"}
    assert 'href="/testila/c/kirjasto"' in client.get(ends[0].headers["Location"]).content.decode()
    step = client.post(NEW, {"step": "where", "go": "next", "where": "town", "key": "c", "c": "kirjasto"})
    assert step.headers["Cache-Control"] == "private, no-store"


def test_a_poster_has_a_qr_code_of_the_link(client: Client, town: Municipality) -> None:
    collection_link(town)
    html = client.get("/sv/testila/c/kirjasto/poster").content.decode()
    assert "http://testserver/sv/testila/c/kirjasto" in html and 'role="img"' in html


def test_children_find_the_easier_form_and_the_way_back(town: Municipality, client: Client) -> None:
    usual = client.get("/testila/pins/new").content.decode()
    assert 'href="/testila/pins/new?simple=1"' in usual
    easier = client.get("/testila/pins/new?simple=1").content.decode()
    assert '<p class="hint"><a href="/testila/pins/new">' in easier and "?simple=1" not in easier
