"""Meeting places and events as residents and the desk's people meet them."""

from __future__ import annotations

import datetime
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import AccessLog, Role
from accounts.services import Post, create_staff
from geo.models import Municipality, Place
from geo.tenancy import in_town
from participation.attendance import Came, record_attendance
from participation.models import Attendance, Event, EventSignUp
from tests.factories import make_halves, make_town, spot

pytestmark = pytest.mark.django_db
DESK = "/en/kokeila/desk"
SOON = (timezone.localtime() + datetime.timedelta(days=2)).strftime("%Y-%m-%dT18:00")
IN_TOWN = json.dumps({"type": "Point", "coordinates": [27.25, 61.62]})


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("kokeila", languages=["fi", "en"])
    make_halves(town)
    return town


@pytest.fixture
def clerk(town: Municipality) -> Client:
    client = Client()
    client.force_login(create_staff(email="clerk@kokeila.fi", post=Post(town, Role.CLERK)).user)
    return client


def place(town: Municipality, **fields: object) -> Place:
    values: dict[str, object] = {"code": "tupa", "names": {"fi": "Tupa", "en": "Cabin"}, "kind": "library"}
    return Place.objects.create(municipality=town, point=spot(2, 2), **{**values, **fields})


PLACE = {
    "names_fi": "Kylätalo",
    "names_en": "Village house",
    "price_fi": "5 €/h",
    "kind": "village house",
    "floor_area_m2": "80",
    "open_to": "booking",
    "is_free": "no",
    "is_accessible": "yes",
    "is_shown": "on",
    "geometry": IN_TOWN,
}
EVENT = {
    "names_fi": "Talkoot",
    "kind": "working_party",
    "starts_at": SOON,
    "takes_sign_ups": "on",
    "most_people": "3",
    "is_public": "on",
    "key": "form-1",
}


def test_a_place_is_added_at_the_desk_and_everybody_reads_of_it(clerk: Client, client: Client) -> None:
    assert clerk.post(f"{DESK}/places/new", PLACE).status_code == 302
    made = Place.objects.get()
    assert (made.kind, made.open_to, made.is_free, made.floor_area_m2) == ("village_house", "booking", False, 80.0)
    told = client.get(f"/en/kokeila/places/{made.code}").content.decode()
    assert "Village house" in told and "5 €/h" in told and "Anybody who books it" in told
    assert "Village house" in client.get("/en/kokeila/places").content.decode()
    assert client.get("/api/v1/towns/kokeila/meeting-places").json()["numberMatched"] == 1


def test_what_is_missing_is_named_and_what_was_written_stays(clerk: Client) -> None:
    answer = clerk.post(f"{DESK}/places/new", {**PLACE, "names_fi": "", "geometry": "", "price_fi": "5 €/h"})
    told = answer.content.decode()
    assert answer.status_code == 400 and "Say where the place is." in told and "5 €/h" in told
    assert not Place.objects.exists()


def test_who_was_quicker_wins_and_nothing_that_was_written_is_lost(town: Municipality, clerk: Client) -> None:
    known = place(town)
    assert clerk.post(f"{DESK}/places/tupa", {**PLACE, "version": "1"}).status_code == 302
    answer = clerk.post(f"{DESK}/places/tupa", {**PLACE, "names_fi": "Toinen nimi", "version": "1"})
    assert answer.status_code == 412 and "Toinen nimi" in answer.content.decode()
    known.refresh_from_db()
    assert (known.names["fi"], known.version) == ("Kylätalo", 2)


def test_a_hidden_place_is_nowhere_in_public(town: Municipality, client: Client) -> None:
    place(town, names={"fi": "Salatupa"}, is_shown=False)
    for path in ("/kokeila/places", "/api/v1/towns/kokeila/meeting-places", "/ogc/collections/kokeila_places/items"):
        assert "Salatupa" not in client.get(path).content.decode()
    assert client.get("/api/v1/towns/kokeila/places?q=Salatupa").json()["features"] == []
    assert client.get("/kokeila/places/tupa").status_code == 404
    for layer in ("meeting-places", "places"):
        assert client.get(f"/tiles/kokeila/{layer}/WebMercatorQuad/14/9432/4530.mvt").status_code == 204


def test_places_are_filtered_by_kind_price_and_accessibility(town: Municipality, client: Client) -> None:
    place(town, is_free=True)
    place(town, code="sali", names={"en": "Hall"}, kind="school", is_free=False, is_accessible=True)
    for query, shown in (("kind=school", "Hall"), ("free=1", "Cabin"), ("accessible=1", "Hall")):
        told = client.get(f"/en/kokeila/places?{query}").content.decode()
        assert re.findall(r'<th scope="row"><a[^>]*>(\w+)</a>', told) == [shown]


def test_empty_pages_say_what_to_do(town: Municipality, client: Client) -> None:
    for page, way in (("places", "/pins/new"), ("events", "/processes"), ("initiatives", "/initiatives/new")):
        assert f'href="/en/kokeila{way}"' in client.get(f"/en/kokeila/{page}").content.decode()


def test_an_event_is_made_and_a_resident_signs_up_and_takes_it_back(
    town: Municipality, clerk: Client, client: Client
) -> None:
    assert clerk.post(f"{DESK}/events/new", {**EVENT, "geometry": IN_TOWN}).status_code == 302
    event = Event.objects.get()
    page = f"/en/kokeila/events/{event.code}"
    answer = client.post(page, {"people": "2", "name": "Aino", "key": "k1"})
    assert answer.status_code == 302 and client.get(answer.headers["Location"]).status_code == 200
    assert client.post(page, {"people": "2", "key": "k2"}).status_code == 422
    client.post(answer.headers["Location"])
    with in_town(town):
        assert EventSignUp.objects.get().cancelled_at is not None


def test_an_event_without_sign_up_only_says_come(town: Municipality, client: Client) -> None:
    event = Event.objects.create(
        municipality=town, code="ilta", names={"en": "Evening"}, starts_at=timezone.now() + datetime.timedelta(days=1)
    )
    assert "Just come" in client.get(f"/en/kokeila/events/{event.code}").content.decode()
    assert client.post(f"/en/kokeila/events/{event.code}", {"people": "1"}).status_code == 422


def test_looks_at_who_means_to_come_are_logged_and_who_came_counts(
    town: Municipality, clerk: Client, client: Client
) -> None:
    clerk.post(f"{DESK}/events/new", EVENT)
    event = Event.objects.get()
    client.post(f"/en/kokeila/events/{event.code}", {"people": "1", "name": "Aino", "key": "k"})
    assert "Aino" in clerk.get(f"{DESK}/events/{event.code}/people").content.decode()
    with in_town(town):
        assert AccessLog.objects.filter(municipality=town, why="event").count() == 1
        sign_up = EventSignUp.objects.get()
    assert clerk.post(f"{DESK}/events/{event.code}/people/{sign_up.public_id}").status_code == 302
    with in_town(town):
        assert Attendance.objects.get(event=event).headcount == 1


def test_called_off_is_told_on_the_page_in_the_feed_and_in_the_file(
    town: Municipality, clerk: Client, client: Client
) -> None:
    clerk.post(f"{DESK}/events/new", EVENT)
    event = Event.objects.get()
    clerk.post(f"{DESK}/events/{event.code}/off", {"why_fi": "Myrsky"})
    assert "Myrsky" in client.get(f"/en/kokeila/events/{event.code}").content.decode()
    assert "Called off" in client.get("/en/kokeila/feeds/events.atom").content.decode()
    assert "STATUS:CANCELLED" in client.get(f"/en/kokeila/events/{event.code}.ics").content.decode()


def test_who_came_to_a_working_party_is_engagement(town: Municipality, clerk: Client) -> None:
    clerk.post(f"{DESK}/events/new", {**EVENT, "starts_at": "2026-01-10T12:00"})
    event = Event.objects.get()
    record_attendance(town=town, event=event, came=Came(one_by_one=True, basis="signed"))
    with in_town(town), connection.cursor() as cursor:
        cursor.execute("SELECT source FROM neighbourhoods_engagement WHERE municipality_id = %s", [town.pk])
        assert cursor.fetchall() == [("attendance",)]


def test_what_search_engines_read_is_json_that_cannot_end_its_element(town: Municipality, client: Client) -> None:
    place(town, names={"fi": "</script><b>"}, texts={"fi": "Lauteet & löyly"})
    told = client.get("/kokeila/places/tupa").content.decode()
    found = json.loads(told.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert (found["@type"], found["name"], found["description"]) == ("Place", "</script><b>", "Lauteet & löyly")


def test_every_feed_on_the_page_of_feeds_answers(town: Municipality, client: Client) -> None:
    told = client.get("/en/kokeila/feeds").content.decode()
    links = set(re.findall(r'href="(/en/kokeila/[^"]+\.(?:atom|ics))"', told))
    assert len(links) == 6
    assert {client.get(link).status_code for link in links} == {200}


def test_an_administrator_says_whose_pages_show_the_pieces(town: Municipality, clerk: Client) -> None:
    admin = Client()
    admin.force_login(create_staff(email="admin@kokeila.fi", post=Post(town, Role.ADMIN)).user)
    assert admin.post(f"{DESK}/embed", {"origins": "https://www.kokeila.fi/"}).status_code == 302
    assert admin.post(f"{DESK}/embed", {"origins": "www.kokeila.fi"}).status_code == 400
    assert clerk.post(f"{DESK}/embed", {"origins": "https://paha.example"}).status_code == 403
    town.refresh_from_db()
    assert town.embed_origins == ["https://www.kokeila.fi"]
    assert "&lt;iframe src=" in clerk.get(f"{DESK}/embed").content.decode()
