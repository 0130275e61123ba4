"""A town that is being set up: its staff see it, and nobody else finds a trace of it."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Role
from accounts.services import Post, create_staff
from feedback_map.models import Pin
from feedback_map.services import PinInput, place_pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_category, make_halves, make_town
from tests.wire import message, point, send

ADDRESSES = (
    "/piilola/",
    "/sv/piilola/",
    "/piilola/coverage",
    "/piilola/areas/district/E",
    "/piilola/logo.jpg",
    "/piilola/data/",
    "/piilola/data/pins.csv",
    "/piilola/programme/",
    "/piilola/feeds/pins.atom",
    "/piilola/calendar.ics",
    "/embed/piilola/map",
    "/embed/piilola/counter",
    "/embed/piilola/say",
    "/embed/piilola/area/district/E",
    "/api/v1/towns/piilola",
    "/api/v1/towns/piilola/pins",
    "/api/v1/towns/piilola/area-sets",
    "/api/v1/towns/piilola/categories",
    "/api/v1/towns/piilola/plans",
    "/api/v1/towns/piilola/processes",
    "/tiles/piilola/areas/WebMercatorQuad/0/0/0.mvt",
    "/tiles/piilola/pins/WebMercatorQuad/0/0/0.mvt",
    "/basemap/piilola/background",
    "/ogc/collections/piilola_pins",
    "/ogc/collections/piilola_pins/items",
    "/ogc/collections/piilola_pins/tiles/WebMercatorQuad/0/0/0",
    "/open311/v2/services.json?jurisdiction_id=piilola",
)
NOT_THERE = {"/piilola/logo.jpg"}  # an open town without a logo has none either
LISTS = ("/", "/en/", "/api/v1/towns", "/ogc/collections", "/ogc/catalogue", "/sitemap.xml")


@pytest.fixture
def closed(db: None) -> Municipality:
    cache.clear()
    opened = make_town("avoinna")
    make_halves(opened)
    make_category(opened)
    town = make_town("piilola", is_public=False)
    make_halves(town)
    make_category(town)
    place_pin(town=town, pin=PinInput(kind="feedback", text="Koe", category="streets", visibility="public"))
    return town


def member(town: Municipality, role: Role) -> Client:
    client = Client()
    client.force_login(create_staff(email=f"{role}@{town.slug}.fi", post=Post(town, role)).user)
    return client


def test_a_closed_town_is_found_at_no_address(closed: Municipality) -> None:
    answers = {address: Client().get(address).status_code for address in ADDRESSES}
    assert {address: status for address, status in answers.items() if status != 404} == {}
    of_open = {address: Client().get(address.replace("piilola", "avoinna")).status_code for address in ADDRESSES}
    assert {address for address, status in of_open.items() if status == 404} == NOT_THERE


@pytest.mark.parametrize("page", ["desk/", "desk/town/", "desk/queue"])
def test_the_desk_of_a_closed_town_answers_visitors_as_that_of_no_town(closed: Municipality, page: str) -> None:
    for language in ("", "/sv"):
        answers = [Client().get(f"{language}/{slug}/{page}") for slug in ("piilola", "olematon")]
        told = [(one.status_code, one.headers.get("Location", "").replace("olematon", "piilola")) for one in answers]
        assert told[0] == told[1]


def test_no_list_names_a_closed_town(closed: Municipality) -> None:
    bodies = {address: Client().get(address).content.decode().lower() for address in LISTS}
    named = {address: ("avoinna" in body, "piilola" in body) for address, body in bodies.items()}
    assert named == dict.fromkeys(LISTS, (True, False))


def test_nobody_can_send_a_message_to_a_closed_town(closed: Municipality) -> None:
    opened = Municipality.objects.get(slug="avoinna")
    for said in (message(point()), message(category="streets", link="no-such-link")):
        assert send(closed, said).status_code == 404
        assert send(opened, said).status_code != 404
    assert send(opened, message(point())).status_code == 201
    with in_town(closed):
        assert Pin.objects.filter(municipality=closed).count() == 1


def test_staff_of_another_town_find_no_closed_town(closed: Municipality) -> None:
    stranger = member(Municipality.objects.get(slug="avoinna"), Role.ADMIN)
    assert stranger.get("/piilola/").status_code == 404
    assert stranger.get("/piilola/desk/").status_code == 404


def test_its_own_staff_see_the_pages_and_the_map_of_a_closed_town(closed: Municipality) -> None:
    clerk = member(closed, Role.CLERK)
    page = clerk.get("/piilola/")
    assert page.status_code == 200
    assert "ei ole vielä avattu" in page.content.decode()
    tile = clerk.get("/tiles/piilola/areas-district/WebMercatorQuad/9/294/142.mvt")
    assert tile.status_code in {200, 204}
    assert tile.headers["Cache-Control"] == "private, no-store"


def test_an_open_town_says_nothing_of_being_closed(closed: Municipality) -> None:
    assert "ei ole vielä avattu" not in Client().get("/avoinna/").content.decode()
