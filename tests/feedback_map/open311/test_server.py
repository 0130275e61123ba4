"""GeoReport v2 as a client meets it: both forms, errors, the 90 days, statuses, updates, and nothing unpublished."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
import shapely
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import timezone

from feedback_map.models import Category, Contact, Open311Key, Open311Peer, Open311Sending, Pin, PublishedPin, State
from feedback_map.open311.asking import digest
from feedback_map.services import PinInput, PlacedPin, moderate_pin, place_pin
from feedback_map.services.changing import Change, Words
from feedback_map.services.handling import change_state
from geo.models import AreaSet, Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST, make_category, make_town
from tests.wire import degrees

SECRET = "a-key-of-a-client"


@pytest.fixture
def key(town: Municipality) -> Open311Key:
    return Open311Key.objects.create(municipality=town, label="Client", digest=digest(SECRET), may_update=True)


def say(town: Municipality, text: str = "Valo ei pala", **said: Any) -> PlacedPin:
    values = {"kind": "feedback", "category": "streets", "geometry": shapely.Point(WEST + 2000, SOUTH + 2000), **said}
    return place_pin(town=town, pin=PinInput(text=text, **values))


def ask(what: str, town: Municipality | None = None, **asked: str) -> Any:
    told = {"jurisdiction_id": town.slug, **asked} if town else asked
    return Client().get(f"/open311/v2/{what}", told)


def send(town: Municipality, **said: str) -> Any:
    east, north = degrees(2, 2)
    form = {"jurisdiction_id": town.slug, "api_key": SECRET, "service_code": "streets", "description": "Kuoppa tiessä"}
    return Client().post("/open311/v2/requests.json", {**form, "lat": str(north), "long": str(east), **said})


def read_xml(answer: Any) -> list[dict[str, str]]:
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return [{field.tag: field.text or "" for field in record} for record in fromstring(answer.content)]


def test_discovery_names_the_endpoint_and_its_forms(db: None) -> None:
    told = ask("discovery.json").json()
    assert told["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert told["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    assert fromstring(ask("discovery.xml").content).find("endpoints/endpoint/url").text.endswith("/open311/v2")


def test_services_are_the_towns_categories_in_both_forms(town: Municipality) -> None:
    make_category(town, "closed", is_active=False)
    told = ask("services.json", town).json()
    assert [(service["service_code"], service["service_name"]) for service in told] == [("streets", "Kadut")]
    assert [service["service_code"] for service in read_xml(ask("services.xml", town))] == ["streets"]
    assert told[0]["metadata"] is False


def test_a_services_questions_are_its_attributes(town: Municipality) -> None:
    question = {
        "code": "lamp",
        "names": {"fi": "Valaisimen numero", "en": "Number of the lamp"},
        "datatype": "singlevaluelist",
        "required": True,
        "values": [{"key": "a", "names": {"fi": "Ensimmäinen"}}],
    }
    Category.objects.update(questions=[question])
    told = ask("services/streets.json", town).json()
    assert told["service_code"] == "streets"
    assert told["attributes"][0] | {"values": []} == {
        "variable": True,
        "code": "lamp",
        "datatype": "singlevaluelist",
        "required": True,
        "datatype_description": "",
        "order": 1,
        "description": "Valaisimen numero",
        "values": [],
    }
    assert told["attributes"][0]["values"] == [{"key": "a", "name": "Ensimmäinen"}]
    assert (
        fromstring(ask("services/streets.xml", town).content).findtext("attributes/attribute/values/value/key") == "a"
    )


@pytest.mark.parametrize(
    ("what", "asked", "status"),
    [
        ("services.json", {"jurisdiction_id": "nowhere"}, 404),
        ("services/unknown.json", {}, 404),
        ("requests.json", {"start_date": "yesterday"}, 400),
        ("requests.json", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, 400),
        ("requests.json", {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, 400),
        ("requests.json", {"start_date": "2026-13-45"}, 400),
        ("requests.json", {"status": "fixed"}, 400),
        ("requests.json", {"page_size": "5000"}, 400),
        ("requests.json", {"service_request_id": "a\x00b"}, 400),
        ("requests/unknown.json", {}, 404),
        ("tokens/unknown.json", {}, 404),
    ],
)
def test_what_cannot_be_answered_is_told_in_the_form_asked_for(
    town: Municipality, what: str, asked: dict[str, str], status: int
) -> None:
    for form in ("json", "xml"):
        answer = ask(what.replace("json", form), town, **asked)
        told = answer.json() if form == "json" else read_xml(answer)
        assert (answer.status_code, int(told[0]["code"])) == (status, status)
        assert told[0]["description"]


def test_a_service_of_several_towns_must_be_told_which(town: Municipality) -> None:
    assert ask("services.json").status_code == 200
    make_town()
    assert ask("services.json").json() == [{"code": 400, "description": "jurisdiction_id was not provided"}]


def test_published_pins_are_requests_and_others_are_not(town: Municipality, halves: AreaSet) -> None:
    shown, private = say(town), say(town, "Salainen", visibility="private")
    (told,) = ask("requests.json", town).json()
    assert (told["service_request_id"], told["status"], told["service_code"]) == (shown.id, "open", "streets")
    east, north = degrees(2, 2)
    assert (told["lat"], told["long"]) == (pytest.approx(north, abs=1e-6), pytest.approx(east, abs=1e-6))
    assert ask(f"requests/{private.id}.json", town).status_code == 404
    assert ask("requests.json", town, service_request_id=f"{private.id},{shown.id}").json() == [told]
    assert read_xml(ask("requests.xml", town))[0]["description"] == "Valo ei pala"


def test_an_unpublished_pin_changes_no_byte(town: Municipality) -> None:
    say(town)
    addresses = ("requests.json", "requests.xml", "servicerequestupdates.json", "services.json")
    before = [ask(address, town).content for address in addresses]
    hidden = say(town, "Piilotettava")
    with in_town(town):
        moderate_pin(town=town, pin=Pin.objects.get(public_id=hidden.id), moderation="hidden")
    say(town, "Ei julki", visibility="private")
    assert [ask(address, town).content for address in addresses] == before


def test_hostile_text_stays_text_in_xml(town: Municipality) -> None:
    say(town, "<script>&\u0001]]> ä")
    assert read_xml(ask("requests.xml", town))[0]["description"] == "<script>&\ufffd]]> ä"


def test_days_services_and_status_choose_the_requests(town: Municipality, halves: AreaSet) -> None:
    make_category(town, "parks")
    old, new, done = say(town), say(town, category="parks"), say(town)
    long_ago = timezone.now() - datetime.timedelta(days=120)
    PublishedPin.objects.filter(public_id=old.id).update(received_at=long_ago)
    state = State.objects.create(municipality=town, code="tehty-nyt", type="done", names={"fi": "Tehty"})
    with in_town(town):
        pin = Pin.objects.get(public_id=done.id)
    change_state(town=town, pin=pin, state=state, change=Change(), words=Words("Korjattu", "fi"))

    def ids(**asked: str) -> set[str]:
        return {told["service_request_id"] for told in ask("requests.json", town, **asked).json()}

    assert ids() == {new.id, done.id}
    day = timezone.localdate(long_ago).isoformat()
    assert ids(start_date=day, end_date=day) == {old.id}
    assert ids(start_date=(long_ago - datetime.timedelta(days=1)).isoformat()) == {old.id}
    assert ids(service_code="parks") == {new.id}
    assert ids(status="closed") == {done.id}
    assert ids(status="open") == {new.id}
    assert ids(status="open,closed") == {new.id, done.id}
    assert ids(service_request_id=old.id, service_code="parks", status="closed") == {old.id}
    assert ids(page_size="1", page="2") == {new.id}


def test_the_finnish_profile_tells_more_when_asked(town: Municipality) -> None:
    placed = say(town)
    (told,) = ask("requests.json", town, extensions="true").json()
    assert told["extended_attributes"]["title"] == f"{placed.code}: Valo ei pala"
    assert told["extended_attributes"]["detailed_status"] == "received"
    assert "extended_attributes" not in ask("requests.json", town).json()[0]


def test_at_most_a_thousand_requests_are_told(town: Municipality) -> None:
    say(town)
    row = PublishedPin.objects.get()
    PublishedPin.objects.bulk_create(
        PublishedPin(**{**_columns(row), "pin_id": 10_000 + n, "public_id": f"p{n}", "code": f"Kuusi {n}"})
        for n in range(1_010)
    )
    assert len(ask("requests.json", town).json()) == 1_000


def _columns(row: PublishedPin) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in PublishedPin._meta.concrete_fields}


def test_the_list_asks_the_database_a_fixed_number_of_times(
    town: Municipality, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        say(town)
    with django_assert_max_num_queries(6):
        assert len(ask("requests.json", town).json()) == 5


def test_a_posted_request_becomes_a_pin(town: Municipality, halves: AreaSet, key: Open311Key) -> None:
    answer = send(town, first_name="Maija", last_name="M", email="maija@example.org", device_id="phone-1")
    assert answer.status_code == 201
    (told,) = answer.json()
    with in_town(town):
        pin = Pin.objects.get(public_id=told["service_request_id"])
        contact = Contact.objects.get(pin=pin)
    assert (pin.text, pin.channel, pin.visibility) == ("Kuoppa tiessä", "open311", "public")
    assert (contact.name, contact.email) == ("Maija M", "maija@example.org")
    assert pin.code in told["service_notice"]
    assert answer["Cache-Control"] == "private, no-store"
    assert ask(f"tokens/{pin.public_id}.json", town).json()[0]["service_request_id"] == pin.public_id


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "wrong"}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "unknown"}, 404),
        ({"description": ""}, 400),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "north"}, 400),
        ({"lat": "nan"}, 400),
        ({"lat": "10", "long": "10"}, 400),
        ({"attribute[none]": "x"}, 400),
        ({"jurisdiction_id": "nowhere"}, 404),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_stored(
    town: Municipality, key: Open311Key, said: dict[str, str], status: int
) -> None:
    answer = send(town, **said)
    assert (answer.status_code, answer.json()[0]["code"]) == (status, status)
    with in_town(town):
        assert not Pin.objects.exists()


def test_a_key_of_another_town_or_a_revoked_one_opens_nothing(town: Municipality, key: Open311Key) -> None:
    other = make_town()
    make_category(other)
    assert send(other).status_code == 403
    Open311Key.objects.update(revoked_at=timezone.now())
    assert send(town).status_code == 403


def test_a_repeated_request_makes_one_pin(town: Municipality, key: Open311Key) -> None:
    first, again = (send(town, **{"attribute[external_id]": "ours-1"}).json() for _ in range(2))
    assert first == again
    assert send(town, **{"attribute[external_id]": "ours-1", "description": "Muuta"}).status_code == 422
    with in_town(town):
        assert Pin.objects.count() == 1


def test_answers_to_a_services_questions_are_kept_and_required_ones_demanded(
    town: Municipality, key: Open311Key
) -> None:
    Category.objects.update(
        questions=[{"code": "lamp", "names": {"fi": "Numero"}, "datatype": "string", "required": True}]
    )
    assert send(town).status_code == 400
    assert send(town, **{"attribute[lamp]": "17"}).status_code == 201
    with in_town(town):
        assert Pin.objects.get().attributes == {"lamp": "17"}


def test_an_address_alone_is_enough_where_no_place_is_needed(town: Municipality, key: Open311Key) -> None:
    assert send(town, lat="", long="", address_string="Torin kulma").status_code == 201
    with in_town(town):
        assert Pin.objects.get().place_note == "Torin kulma"
    Category.objects.update(needs_place=True)
    assert send(town, lat="", long="", address_string="Jossain").status_code == 400


def test_updates_are_told_with_their_words_and_states(town: Municipality, halves: AreaSet) -> None:
    placed = say(town)
    state = State.objects.create(municipality=town, code="ei-tehda", type="closed_not_done", names={"fi": "Ei tehdä"})
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
    change_state(town=town, pin=pin, state=state, change=Change(), words=Words("Ei rahaa", "fi", "sisäinen"))
    (told,) = ask("servicerequestupdates.json", town).json()
    assert (told["service_request_id"], told["status"], told["description"]) == (
        placed.id,
        "no_further_action",
        "Ei rahaa",
    )
    assert read_xml(ask("servicerequestupdates.xml", town))[0]["update_id"] == told["update_id"]
    (request,) = ask("requests.json", town).json()
    assert (request["status"], request["status_notes"]) == ("closed", "Ei rahaa")
    assert request["updated_datetime"] == told["updated_datetime"]
    assert b"sis" not in ask("servicerequestupdates.xml", town).content


def test_a_posted_update_of_what_we_sent_is_taken_in_once(town: Municipality, halves: AreaSet, key: Open311Key) -> None:
    placed = say(town)
    State.objects.create(municipality=town, code="valmis-nyt", type="done", names={"fi": "Valmis"}, order=0)
    with in_town(town):
        peer = Open311Peer.objects.create(municipality=town, code="ely", name="ELY", endpoint="http://127.0.0.1:1/")
        pin = Pin.objects.get(public_id=placed.id)
        Open311Sending.objects.create(municipality=town, peer=peer, pin=pin, state="sent", remote_id="77")
    form = {
        "jurisdiction_id": town.slug,
        "api_key": SECRET,
        "service_request_id": placed.id,
        "update_id": "u1",
        "status": "FIXED",
        "description": "Tie on korjattu",
    }
    for _ in range(2):
        assert Client().post("/open311/v2/servicerequestupdates.json", form).json() == [{"update_id": "u1"}]
    told = ask("servicerequestupdates.json", town).json()
    assert [(update["status"], update["description"]) for update in told] == [("fixed", "Tie on korjattu")]
    other = {**form, "service_request_id": "unknown", "update_id": "u2"}
    assert Client().post("/open311/v2/servicerequestupdates.json", other).status_code == 404
    assert Client().post("/open311/v2/servicerequestupdates.json", {**form, "status": "odd"}).status_code == 400
    Open311Key.objects.update(may_update=False)
    assert Client().post("/open311/v2/servicerequestupdates.json", form).status_code == 403


def test_a_body_that_is_no_form_is_no_error_of_ours(town: Municipality, key: Open311Key) -> None:
    answer = Client().post("/open311/v2/requests.json", json.dumps({"a": 1}), content_type="application/json")
    assert answer.status_code == 403
