"""Heinola is set up from nothing in a real browser, with files of open data, until a resident leaves a message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from accounts.services import make_operator
from feedback_map.models import Pin
from geo.models import Municipality, PopulationCount
from geo.tenancy import in_town
from tests.frontend.town_setup.walk import DATA, PATIENCE_MS, Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
MUNICIPALITIES = "municipalities_arho_2024_3067.gpkg"
POSTAL_AREAS = "postal_areas_2019geom_paavo_3067.gpkg"
SMALL = "four_towns_municipalities_4326.geojson"


@pytest.fixture
def context(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """The operator's browser, signed in."""
    visitor = Client()
    visitor.force_login(make_operator(email="operator@kuuluvuus.example")[0])
    name = settings.SESSION_COOKIE_NAME
    opened = chromium.new_context(viewport={"width": 1000, "height": 900}, service_workers="block")
    opened.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": live_server.url}])
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    opened.close()


@pytest.fixture
def walk(context: BrowserContext, live_server: LiveServer, tmp_path: Path) -> Walk:
    if not DATA.is_dir():
        pytest.skip(f"The open data of Finnish towns is not there: {DATA}")
    return Walk(context.new_page(), live_server.url, tmp_path)


def logo(folder: Path) -> Path:
    picture = Image.new("RGB", (600, 240), "white")
    ImageDraw.Draw(picture).ellipse((40, 40, 200, 200), fill="#0b5163")
    picture.save(folder / "logo.png")
    return folder / "logo.png"


def test_a_town_is_made_and_gets_its_boundary_from_a_file(walk: Walk) -> None:
    walk.make_town()
    walk.next_step("Raja")
    walk.bring_in(DATA / SMALL, "boundary")
    walk.next_step("Alueet")


@pytest.mark.heavy
def test_heinola_is_set_up_from_open_data_until_a_resident_writes(walk: Walk, chromium: Browser) -> None:
    boundary, areas = DATA / MUNICIPALITIES, DATA / POSTAL_AREAS
    walk.make_town()
    walk.next_step("Raja")
    walk.bring_in(boundary, "boundary")
    walk.next_step("Alueet")
    walk.bring_in(areas, "areas", kind="postal", source="Tilastokeskus, Paavo", licence="CC BY 4.0")
    walk.next_step("Kotialueet")
    walk.choose_home()
    walk.desk("uploads/new/people")
    walk.bring_in(areas, "people", by="postal", year="2019")
    walk.next_step("Aiheet ja yksiköt")
    walk.begin_with_model()
    walk.look_at_owners()
    walk.give_a_phone()
    walk.next_step("Tekstit ja logo")
    walk.tell_texts(logo(walk.pictures))
    walk.invite("matti@heinola.example", "clerk")
    stranger = chromium.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    assert stranger.request.get(f"{walk.server}/heinola/").status == 404
    desk = walk.accept(chromium.new_context(service_workers="block"), "matti@heinola.example")
    expect(desk.locator("main")).to_contain_text("matti@heinola.example")
    walk.open()
    _everything_came()
    _a_resident_writes(stranger, walk.server)


def _everything_came() -> None:
    town = Municipality.objects.get(slug="heinola")
    assert (town.is_public, town.home_set, town.boundary_source) == (True, "postal", "file")
    assert town.areas.count() == 12
    whole = PopulationCount.objects.filter(municipality=town, what="people", age_from=None, age_to=None)
    assert sum(one.count or 0 for one in whole) == 17_631


def _a_resident_writes(context: BrowserContext, server: str) -> None:
    page = context.new_page()
    page.goto(f"{server}/heinola/")
    expect(page.locator(".panel__head")).to_contain_text("Missä Heinolassa on hyvä olla")
    assert context.request.get(f"{server}/heinola/logo.jpg").ok
    said = {"kind": "feedback", "text": "Rantapuiston penkki on rikki.", "category": "puistot", "visibility": "private"}
    place = {"type": "Point", "coordinates": [26.035, 61.205]}
    feature = {"type": "Feature", "geometry": place, "properties": said}
    sent = context.request.post(f"{server}/api/v1/towns/heinola/pins", data=feature)
    assert sent.status == 201, sent.text()
    town = Municipality.objects.get(slug="heinola")
    with in_town(town):
        pin = Pin.objects.select_related("owner").get(municipality=town)
    assert pin.owner is not None
    assert pin.owner.code == "puistot"
