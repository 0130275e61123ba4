"""What the form says before one writes, what a topic asks, how exactly the place is shown, and what was told before."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
import shapely
from django.test import Client

from delivery.services import relay
from feedback_map.models import Category, CollectionLink, Pin, PublishedPin
from geo import crs
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Channel
from tests.frontend.conftest import pin_at

NEW = "/testila/pins/new"
SAID = {"kind": "feedback", "category": "streets", "text": "Katuvalo on pimeänä.", "visibility": "public"}
INSIDE = json.dumps({"type": "Point", "coordinates": [27.25, 61.62]})
LAMP = [
    {"code": "lamp", "datatype": "number", "required": True, "names": {"fi": "Valaisimen numero"}},
    {
        "code": "how",
        "datatype": "multivaluelist",
        "names": {"fi": "Miten?"},
        "values": [{"key": "dark", "names": {"fi": "Ei pala"}}, {"key": "blinks", "names": {"fi": "Vilkkuu"}}],
    },
]


def go(client: Client, **fields: Any) -> str:
    answer = client.post(NEW, {"step": "what", "go": "next", "key": "k", "where": "town", **SAID, **fields})
    return answer.content.decode()


def send(client: Client, **fields: Any) -> Pin:
    values = {"step": "check", "go": "send", "key": "k", "where": "town", **SAID, **fields}
    assert client.post(NEW, values).status_code == 303
    town = Municipality.objects.get(slug="testila")
    with in_town(town):
        return Pin.objects.latest("pk")


def asks(town: Municipality, **fields: Any) -> None:
    Category.objects.filter(municipality=town, code="streets").update(**fields)


def test_a_stop_text_is_seen_before_one_goes_on_and_then_does_not_stand_in_the_way(
    client: Client, town: Municipality
) -> None:
    asks(town, stop_text={"fi": "Hengenvaara: soita 112."})
    first = go(client)
    assert "Hengenvaara: soita 112." in first and "Lue tämä ensin" in first and "Katuvalo on pimeänä." in first
    assert 'value="send"' in go(client, seen="streets")


def test_a_message_is_not_sent_past_a_stop_text(client: Client, town: Municipality) -> None:
    asks(town, stop_text={"fi": "Hengenvaara: soita 112."})
    unseen = client.post(NEW, {"step": "check", "go": "send", "key": "k", "where": "town", **SAID})
    assert unseen.status_code == 200 and "Hengenvaara" in unseen.content.decode()


def test_the_questions_of_a_topic_are_asked_and_the_answers_kept(client: Client, town: Municipality) -> None:
    asks(town, questions=LAMP)
    answers = {"seen": "streets", "attributes.lamp": "12", "attributes.how": ["dark", "blinks"]}
    check = go(client, **answers)
    assert "Valaisimen numero" in check and "Ei pala, Vilkkuu" in check
    assert check.count('name="attributes.how"') == 2
    assert send(client, **answers).attributes == {"lamp": 12, "how": ["dark", "blinks"]}


def test_an_answer_that_is_missing_or_wrong_is_told_beside_its_question(client: Client, town: Municipality) -> None:
    asks(town, questions=LAMP)
    assert "Vastaa tähän kysymykseen." in go(client, seen="streets")
    assert "Kirjoita luku." in go(client, seen="streets", **{"attributes.lamp": "kolmas"})


def test_the_topic_itself_is_looked_at_before_its_answers_are_missed(client: Client, town: Municipality) -> None:
    asks(town, questions=LAMP)
    first = go(client)
    assert "Valaisimen numero" in first and "Jotain puuttuu vielä" not in first


@pytest.mark.parametrize(("shown", "is_exact"), [("exact", True), ("near", False)])
def test_a_place_that_tells_where_one_lives_is_shown_to_a_hundred_metres(
    client: Client, town: Municipality, shown: str, is_exact: bool
) -> None:
    pin = send(client, where="map", geometry=INSIDE, shown_place=shown)
    public = PublishedPin.objects.get(pk=pin.pk)
    assert pin.geom is not None and public.geom is not None
    assert (public.geom.coords == pin.geom.coords) is is_exact and (public.geom.x % 100 == 50) is not is_exact


def test_only_the_part_of_the_town_is_shown_when_the_sender_wishes_so(client: Client, town: Municipality) -> None:
    public = PublishedPin.objects.get(pk=send(client, where="map", geometry=INSIDE, shown_place="area").pk)
    assert public.geom is None and public.about_area is not None


def test_whether_it_tells_where_one_lives_is_asked_of_a_place_only(client: Client, town: Municipality) -> None:
    place = client.post(NEW, {"step": "where", "go": "next", "key": "k", "where": "map", "geometry": INSIDE})
    whole = client.post(NEW, {"step": "where", "go": "next", "key": "k", "where": "town"})
    assert "Kertooko tämä, missä asut?" in place.content.decode()
    assert "Kertooko tämä, missä asut?" not in whole.content.decode()


def test_what_was_told_before_is_offered_before_sending(client: Client, town: Municipality) -> None:
    told = pin_at(town, 3.2, 2.9, text="Katuvalot eivät pala", geometry=_inside())
    hidden = pin_at(town, 3.2, 2.9, text="Katuvalo salassa", geometry=_inside(), visibility="private")
    relay()
    check = go(client, where="map", geometry=INSIDE)
    assert "Onko tämä jo kerrottu?" in check and "Katuvalot eivät pala" in check
    assert f'formaction="/testila/pins/{told.id}/support"' in check and hidden.id not in check
    assert 'value="send"' in check


def test_while_writing_the_same_is_asked_without_leaving_words_in_an_address(
    client: Client, town: Municipality
) -> None:
    pin_at(town, 3.2, 2.9, text="Katuvalot eivät pala", geometry=_inside())
    relay()
    asked = {"where": "map", "geometry": INSIDE, "text": "valo pimeänä"}
    answer = client.post("/testila/pins/similar", asked)
    assert "Katuvalot eivät pala" in answer.content.decode() and answer.headers["Cache-Control"] == "private, no-store"
    assert client.post("/testila/pins/similar", {"where": "map", "text": "valo"}).content.decode().strip() == ""
    assert client.get("/testila/pins/similar", asked).status_code == 405


def test_children_are_asked_in_simpler_words_and_for_no_contact_data(client: Client, town: Municipality) -> None:
    CollectionLink.objects.create(municipality=town, token="koulu", channel=Channel.SCHOOL)
    for simple in ({"simple": "1"}, {"c": "koulu"}):
        page = client.post(NEW, {"step": "where", "go": "next", "key": "k", "where": "town", **simple})
        assert "Jokin on huonosti" in page.content.decode()
        sent = client.post(NEW, {"step": "check", "go": "send", "key": str(simple), "where": "town", **SAID, **simple})
        assert 'name="email"' not in client.get(sent.headers["Location"]).content.decode()


@pytest.mark.parametrize("simple", [{"simple": "1"}, {"c": "koulu"}])
def test_no_later_page_of_a_childs_message_asks_for_an_address(
    client: Client, town: Municipality, simple: dict[str, str]
) -> None:
    CollectionLink.objects.create(municipality=town, token="koulu", channel=Channel.SCHOOL)
    sent = client.post(NEW, {"step": "check", "go": "send", "key": "k", "where": "town", **SAID, **simple})
    thanks = client.get(sent.headers["Location"]).content.decode()
    assert 'id="letters"' not in thanks, "no heading without anything under it"
    [home] = re.findall(r'action="([^"]+/home[^"]+)"', thanks)
    told = client.post(html.unescape(home), {"resident_type": "permanent", "last": "1"})
    assert 'name="email"' not in client.get(told.headers["Location"]).content.decode()
    [own] = re.findall(r'copyable"[^>]*><a href="http://testserver([^"]+)"', thanks)
    page = client.get(html.unescape(own)).content.decode()
    assert 'name="email"' not in page and "/letter?key=" in page


def test_the_api_takes_answers_and_refuses_wrong_ones(client: Client, town: Municipality) -> None:
    asks(town, questions=LAMP)
    said = {"kind": "feedback", "text": "Valo", "category": "streets", "attributes": {"lamp": 3}}
    sent = post(client, said)
    assert sent.status_code == 201
    with in_town(town):
        assert Pin.objects.get().attributes == {"lamp": 3}
    wrong = post(client, {**said, "attributes": {"lamp": "x", "other": "y"}})
    assert wrong.status_code == 400
    assert {each["field"] for each in wrong.json()["errors"]} == {"attributes.lamp", "attributes.other"}
    assert post(client, {**said, "attributes": [1]}).status_code == 400


def test_the_api_takes_how_exactly_the_place_is_shown(client: Client, town: Municipality) -> None:
    said = {"kind": "feedback", "text": "Valo", "category": "streets", "shown_place": "near"}
    assert post(client, said, geometry=json.loads(INSIDE)).status_code == 201
    public = PublishedPin.objects.get()
    assert public.geom is not None and public.geom.x % 100 == 50


def test_the_api_offers_what_was_told_before(client: Client, town: Municipality) -> None:
    pin_at(town, 3.2, 2.9, text="Katuvalot eivät pala", geometry=_inside())
    relay()
    found = client.get(
        "/api/v1/towns/testila/pins/similar", {"lon": "27.25", "lat": "61.62", "text": "katuvalo"}
    ).json()
    [pin] = found["features"]
    assert pin["properties"]["text"] == "Katuvalot eivät pala" and pin["properties"]["distance_m"] == 0
    assert client.get("/api/v1/towns/testila/pins/similar", {"lon": "x", "lat": "1"}).status_code == 400


def post(client: Client, said: dict[str, Any], geometry: Any = None) -> Any:
    feature = {"type": "Feature", "geometry": geometry, "properties": said}
    return client.post("/api/v1/towns/testila/pins", json.dumps(feature), content_type="application/json")


def _inside() -> Any:
    return crs.storage_geometry(shapely.from_geojson(INSIDE), crs.WIRE)
