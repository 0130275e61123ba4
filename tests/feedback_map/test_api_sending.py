"""Sending a pin over the wire: what is answered, what is refused, and what a repeat gets."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import Body, Role
from accounts.services import Post, create_staff
from accounts.tokens import NewToken, issue_token
from delivery.models import OutboxMessage
from feedback_map.models import Category, CollectionLink, Pin
from feedback_map.services import NewRule, add_rule
from geo.models import AreaSet, GridCell, Municipality
from geo.openness import is_public
from geo.tenancy import in_town
from participation.models import HomeAssignment, Participant, ParticipantHome, Process
from tests.wire import codes, message, point, send

NEW = {"id", "code", "state", "areas", "follow_url", "received_at", "visibility"}


def pins_of(town: Municipality) -> int:
    with in_town(town):
        return Pin.objects.count()


def test_a_sent_pin_is_answered_with_its_areas_code_link_and_token(town: Municipality, halves: AreaSet) -> None:
    response = send(town, message(point()))
    told = response.json()
    assert response.status_code == 201
    assert told["type"] == "Feature" and told["geometry"] == point()
    assert told["properties"].keys() >= NEW
    assert told["properties"]["state"] == "published"
    assert told["properties"]["areas"] == {"district": "W"}
    assert told["participant_token"]
    assert OutboxMessage.objects.filter(dedupe=f"pin.placed:{told['id']}").exists()


def test_the_answer_to_a_sender_is_kept_by_no_cache(town: Municipality) -> None:
    assert send(town, message()).headers["Cache-Control"] == "private, no-store"


def test_the_follow_link_opens_a_private_pin_and_nothing_else_does(town: Municipality) -> None:
    told = send(town, message(visibility="private")).json()
    assert told["properties"]["state"] == "private"
    address = f"/api/v1/towns/{town.slug}/pins/{told['id']}"
    key = told["properties"]["follow_url"].rpartition("=")[2]
    own = Client().get(address, {"key": key})
    assert own.json()["properties"]["state"] == "private"
    assert own.headers["Cache-Control"] == "private, no-store"
    assert Client().get(address).status_code == 404
    assert Client().get(address, {"key": "x" * 32}).content == Client().get(address).content


def test_a_whole_town_pin_needs_no_geometry_and_has_no_areas(town: Municipality, halves: AreaSet) -> None:
    told = send(town, message(None)).json()
    assert told["geometry"] is None
    assert told["properties"]["areas"] == {}


def test_a_pin_may_be_about_a_named_area(town: Municipality, halves: AreaSet) -> None:
    told = send(town, message(about={"set": "district", "area": "E"})).json()
    assert told["properties"]["areas"] == {"district": "E"}
    assert told["properties"]["about"] == {"set": "district", "area": "E"}


def test_a_token_that_is_sent_back_is_the_same_person(town: Municipality) -> None:
    token = send(town, message()).json()["participant_token"]
    again = send(town, message(), X_Participant_Token=token).json()
    assert again["participant_token"] == token
    with in_town(town):
        assert Participant.objects.count() == 1


def test_a_short_token_is_refused_because_it_could_be_guessed(town: Municipality) -> None:
    assert codes(send(town, message(), X_Participant_Token="me")) == {("X-Participant-Token", "bad_header")}


def test_a_repeat_with_the_same_key_gets_the_same_bytes(town: Municipality, halves: AreaSet) -> None:
    first = send(town, message(point()), Idempotency_Key="k-1")
    again = send(town, message(point()), Idempotency_Key="k-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert pins_of(town) == 1


def test_the_same_key_with_another_message_is_422(town: Municipality) -> None:
    send(town, message(), Idempotency_Key="k-1")
    response = send(town, message(text="Muuta"), Idempotency_Key="k-1")
    assert response.status_code == 422
    assert codes(response) == {("", "idempotency_key_reused")}
    assert pins_of(town) == 1


def test_the_same_key_of_another_person_is_another_message(town: Municipality) -> None:
    token = send(town, message()).json()["participant_token"]
    send(town, message(), Idempotency_Key="k-1", X_Participant_Token=token)
    send(town, message(), Idempotency_Key="k-1")
    assert pins_of(town) == 3


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"kind": "rant"}, "kind", "unknown_kind"),
        ({"kind": None}, "kind", "unknown_kind"),
        ({"text": ""}, "text", "required"),
        ({"text": "a" * 5001}, "text", "too_long"),
        ({"text": ["a"]}, "text", "not_text"),
        ({"visibility": "secret"}, "visibility", "unknown_visibility"),
        ({"language": "xx"}, "language", "unknown_value"),
        ({"channel": "pigeon"}, "channel", "unknown_value"),
        ({"category": "nothing"}, "category", "unknown_category"),
        ({"process": "nothing"}, "process", "unknown_process"),
        ({"event": "nothing"}, "event", "unknown_event"),
        ({"link": "nothing"}, "link", "unknown_link"),
        ({"about": {"set": "district", "area": "no"}}, "about", "unknown_area"),
        ({"about": "E"}, "about", "not_an_area"),
        ({"age_band": "3-4"}, "age_band", "unknown_value"),
        ({"resident": "king"}, "resident", "unknown_value"),
        ({"home": {"set": "district", "area": "no"}}, "home", "unknown_area"),
        ({"moderation": "shown"}, "moderation", "unknown_field"),
    ],
)
def test_each_wrong_field_is_named(town: Municipality, halves: AreaSet, said: Any, field: str, code: str) -> None:
    response = send(town, message(**said))
    assert response.status_code == 400
    assert (field, code) in codes(response)
    assert pins_of(town) == 0


def test_all_wrong_fields_are_told_at_once(town: Municipality) -> None:
    body = message({"type": "Point", "coordinates": [0, 0]}, language="xx", age_band="3")
    assert len(codes(send(town, body))) == 3


LAMP = {"code": "lamp", "datatype": "string", "required": True, "names": {"fi": "Valaisimen numero"}}
SINCE = {"code": "since", "datatype": "string", "names": {"fi": "Mistä asti?"}}


@pytest.mark.parametrize("way", ["short", "long"])
def test_a_question_that_must_be_answered_is_named_when_it_is_not(
    town: Municipality, halves: AreaSet, way: str
) -> None:
    Category.objects.update(questions=[LAMP, SINCE])
    about_halves = {"about": {"set": "district", "area": "W"}} if way == "long" else {}
    response = send(town, message(None if about_halves else point(), **about_halves))
    assert response.status_code == 400
    assert codes(response) == {("attributes.lamp", "required")}
    assert codes(send(town, message(point(), attributes={"since": "eilen"}))) == {("attributes.lamp", "required")}
    assert pins_of(town) == 0
    assert send(town, message(point(), attributes={"lamp": "17"})).status_code == 201


def test_staff_who_were_told_something_on_the_phone_need_not_answer(town: Municipality) -> None:
    Category.objects.update(questions=[LAMP])
    clerk = create_staff(email="clerk@example.org", post=Post(town, Role.CLERK)).user
    token = issue_token(user=clerk, new=NewToken(town, "test"))
    assert send(town, message(point(), channel="phone"), Authorization=f"Bearer {token}").status_code == 201
    assert send(town, message(point()), Authorization=f"Bearer {token}").status_code == 400


def test_a_pin_outside_the_town_is_refused_with_its_distance(town: Municipality) -> None:
    response = send(town, message(point(13, 5)), Accept_Language="en")
    assert codes(response) == {("geometry", "outside_town")}
    assert "3.0 km" in response.json()["errors"][0]["detail"]


@pytest.mark.parametrize("channel", ["phone", "desk", "paper", "event", "school", "open311"])
def test_a_stranger_cannot_claim_a_channel_of_the_staff(town: Municipality, channel: str) -> None:
    assert codes(send(town, message(channel=channel))) == {("channel", "channel_not_yours")}


def test_staff_with_a_token_enter_what_came_by_phone_for_a_new_person_each_time(town: Municipality) -> None:
    clerk = create_staff(email="clerk@example.fi", post=Post(town, Role.CLERK)).user
    token = issue_token(user=clerk, new=NewToken(town, "test"))
    for _ in range(2):
        response = send(town, message(channel="phone"), Authorization=f"Bearer {token}")
        assert response.json()["properties"]["channel"] == "phone"
    with in_town(town):
        assert Participant.objects.filter(identity="shared").count() == 2


def test_staff_of_another_town_cannot(town: Municipality) -> None:
    from tests.factories import make_town

    other = make_town()
    elsewhere = create_staff(email="clerk@example.fi", post=Post(other, Role.CLERK)).user
    token = issue_token(user=elsewhere, new=NewToken(other, "test"))
    response = send(town, message(channel="phone"), Authorization=f"Bearer {token}")
    assert codes(response) == {("channel", "channel_not_yours")}


def test_a_false_token_of_staff_is_401_and_says_how_to_sign_in(town: Municipality) -> None:
    response = send(town, message(), Authorization="Bearer nothing")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_collection_link_presets_channel_area_and_a_new_person(town: Municipality, halves: AreaSet) -> None:
    link = CollectionLink.objects.create(
        municipality=town, channel="school", area=halves.areas.get(code="E"), shared_device=True
    )
    first, second = (send(town, message(link=link.token)).json() for _ in range(2))
    assert first["properties"]["channel"] == "school"
    assert first["properties"]["areas"] == {"district": "E"}
    assert first["participant_token"] != second["participant_token"]


def test_a_link_past_its_day_or_of_another_town_is_not_open(town: Municipality) -> None:
    from tests.factories import make_town

    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    old = CollectionLink.objects.create(municipality=town, valid_until=past)
    elsewhere = CollectionLink.objects.create(municipality=make_town())
    for link in (old, elsewhere):
        assert codes(send(town, message(link=link.token))) == {("link", "unknown_link")}


def test_a_consultation_takes_pins_while_it_is_open(town: Municipality) -> None:
    days = {"open": ("2020-01-01", None), "over": ("2020-01-01", "2020-02-01")}
    for slug, (first, last) in days.items():
        Process.objects.create(municipality=town, slug=slug, opens_on=first, closes_on=last)
    assert send(town, message(process="open")).json()["properties"]["process"] == "open"
    assert codes(send(town, message(process="over"))) == {("process", "process_not_open")}


def test_a_person_is_held_up_and_told_how_long(town: Municipality, settings: Settings) -> None:
    settings.PINS_PER_PERSON = 2
    token = send(town, message()).json()["participant_token"]
    answers = [send(town, message(), X_Participant_Token=token) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[2].headers["Retry-After"]) > 0
    assert codes(answers[2]) == {("", "too_many_requests")}


def test_a_school_behind_one_address_passes_and_a_flood_does_not(town: Municipality, settings: Settings) -> None:
    settings.PINS_PER_ADDRESS = 5
    link = CollectionLink.objects.create(municipality=town, channel="school", shared_device=True)
    assert [send(town, message()).status_code for _ in range(6)] == [201] * 5 + [429]
    assert {send(town, message(link=link.token)).status_code for _ in range(7)} == {201}


def test_home_is_told_after_sending_by_whoever_sent(town: Municipality, halves: AreaSet) -> None:
    told = send(town, message(point())).json()
    home = {"home": {"set": "district", "area": "E"}, "age_band": "18-29", "resident": "permanent"}
    path = f"pins/{told['id']}/home"
    response = send(town, home, path, X_Participant_Token=told["participant_token"])
    assert response.json() == {"areas": {"district": "E"}, "age_band": "18-29", "resident": "permanent"}
    assert response.headers["Cache-Control"] == "private, no-store"
    with in_town(town):
        assert ParticipantHome.objects.get().area == halves.areas.get(code="E")


def test_nobody_else_can_tell_a_home_and_unknown_pins_answer_the_same(town: Municipality, halves: AreaSet) -> None:
    told = send(town, message(visibility="private")).json()
    stranger = send(town, message()).json()["participant_token"]
    tries = [
        send(town, {}, f"pins/{told['id']}/home"),
        send(town, {}, f"pins/{told['id']}/home", X_Participant_Token=stranger),
        send(town, {}, f"pins/{'x' * 22}/home", X_Participant_Token=stranger),
    ]
    assert {(answer.status_code, answer.content) for answer in tries} == {(404, tries[0].content)}
    with in_town(town):
        assert not ParticipantHome.objects.exists()


def test_a_home_on_the_map_is_kept_as_its_square_kilometre_only(town: Municipality, halves: AreaSet) -> None:
    told = send(town, message()).json()
    longitude, latitude = point(2.34, 3.78)["coordinates"]
    body = {"home": {"lon": longitude, "lat": latitude}, "resident": "seasonal"}
    response = send(town, body, f"pins/{told['id']}/home", X_Participant_Token=told["participant_token"])
    assert response.json()["areas"] == {"district": "W"}
    cell = GridCell.objects.get()
    assert (cell.code, cell.geom.area) == ("1kmN6833E512", 1_000_000)
    with in_town(town):
        assert ParticipantHome.objects.get().cell == cell
    send(town, body, f"pins/{told['id']}/home", X_Participant_Token=told["participant_token"])
    assert GridCell.objects.count() == 1


@pytest.mark.parametrize(
    ("home", "code"),
    [
        ({"lon": 24.9, "lat": 60.2}, "outside_town"),
        ({"lon": 0, "lat": 0}, "null_island"),
        ({"lon": 1e400, "lat": 0}, "not_finite"),
        ({"lon": "27", "lat": 61}, "not_finite"),
        ({"lon": 27.2}, "not_an_area"),
        ([27.2, 61.6], "not_an_area"),
    ],
)
def test_a_home_that_cannot_be_is_refused(town: Municipality, home: Any, code: str) -> None:
    response = send(town, message(home=home))
    assert code in {code for _, code in codes(response)}
    assert not GridCell.objects.exists()


def test_home_may_come_in_the_same_message_and_a_repeat_tells_it_once(town: Municipality, halves: AreaSet) -> None:
    body = message(home={"set": "district", "area": "W"}, age_band="75+", resident="permanent")
    first = send(town, body, Idempotency_Key="k")
    assert send(town, body, Idempotency_Key="k").content == first.content
    assert "home" not in first.json()["properties"] and "75+" not in first.content.decode()
    with in_town(town):
        assert ParticipantHome.objects.get().age_band == "75+"
        assert HomeAssignment.objects.get().area == halves.areas.get(code="W")


def test_sending_takes_a_fixed_number_of_statements(
    town: Municipality, halves: AreaSet, django_assert_max_num_queries: Any
) -> None:
    send(town, message(point()))
    assert is_public(town.slug)  # known for some seconds
    with django_assert_max_num_queries(2):
        send(town, message(point()), Idempotency_Key="k")


def test_the_sender_is_told_whose_it_is_and_what_they_promise(town: Municipality) -> None:
    body = Body.objects.create(
        municipality=town, code="ely", kind="other", names={"fi": "ELY"}, is_external=True, phone="0295 020 600"
    )
    Body.objects.filter(pk=body.pk).update(promise_days=5)
    add_rule(town=town, rule=NewRule(body))
    told = send(town, message(visibility="private")).json()
    owner = {"code": "ely", "names": {"fi": "ELY"}, "is_external": True, "phone": "0295 020 600", "url": ""}
    assert told["properties"]["owner"] == owner
    assert told["properties"]["promise"].keys() == {"is_answered", "working_days", "due_on"}
    key = told["properties"]["follow_url"].rpartition("=")[2]
    own = Client().get(f"/api/v1/towns/{town.slug}/pins/{told['id']}", {"key": key}).json()["properties"]
    assert own["owner"] == owner
    assert own["promise"] == {"is_answered": True, "due_on": told["properties"]["promise"]["due_on"]}


def test_the_public_is_told_whose_a_published_pin_is_and_nothing_of_promises(town: Municipality) -> None:
    body = Body.objects.create(municipality=town, code="kadut", kind="unit", names={"fi": "Kadut"}, promise_days=5)
    add_rule(town=town, rule=NewRule(body))
    told = send(town, message(point())).json()
    public = Client().get(f"/api/v1/towns/{town.slug}/pins/{told['id']}").json()["properties"]
    assert public["owner"]["code"] == "kadut"
    assert "promise" not in public
