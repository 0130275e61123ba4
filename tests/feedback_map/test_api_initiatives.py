"""Initiatives over the wire: sent, read by nobody until somebody has looked, listed page by page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from feedback_map.models import Initiative
from feedback_map.services.initiatives import InitiativeWords, make_initiative, show_initiative
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Participant
from participation.services import token_hash
from tests.factories import make_town
from tests.wire import codes, point, read, send

MAKER = {"maker": "Maija Meri", "email": "Maija@example.org"}


def initiative(geometry: Any = None, **said: Any) -> dict[str, Any]:
    properties = {"title": "Latu", "text": "Kylälle latu.", **MAKER, **said}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def kept(town: Municipality) -> Initiative:
    with in_town(town):
        return Initiative.objects.get(municipality=town)


def shown(town: Municipality, title: str) -> Initiative:
    made = make_initiative(town=town, words=InitiativeWords(title, "Kyllä.", "Maija", phone="015 1"))
    return show_initiative(town=town, initiative=made.initiative, by=None)


def titles(page: Any) -> list[str]:
    return [one["properties"]["title"] for one in page["features"]]


def test_what_is_sent_is_received_and_read_by_nobody_yet(town: Municipality) -> None:
    answer = send(town, initiative(point()), "initiatives")
    told = answer.json()
    assert (answer.status_code, told["state"], told["id"]) == (201, "received", kept(town).public_id)
    assert answer.headers["Cache-Control"] == "private, no-store"
    read(town, f"initiatives/{told['id']}", 404)
    show_initiative(town=town, initiative=kept(town), by=None)
    feature = read(town, f"initiatives/{told['id']}")
    assert feature["geometry"] == point()
    assert feature["properties"]["maker"] == "" and "Maija" not in str(feature)


def test_the_makers_own_page_opens_with_the_address_of_the_answer(town: Municipality) -> None:
    told = send(town, initiative(), "initiatives").json()
    assert "Latu" in Client().get(told["own_url"]).content.decode()


def test_its_maker_reads_it_by_its_key_and_has_name_and_addresses_erased(town: Municipality) -> None:
    key = send(town, initiative(names_maker=True), "initiatives").json()["key"]
    own = read(town, f"initiatives/mine/{key}")
    assert (own["state"], own["is_shown"], own["email"]) == ("received", False, "maija@example.org")
    show_initiative(town=town, initiative=kept(town), by=None)
    address = f"/api/v1/towns/{town.slug}/initiatives/mine/{key}"
    seen = Client().get(address).headers["ETag"]
    assert Client().delete(address).status_code == 428
    assert Client().delete(address, headers={"If-Match": seen}).status_code == 204
    now = Client().get(address).json()
    assert (now["maker"], now["email"], now["title"], now["is_shown"]) == ("", "", "Latu", True)
    assert [step["state"] for step in now["steps"]] == ["open"]
    assert read(town, f"initiatives/{now['id']}")["properties"]["maker"] == ""
    read(town, "initiatives/mine/x", 404)


def test_whoever_shows_a_token_is_its_participant(town: Municipality) -> None:
    token = "puhelimen-oma-tunnus-4711"
    told = send(town, initiative(), "initiatives", X_Participant_Token=token).json()
    assert told["participant_token"] == token
    with in_town(town):
        assert kept(town).participant == Participant.objects.get(token_hash=token_hash(token))


def test_every_reason_why_it_is_not_taken_is_told_at_once(town: Municipality) -> None:
    refused = send(town, initiative(title=" ", maker="", email="ei osoite", outside_url="javascript:1"), "initiatives")
    assert refused.status_code == 400
    assert {field for field, _code in codes(refused)} == {"title", "maker", "email", "outside_url"}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"names_maker": "kyllä"}, ("names_maker", "not_a_boolean")),
        ({"title": 7}, ("title", "not_text")),
        ({"language": "tlh"}, ("language", "unknown_value")),
        ({"state": "open"}, ("state", "unknown_field")),
        ({"email": ""}, ("email", "required")),
    ],
)
def test_what_is_wrong_is_named(town: Municipality, said: dict[str, Any], found: tuple[str, str]) -> None:
    assert codes(send(town, initiative(**said), "initiatives")) == {found}


def test_a_place_outside_the_town_is_refused(town: Municipality) -> None:
    assert codes(send(town, initiative(point(30, 2)), "initiatives")) == {("geometry", "outside_town")}


def test_the_list_goes_on_by_next_without_doubles_while_others_are_shown(town: Municipality) -> None:
    for number in range(3):
        shown(town, f"Aloite {number}")
    first = read(town, "initiatives", limit=2)
    assert (titles(first), first["numberMatched"], first["numberReturned"]) == (["Aloite 2", "Aloite 1"], 3, 2)
    shown(town, "Uusi")
    rest = Client().get(first["next"]).json()
    assert (titles(rest), rest["next"]) == (["Aloite 0"], None)


def test_the_list_asks_the_database_as_often_however_long_it_is(
    town: Municipality, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        shown(town, f"Aloite {number}")
    with django_assert_max_num_queries(3):
        assert len(titles(read(town, "initiatives"))) == 5


def test_another_towns_initiative_is_not_there(town: Municipality) -> None:
    read(make_town("toinen"), f"initiatives/{shown(town, 'Latu').public_id}", 404)
