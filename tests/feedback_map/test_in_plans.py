"""What was said in a plan: every message inside its area, and none outside."""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.test import Client

from feedback_map import in_plans
from feedback_map.desk_list import DeskFilters, desk_page_of
from feedback_map.models import PublishedPin
from feedback_map.services import PinInput, place_pin
from geo.models import SRID, Municipality
from tests.factories import SOUTH, WEST, box, make_category, make_town
from tests.zoning.factories import area, make_plan
from zoning.models import PublishedPlan
from zoning.planned import area_of

WIDE = shapely.Polygon([(2, 2), (6, 2.5), (6.5, 6), (4, 4), (2.2, 6)])  # a bay on its northern side


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("testila")
    make_category(town)
    return town


def shape_at(shape: shapely.Geometry) -> Any:
    moved = shapely.transform(shape, lambda corners: corners * 1000 + (WEST, SOUTH))
    return shapely.set_srid(moved, SRID)


def say(town: Municipality, shape: shapely.Geometry, **fields: Any) -> str:
    said = {"kind": "feedback", "text": "Penkki", "category": "streets", "geometry": shape_at(shape), **fields}
    return place_pin(town=town, pin=PinInput(**said)).id


def plan_over(town: Municipality, shape: shapely.Polygon, slug: str = "laaja", **fields: Any) -> PublishedPlan:
    outline = GEOSGeometry(memoryview(shapely.to_wkb(shape_at(shape))), srid=SRID)
    make_plan(town, slug, geom=MultiPolygon(outline, srid=SRID), **fields)
    return PublishedPlan.objects.get(slug=slug, municipality=town)


def listed(town: Municipality, **query: str) -> Any:
    return Client().get(f"/api/v1/towns/{town.slug}/pins", query)


def test_messages_in_a_plan_are_those_that_a_plain_comparison_finds(town: Municipality) -> None:
    """Points over the whole plan and around it, on a grid of 500 m, against shapely."""
    plan, inside = plan_over(town, WIDE), set()
    for east in range(2, 16):
        for north in range(2, 14):
            spot = shapely.Point(east / 2 + 0.01, north / 2 + 0.02)
            name = say(town, spot)
            inside |= {name} if WIDE.intersects(spot) else set()
    found = in_plans.said_in(town, plan).values_list("public_id", flat=True)
    assert set(found) == inside and len(inside) > 20


def test_lines_and_areas_that_reach_into_a_plan_are_in_it(town: Municipality) -> None:
    plan = plan_over(town, WIDE)
    reaching = say(town, shapely.LineString([(1, 3), (3, 3)]))
    around = say(town, shapely.box(1, 1, 8, 8))
    say(town, shapely.LineString([(3.9, 4.5), (4.1, 5.5)]))  # in the bay
    assert set(in_plans.said_in(town, plan).values_list("public_id", flat=True)) == {reaching, around}


def test_a_message_that_is_not_published_is_not_told(town: Municipality) -> None:
    plan = plan_over(town, WIDE)
    say(town, shapely.Point(3, 3), visibility="private")
    assert not in_plans.said_in(town, plan).exists()


def test_a_crowd_in_a_plan_is_found_as_well(town: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_over(town, WIDE)
    inside = {say(town, shapely.Point(3, 3 + step / 10)) for step in range(5)}
    say(town, shapely.Point(9, 9))
    few = list(in_plans.said_in(town, plan))
    monkeypatch.setattr(in_plans, "FEW", 2)
    assert list(in_plans.said_in(town, plan)) == few
    monkeypatch.setattr(in_plans, "MANY", 2)
    found = in_plans.said_in(town, plan)
    assert set(found.values_list("public_id", flat=True)) == inside
    assert [pin.pk for pin in found] == sorted((pin.pk for pin in found), reverse=True), "newest first"


def test_the_list_of_pins_takes_a_plan(town: Municipality) -> None:
    plan_over(town, WIDE, "pajakatu")
    make_plan(town, "salassa", published_at=None)
    inside = say(town, shapely.Point(3, 3))
    say(town, shapely.Point(9, 9))
    told = listed(town, plan="pajakatu").json()
    assert ([one["id"] for one in told["features"]], told["numberMatched"]) == ([inside], 1)
    for slug in ("salassa", "ei-ole"):
        refused = listed(town, plan=slug)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "plan")


def test_the_desk_finds_messages_inside_a_plan_that_nobody_else_sees(town: Municipality) -> None:
    plan = make_plan(town, "luonnos", geom=area(box(2, 2, 4, 4)), published_at=None)
    inside = say(town, shapely.Point(3, 3), visibility="private")
    say(town, shapely.Point(9, 9))
    found = desk_page_of(town, DeskFilters(plan_area=area_of(plan)))
    assert [pin.public_id for pin in found.pins] == [inside]
    assert PublishedPin.objects.count() == 1
