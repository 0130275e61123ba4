"""check_areas: overlaps and gaps with their square metres."""

from __future__ import annotations

import datetime

import pytest

from geo.models import AreaSet
from tests.factories import box, make_area, make_halves, make_town
from tests.geo.importing.conftest import Run

pytestmark = pytest.mark.django_db


def test_a_set_that_fills_the_town_has_no_findings(run: Run) -> None:
    make_halves(make_town("here"))
    [found] = run("check_areas", "--town", "here")["sets"]
    assert (found["areas"], found["overlaps"], found["gaps"], found["invalid"]) == (2, [], [], [])


def test_overlaps_and_gaps_are_measured(run: Run) -> None:
    town = make_town("here")
    area_set = AreaSet.objects.create(municipality=town, kind="board", valid_from=datetime.date(2020, 1, 1))
    make_area(area_set, "a", box(0, 0, 6, 10))
    make_area(area_set, "b", box(5, 0, 9, 10))
    [found] = run("check_areas", "--town", "here")["sets"]
    assert found["overlaps"] == [{"first": "a", "second": "b", "m2": 10_000_000.0}]
    assert found["gap_m2"] == 10_000_000.0
    longitude, latitude = found["gaps"][0]["at"]
    assert 27 < longitude < 28 and 61 < latitude < 62


def test_ground_beyond_the_boundary_is_measured(run: Run) -> None:
    town = make_town("here")
    area_set = AreaSet.objects.create(municipality=town, kind="board", valid_from=datetime.date(2020, 1, 1))
    make_area(area_set, "a", box(0, 0, 11, 10))
    [found] = run("check_areas", "--town", "here")["sets"]
    assert found["outside_m2"] == 10_000_000.0
