"""An initiative from its form to its answer, with and without a script, as its maker, others and the desk meet it."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from accounts.models import AccessLog, Body, Role
from accounts.services import Post, create_staff
from delivery.mail import TOPIC as MAIL
from delivery.models import OutboxMessage
from feedback_map.models import Initiative, PublishedInitiative
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_halves, make_town

pytestmark = pytest.mark.django_db
SAID = {
    "title": "Latu Kylään",
    "text": "Lapset hiihtäisivät kouluun.",
    "maker": "Maija Meri",
    "email": "maija@example.org",
    "where": "map",
    "geometry": json.dumps({"type": "Point", "coordinates": [27.25, 61.62]}),
    "key": "form-1",
    "go": "send",
}
DESK = "/en/kokeila/desk/initiatives"


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("kokeila")
    make_halves(town)
    return town


@pytest.fixture
def clerk(town: Municipality) -> Client:
    client = Client()
    client.force_login(create_staff(email="clerk@kokeila.fi", post=Post(town, Role.CLERK)).user)
    return client


def sent(client: Client, **said: str) -> str:
    """The address of the maker's own page."""
    answer = client.post("/en/kokeila/initiatives/new", {**SAID, **said})
    assert answer.status_code == 303, answer.content.decode()
    return answer.headers["Location"].partition("?")[0]


def only(town: Municipality) -> Initiative:
    with in_town(town):
        return Initiative.objects.get()


def shown(town: Municipality, clerk: Client) -> str:
    """The address of the public page of the only one."""
    public_id = only(town).public_id
    clerk.post(f"{DESK}/{public_id}/show", {"go": "show"})
    return f"/en/kokeila/initiatives/{public_id}"


def test_from_the_form_to_the_answer(town: Municipality, client: Client, clerk: Client) -> None:
    mine = sent(client)
    assert "Received" in client.get(mine).content.decode()
    page = shown(town, clerk)
    Body.objects.create(municipality=town, kind="unit", code="liikunta", names={"en": "Sports"})
    one = f"{DESK}/{only(town).public_id}"
    clerk.post(one, {"state": "in_hands", "owner": "liikunta", "text": "It is costed."})
    clerk.post(one, {"state": "closed", "result": "partly", "text": "A shorter track next winter."})
    told = client.get(page).content.decode()
    assert "A shorter track next winter." in told and "It is costed." in told and "Sports" in told
    assert "Will be done in part" in client.get(mine).content.decode()
    assert "A shorter track next winter." in client.get("/en/kokeila/feeds/initiatives.atom").content.decode()
    feature = client.get("/api/v1/towns/kokeila/initiatives?state=closed").json()["features"][0]
    assert feature["properties"]["answer"] == "A shorter track next winter." and feature["geometry"]["type"] == "Point"
    assert OutboxMessage.objects.filter(topic=MAIL, payload__has_key="initiative").count() == 3


def test_the_desk_cannot_close_one_without_an_answer(town: Municipality, client: Client, clerk: Client) -> None:
    sent(client)
    answer = clerk.post(f"{DESK}/{only(town).public_id}", {"state": "closed", "result": "not_done", "text": " "})
    assert answer.status_code == 400 and "closed by an answer alone" in answer.content.decode()
    assert only(town).state == "received"


def test_nobody_else_reads_it_before_somebody_has_looked(town: Municipality, client: Client, clerk: Client) -> None:
    sent(client)
    one = only(town).public_id
    for path in (f"/en/kokeila/initiatives/{one}", f"/api/v1/towns/kokeila/initiatives/{one}"):
        assert client.get(path).status_code == 404
    assert "Latu" not in client.get("/en/kokeila/initiatives").content.decode()
    assert client.get("/tiles/kokeila/initiatives/WebMercatorQuad/0/0/0.mvt").status_code == 204
    assert "Latu" in client.get(shown(town, clerk)).content.decode()
    assert client.get("/tiles/kokeila/initiatives/WebMercatorQuad/0/0/0.mvt").status_code == 200


def test_the_makers_name_and_address_are_on_no_public_page(town: Municipality, client: Client, clerk: Client) -> None:
    sent(client)
    page = shown(town, clerk)
    paths = (page, "/en/kokeila/initiatives", "/api/v1/towns/kokeila/initiatives", "/en/kokeila/feeds/initiatives.atom")
    for path in paths:
        told = client.get(path).content.decode()
        assert "Maija" not in told and "example.org" not in told


def test_looks_at_the_makers_name_are_logged(town: Municipality, client: Client, clerk: Client) -> None:
    sent(client)
    assert "Maija Meri" in clerk.get(f"{DESK}/{only(town).public_id}").content.decode()
    with in_town(town):
        assert AccessLog.objects.filter(municipality=town, why="initiative").count() == 1


def test_support_counts_once_and_is_no_signature(town: Municipality, client: Client, clerk: Client) -> None:
    sent(Client())
    page = shown(town, clerk)
    assert "not a signature in the sense of the law" in client.get(f"{page}/support").content.decode()
    for _again in range(2):
        assert client.post(f"{page}/support", {"go": "support"}).status_code == 302
    assert PublishedInitiative.objects.get().supporters == 1
    client.post(f"{page}/support", {"go": "withdraw"})
    assert PublishedInitiative.objects.get().supporters == 0


@pytest.mark.parametrize("path", ["initiatives", "initiatives/new"])
def test_the_legal_difference_is_told_where_one_begins(town: Municipality, client: Client, path: str) -> None:
    assert "kuntalaisaloite.fi" in client.get(f"/en/kokeila/{path}").content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"maker": ""}, "Write your name"),
        ({"email": ""}, "Give an e-mail address or a phone number"),
        ({"title": ""}, "Give the initiative a name"),
        ({"geometry": ""}, "Mark the place on the map"),
        ({"outside_url": "ftp://x"}, "https"),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_stays(
    town: Municipality, client: Client, said: dict[str, str], words: str
) -> None:
    answer = client.post("/en/kokeila/initiatives/new", {**SAID, **said})
    told = answer.content.decode()
    assert answer.status_code == 422 and words in told and "Lapset hiihtäisivät" in told


def test_a_form_sent_twice_is_one_and_other_words_with_its_key_are_asked_about(
    town: Municipality, client: Client
) -> None:
    assert sent(client) == sent(client)
    again = client.post("/en/kokeila/initiatives/new", {**SAID, "title": "Toinen"})
    assert again.status_code == 422 and "already sent an initiative" in again.content.decode()
    assert only(town).title == "Latu Kylään"


def test_the_maker_has_their_name_erased_by_their_own_link(town: Municipality, client: Client) -> None:
    mine = sent(client)
    client.post(mine)
    assert "Maija" not in client.get(mine).content.decode()
    assert only(town).email == ""


def test_a_hidden_one_can_still_be_answered(town: Municipality, client: Client, clerk: Client) -> None:
    mine = sent(client)
    page = shown(town, clerk)
    one = f"{DESK}/{only(town).public_id}"
    clerk.post(f"{one}/show", {"go": "hide"})
    clerk.post(one, {"state": "closed", "result": "noted", "text": "Thank you."})
    assert client.get(page).status_code == 404
    assert "Thank you." in client.get(mine).content.decode()
