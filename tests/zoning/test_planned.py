"""What is planned at a place, in Python and over the wire."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client
from django.utils import timezone

from geo import crs
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST, box, make_town, spot
from tests.zoning.factories import area, make_hearing, make_plan, make_version
from zoning.models import PlanObject
from zoning.planned import area_of, objects_at, planned_at


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def here(town: Municipality, east: float, north: float) -> list[str]:
    found = planned_at(town, WEST + east * 1000, SOUTH + north * 1000, timezone.localdate())
    return [one.plan.slug for one in found]


def at(east: float, north: float) -> str:
    longitude, latitude = crs.to_wire(WEST + east * 1000, SOUTH + north * 1000)
    return f"{float(longitude):.7f},{float(latitude):.7f}"


def ask(town: Municipality, **query: str) -> Any:
    return Client().get(f"/api/v1/towns/{town.slug}/planned", query)


def test_plans_at_a_place_are_those_whose_area_holds_it(town: Municipality) -> None:
    make_plan(town, "itse")
    make_plan(town, "muualla", geom=area(box(7, 7, 8, 8)))
    make_plan(town, "salassa", published_at=None)
    make_plan(make_town(), "naapurissa")
    assert here(town, 2.5, 2.5) == ["itse"]
    assert here(town, 5, 5) == []


def test_a_hole_in_a_plan_is_not_in_it(town: Municipality) -> None:
    ring = Polygon(box(2, 2, 5, 5).exterior_ring, box(3, 3, 4, 4).exterior_ring)
    make_plan(town, "rengas", geom=MultiPolygon(ring, srid=3067))
    assert here(town, 2.5, 2.5) == ["rengas"]
    assert here(town, 3.5, 3.5) == []


def test_what_is_on_display_comes_first(town: Municipality) -> None:
    make_plan(town, "uusi", initiated_on="2026-06-01")
    make_hearing(make_plan(town, "vanha", initiated_on="2020-01-08"))
    assert here(town, 2.5, 2.5) == ["vanha", "uusi"]


def test_a_program_is_told_what_is_planned_and_until_when_it_may_be_commented(town: Municipality) -> None:
    hearing = make_hearing(make_plan(town, "pajakatu", state="04"))
    told = ask(town, at=at(2.5, 2.5)).json()
    assert told["numberMatched"] == 1
    [plan] = told["plans"]
    assert (plan["slug"], plan["state"], plan["look"]) == ("pajakatu", "04", "display")
    assert plan["hearings"][0]["last_day"] == str(hearing.last_day)
    assert ask(town, at=at(9, 9)).json() == {"plans": [], "numberMatched": 0, "numberReturned": 0, "next": None}


@pytest.mark.parametrize("place", ["", "27.2", "a,b", "27.2,61.7,3", "61.7,27.2", "nan,61"])
def test_what_is_no_place_in_finland_is_refused_by_name(town: Municipality, place: str) -> None:
    response = ask(town, at=place)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "at"


def test_the_area_of_a_plan_is_that_of_its_furthest_version(town: Municipality) -> None:
    plan = make_plan(town, geom=area(box(0, 0, 1, 1)), published_at=None)
    assert area_of(plan).equals(area(box(0, 0, 1, 1)))  # type: ignore[union-attr]
    make_version(plan, "draft", option="A", geom=area(box(1, 1, 2, 2)))
    make_version(plan, "proposal", geom=area(box(2, 2, 3, 3)), published_at=None)
    with in_town(town):
        assert area_of(plan).equals(area(box(2, 2, 3, 3)))  # type: ignore[union-attr]


def test_what_the_newest_version_draws_at_a_place_is_found(town: Municipality) -> None:
    plan = make_plan(town)
    old, new = make_version(plan, number=1), make_version(plan, number=2)
    whole, corner = box(2, 2, 3, 3), box(2, 2, 2.1, 2.1)
    with in_town(town):
        for version, code, shape in ((old, "AK", whole), (new, "VP", whole), (new, "LP", corner)):
            values = {"layer": "korttelit", "key": f"{version.number}{code}", "code": code, "geom": shape}
            PlanObject.objects.create(municipality=town, version=version, **values)
        assert [one.code for one in objects_at(town, spot(2.5, 2.5))] == ["VP"]
