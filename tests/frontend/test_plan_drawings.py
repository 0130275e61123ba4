"""Drawings on a plan's page, with the map and without it, and how the desk lays them there."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role
from accounts.services import Post, create_staff
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_town
from tests.zoning.drawings.pictures import CORNERS, png
from tests.zoning.factories import make_plan, make_version
from zoning.models import DrawingTile, Plan, PlanDrawing, PlanVersion
from zoning.services.drawings import add_drawing

pytestmark = pytest.mark.django_db
DESK = "/kaavala/desk/plans/pajakatu/"


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("kaavala", languages=["fi", "sv", "en"])


@pytest.fixture
def plan(town: Municipality) -> Plan:
    return make_plan(town, "pajakatu")


@pytest.fixture
def planner(town: Municipality, client: Client) -> Client:
    user = create_staff(email="planner@kaavala.example", post=Post(town, Role.PLANNER)).user
    client.force_login(user)
    return client


def cut_drawing(version: PlanVersion) -> PlanDrawing:
    """A drawing with one tile in each pyramid, as if it had been cut."""
    town = version.municipality
    with in_town(town):
        made = PlanDrawing.objects.create(
            municipality=town, version=version, file="aa/x.png", sha256=b"x" * 32, state="ready"
        )
        for grid, z, x, y in (("ETRS-TM35FIN", 10, 517, 760), ("WebMercatorQuad", 13, 4716, 2308)):
            DrawingTile.objects.create(municipality=town, drawing=made, grid=grid, z=z, x=x, y=y, content=b"RIFF")
    return made


def map_settings(page: str) -> Any:
    found = re.search(r'<script id="map-settings" type="application/json">(.*?)</script>', page)
    assert found is not None
    return json.loads(found[1])


def test_the_page_shows_the_drawing_as_a_picture_and_gives_the_map_its_tiles(client: Client, plan: Plan) -> None:
    drawing = cut_drawing(make_version(plan, "draft", option="A"))
    page = client.get("/kaavala/plans/pajakatu/").content.decode()
    assert f'<img src="/tiles/kaavala/drawings/{drawing.public_id}/overview.webp"' in page
    (laid,) = map_settings(page)["drawings"]
    assert laid["tiles"] == f"/tiles/kaavala/drawings/{drawing.public_id}"
    assert laid["zooms"] == {"ETRS-TM35FIN": [10, 10], "WebMercatorQuad": [13, 13]}
    west, south, east, north = laid["bounds"]
    assert 26 < west < east < 28 and 61 < south < north < 63
    assert 'type="range"' in page


def test_without_a_drawing_there_is_no_slider(client: Client, plan: Plan) -> None:
    cut_drawing(make_version(plan, published_at=None))
    page = client.get("/kaavala/plans/pajakatu/").content.decode()
    assert 'type="range"' not in page
    assert map_settings(page)["drawings"] == []


def sent(version: PlanVersion, **corners: str) -> dict[str, Any]:
    file = SimpleUploadedFile("kaava.png", png(), "image/png")
    named = {f"drawing-{name}": text for name, text in corners.items()}
    return {"drawing-version": str(version.pk), "drawing-file": file, "drawing-system": "3067", **named}


def test_a_planner_lays_a_drawing_by_its_corners_and_takes_it_away(planner: Client, plan: Plan) -> None:
    version = make_version(plan)
    names = ("top_left", "top_right", "bottom_right", "bottom_left")
    corners = {name: f"{x:.0f} {y:.0f}" for name, (x, y) in zip(names, CORNERS, strict=True)}
    answer = planner.post(f"{DESK}drawings", sent(version, **corners), follow=True)
    assert "odottaa" in answer.content.decode().lower()
    with in_town(plan.municipality):
        drawing = PlanDrawing.objects.get()
        assert drawing.corners is not None
        assert [tuple(corner) for corner in drawing.corners.coords[0][:4]] == CORNERS
    planner.post(f"{DESK}drawings", {"drawing": drawing.public_id})
    with in_town(plan.municipality):
        assert not PlanDrawing.objects.exists()


@pytest.mark.parametrize(("corners", "asked"), [({"top_left": "511000 6832000"}, 3), ({"top_left": "x"}, 4)])
def test_half_given_corners_are_asked_for_again(
    planner: Client, plan: Plan, corners: dict[str, str], asked: int
) -> None:
    answer = planner.post(f"{DESK}drawings", sent(make_version(plan), **corners))
    assert answer.status_code == 400
    assert answer.content.decode().count("Kirjoita kaksi lukua") == asked
    with in_town(plan.municipality):
        assert not PlanDrawing.objects.exists()


def test_a_drawing_of_another_plan_is_not_taken_away(planner: Client, plan: Plan) -> None:
    other = add_drawing(town=plan.municipality, version=make_version(make_plan(plan.municipality)), content=png())
    assert planner.post(f"{DESK}drawings", {"drawing": other.public_id}).status_code == 404


def test_what_went_wrong_stands_at_the_desk(planner: Client, plan: Plan) -> None:
    drawing = cut_drawing(make_version(plan))
    with in_town(plan.municipality):
        PlanDrawing.objects.filter(pk=drawing.pk).update(state="failed", message="no_place")
    assert "neljä kulmaa" in planner.get(DESK).content.decode()
