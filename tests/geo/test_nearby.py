"""Who lives near: equal to what a hand computes from surfaces, on PostGIS."""

from __future__ import annotations

import math

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from geo.models import GridCell, Municipality, PopulationCount
from geo.nearby import ALL_AGES, Within, who_lives_near
from tests.factories import SOUTH, WEST, box, make_halves, make_town

pytestmark = pytest.mark.django_db
CHILDREN, OLD = (0, 12), (75, None)


def corner(east: float, north: float, *more: tuple[float, float]) -> MultiPolygon:
    """An outline by its corners in kilometres from the town's south-west corner."""
    corners = [(WEST + x * 1000, SOUTH + y * 1000) for x, y in ((east, north), *more)]
    return MultiPolygon(Polygon([*corners, corners[0]]), srid=3067)


def make_cell(town: Municipality, east: int, north: int, **counts: float | None) -> None:
    """A square kilometre with all its people, children (0–12) and old people (75 and over); None is hidden."""
    shape = box(east, north, east + 1, north + 1)
    cell = GridCell.objects.create(
        municipality=town, size_m=1000, code=f"{east}-{north}", geom=shape, centre=shape.centroid
    )
    for name, (first, last) in {"people": ALL_AGES, "children": CHILDREN, "old": OLD}.items():
        if name in counts:
            PopulationCount.objects.create(
                municipality=town, cell=cell, year=2024, age_from=first, age_to=last, count=counts[name]
            )


@pytest.fixture
def town() -> Municipality:
    town = make_town()
    make_cell(town, 2, 2, people=100, children=40, old=60)
    make_cell(town, 3, 2, people=30, children=10, old=20)
    make_cell(town, 2, 3, people=7, children=None, old=None)
    make_cell(town, 8, 8, people=1000, children=1000, old=0)
    return town


def ages(within: Within) -> dict[object, float | None]:
    return {figure: estimate.number for figure, estimate in within.ages}


def test_residents_by_age_equal_areal_weighting_by_hand(town: Municipality) -> None:
    """A triangle over two cells: of the first a corner of 0.8 × 0.6 / 2 km² beside 0.2 × 0.6, by hand below."""
    triangle = corner(2.2, 2.1, (3.6, 2.1), (3.0, 2.7))
    # Left of x = 3 the triangle is right-angled: 0.8 km along its foot, 0.6 km high; right of it 0.6 km along
    in_first, in_second = 0.8 * 0.6 / 2, 0.6 * 0.6 / 2
    [inside] = who_lives_near(town, triangle, [0]).within
    by_hand = {ALL_AGES: (100, 30), CHILDREN: (40, 10), OLD: (60, 20)}
    for figure, (first, second) in by_hand.items():
        assert ages(inside)[figure] == pytest.approx(first * in_first + second * in_second, abs=1e-9)


def test_ages_that_are_hidden_are_bounds_and_not_zero(town: Municipality) -> None:
    [inside] = who_lives_near(town, corner(2.0, 2.5, (3.0, 2.5), (3.0, 3.5), (2.0, 3.5)), [0]).within
    found = dict(inside.ages)
    assert found[ALL_AGES].number == pytest.approx(53.5)
    assert (found[CHILDREN].at_least, found[CHILDREN].at_most) == pytest.approx((20, 23.5))
    assert found[CHILDREN].at_least < (found[CHILDREN].number or 0) < 23.5
    assert not found[CHILDREN].is_certain and found[ALL_AGES].is_certain


def test_each_distance_holds_the_nearer_ones(town: Municipality) -> None:
    square = corner(2.4, 2.4, (2.6, 2.4), (2.6, 2.6), (2.4, 2.6))
    found = who_lives_near(town, square, [0, 100, 300]).within
    assert [one.distance_m for one in found] == [0, 100, 300]
    surfaces = [0.04 + 4 * 0.2 * d + math.pi * d * d for d in (0, 0.1, 0.3)]
    for one, surface in zip(found, surfaces, strict=True):
        assert one.people is not None
        assert one.people.number == pytest.approx(100 * surface, rel=2e-3), "round corners are drawn with 32 chords"
        assert (one.people.surely, one.people.possibly) == (0, 100)


def test_where_nobody_is_counted_nothing_is_known() -> None:
    found = who_lives_near(make_town(), corner(2, 2, (3, 2), (3, 3)))
    assert all(one.people is None and not one.ages and one.holiday_homes is None for one in found.within)
    assert found.people_of is None


def test_far_from_every_counted_cell_nobody_lives(town: Municipality) -> None:
    [inside] = who_lives_near(town, corner(5, 5, (6, 5), (6, 6)), [0]).within
    assert ages(inside) == {ALL_AGES: 0}


def test_areas_are_used_where_there_are_no_cells() -> None:
    town = make_town()
    west = make_halves(town).areas.get(code="W")
    for what, count in (("people", 500), ("holiday_homes", 20), ("dwellings", 250)):
        PopulationCount.objects.create(municipality=town, area=west, year=2024, what=what, count=count)
    found = who_lives_near(town, corner(4, 0, (6, 0), (6, 10), (4, 10)), [0])
    inside = found.within[0]
    assert inside.people is not None and inside.holiday_homes is not None
    assert inside.people.number == pytest.approx(100, abs=1e-9)
    assert inside.holiday_homes.number == pytest.approx(4, abs=1e-9)
    assert inside.dwellings is not None and inside.dwellings.number == pytest.approx(50, abs=1e-9)
    assert found.people_of is not None and (found.people_of.year, found.people_of.size_m) == (2024, None)


def test_a_new_import_is_seen_at_once(town: Municipality) -> None:
    square = corner(8, 8, (9, 8), (9, 9), (8, 9))
    before = who_lives_near(town, square, [0]).within[0].people
    PopulationCount.objects.filter(cell__code="8-8").delete()
    make_cell(town, 9, 8, people=5)
    after = who_lives_near(town, square, [0]).within[0].people
    assert before is not None and before.number == pytest.approx(1000)
    assert after is not None and after.number == pytest.approx(0)


def test_an_outline_that_crosses_itself_is_counted_all_the_same(town: Municipality) -> None:
    bow = corner(2, 2, (3, 3), (3, 2), (2, 3))
    [inside] = who_lives_near(town, bow, [0]).within
    assert ages(inside)[ALL_AGES] == pytest.approx(50)


def test_fine_ages_make_up_coarser_ones_where_they_fit(town: Municipality) -> None:
    [inside] = who_lives_near(town, corner(2, 2, (3, 2), (3, 3), (2, 3)), [0]).within
    children, grown, old = inside.in_bands([(0, 12), (13, 74), (75, None)])
    assert (children and children.number, old and old.number) == pytest.approx((40, 60))
    assert grown is None, "nobody is counted by that age"
    everybody = (children + old) if children and old else None
    assert everybody is not None and everybody.number == pytest.approx(100)
