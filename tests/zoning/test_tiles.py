"""Tiles of plans, hearings and statements: what is published, drawn by how far it has come."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from geo.models import Municipality
from geo.tiles.grids import GRIDS, Grid
from geo.tiles.registry import known_layers
from tests.factories import box, make_town, spot
from tests.geo.test_tiles import ask, layers, tile_over
from tests.zoning.factories import area, make_hearing, make_plan
from tests.zoning.town_clock import town_clock_at
from zoning.codes import Lifecycle
from zoning.looks import LOOKS, Look, look_of
from zoning.models import Plan, PublishedState, PublishedStatement


@pytest.fixture(params=list(GRIDS))
def grid(request: pytest.FixtureRequest) -> Grid:
    return GRIDS[request.param]


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def said(plan: Plan, east: float, north: float, kind: str = "objection") -> None:
    number = PublishedStatement.objects.count() + 1
    PublishedStatement.objects.create(
        statement_id=number, municipality=plan.municipality, plan_id=plan.pk, kind=kind, geom=spot(east, north)
    )


def test_zoning_registers_its_layers() -> None:
    assert {"plans", "hearings", "statements"} <= set(known_layers())


def test_every_state_of_the_national_list_has_a_look() -> None:
    assert set(LOOKS) == set(Lifecycle)
    assert look_of("04", is_on_display=True) == Look.DISPLAY
    assert look_of("04", is_on_display=False) == Look.PROPOSAL


def test_a_plan_is_drawn_with_its_name_look_and_hearing(town: Municipality, grid: Grid) -> None:
    plan = make_plan(town, "pajakatu", state="04")
    hearing = make_hearing(plan)
    [drawn] = layers(town, "plans", tile_over(grid, 13))["plans"]
    told = drawn["properties"]
    assert (told["slug"], told["name"], told["name:sv"]) == ("pajakatu", "Kaava pajakatu", "Plan pajakatu")
    assert (told["look"], told["hearing"], told["last_day"]) == ("display", "proposal", str(hearing.last_day))


def test_a_plan_without_an_open_hearing_looks_as_its_state_says(town: Municipality, grid: Grid) -> None:
    today = timezone.localdate()
    over = make_plan(town, "ohi", state="13")
    make_hearing(over, first_day=today - datetime.timedelta(days=40), last_day=today - datetime.timedelta(days=1))
    coming = make_plan(town, "tuleva", state="03", geom=area(box(2, 2, 3, 3)))
    first_day = today + datetime.timedelta(days=3)
    make_hearing(coming, "preparation", first_day=first_day, last_day=today + datetime.timedelta(days=30))
    found = {
        one["properties"]["slug"]: one["properties"] for one in layers(town, "plans", tile_over(grid, 13))["plans"]
    }
    assert (found["ohi"]["look"], "hearing" in found["ohi"]) == ("force", False)
    assert (found["tuleva"]["look"], found["tuleva"]["first_day"]) == ("preparing", str(first_day))
    [only] = layers(town, "hearings", tile_over(grid, 13))["plans"]
    assert only["properties"]["slug"] == "tuleva"


def test_from_far_away_a_small_plan_is_a_mark_in_one_tile_only(town: Municipality, grid: Grid) -> None:
    make_plan(town, "pieni", geom=area(box(2.4, 2.4, 2.6, 2.6)))
    whole = tile_over(grid, 5)
    found = layers(town, "plans", whole)
    assert "plans" not in found
    assert [one["properties"]["slug"] for one in found["marks"]] == ["pieni"]
    tile = tile_over(grid, 7)
    beside = [type(tile)(grid, 7, tile.x + dx, tile.y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    assert sum(len(layers(town, "plans", one).get("marks", [])) for one in beside) == 1


def test_what_is_not_published_is_in_no_tile(town: Municipality, grid: Grid) -> None:
    make_plan(town, "salassa", published_at=None)
    before = ask(town, "plans", tile_over(grid, 13))
    assert before.status_code == 204
    make_plan(make_town(), "naapurissa")
    assert layers(town, "plans", tile_over(grid, 13)) == {}


def test_an_unchanged_tile_is_not_drawn_again_and_a_changed_one_is(town: Municipality, grid: Grid) -> None:
    plan, tile = make_plan(town), tile_over(grid, 13)
    first = ask(town, "plans", tile)
    assert ask(town, "plans", tile, if_none_match=first["ETag"]).status_code == 304
    make_hearing(plan)
    assert ask(town, "plans", tile, if_none_match=first["ETag"]).status_code == 200


def test_a_hearing_that_ends_changes_the_tile_at_midnight(town: Municipality, grid: Grid) -> None:
    hearing = make_hearing(make_plan(town))
    tile = tile_over(grid, 13)
    first = ask(town, "plans", tile)
    midnight = datetime.datetime.combine(hearing.last_day, datetime.time(22, 30), datetime.UTC)  # past it in Finland
    with town_clock_at(midnight):
        after = ask(town, "plans", tile, if_none_match=first["ETag"])
        assert after.status_code == 200
        assert layers(town, "plans", tile)["plans"][0]["properties"]["look"] == "preparing"


def test_statements_at_one_place_are_one_mark_with_their_number(town: Municipality, grid: Grid) -> None:
    plan = make_plan(town, "pajakatu")
    for east, kind in ((2.5, "objection"), (2.5, "objection"), (2.5, "opinion"), (2.6, "objection")):
        said(plan, east, 2.5, kind)
    PublishedState.objects.filter(municipality=town).update(version=99)
    found = [one["properties"] for one in layers(town, "statements", tile_over(grid, 12))["statements"]]
    assert {(one["plan"], one["kind"], one["n"]) for one in found} == {
        ("pajakatu", "objection", 2),
        ("pajakatu", "opinion", 1),
        ("pajakatu", "objection", 1),
    }
