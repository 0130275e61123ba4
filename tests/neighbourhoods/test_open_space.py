"""Meeting places and square metres for each thousand residents: every place once, unknown never zero."""

from __future__ import annotations

import pytest
from django.test import Client

from frontend.charts import numbers
from geo.models import Area, AreaSet, Municipality, Place, PopulationCount
from neighbourhoods.open_space import OpenSpaceOfTown, meeting_places_in, open_space
from tests.factories import make_halves, make_town, spot

pytestmark = pytest.mark.django_db


@pytest.fixture
def area_set(db: None) -> AreaSet:
    """Two halves with 2,000 and 500 residents."""
    halves = make_halves(make_town("kokeila"))
    for code, people in (("W", 2000), ("E", 500)):
        area = Area.objects.get(area_set=halves, code=code)
        PopulationCount.objects.create(municipality=halves.municipality, area=area, year=2025, count=people)
    return halves


def place(town: Municipality, code: str, east: float = 2, **fields: object) -> Place:
    values: dict[str, object] = {"names": {"fi": code}, "kind": "library", "floor_area_m2": 100.0, "is_free": True}
    return Place.objects.create(municipality=town, code=code, point=spot(east, 5), **{**values, **fields})


def told(area_set: AreaSet) -> OpenSpaceOfTown:
    return open_space(area_set)


def test_places_and_square_metres_are_told_for_a_thousand_residents(area_set: AreaSet) -> None:
    place(area_set.municipality, "a")
    place(area_set.municipality, "b", floor_area_m2=300.0, is_free=False)
    west = next(one for one in told(area_set).areas if one.area and one.area.code == "W")
    assert (west.count, west.free, west.m2, west.free_m2) == (2, 1, 400.0, 100.0)
    assert (west.places_per_1000, west.m2_per_1000) == (1.0, 200.0)


def test_every_place_is_in_one_area_or_outside_and_the_town_is_their_sum(area_set: AreaSet) -> None:
    for code, east in (("in-west", 1), ("border", 5), ("in-east", 8), ("outside", 12)):
        place(area_set.municipality, code, east=east)
    found = told(area_set)
    by_area = {one.area.code: [each.code for each in one.places] for one in found.areas if one.area}
    assert by_area == {"E": ["border", "in-east"], "W": ["in-west"]}
    assert [each.code for each in found.outside.places] == ["outside"]
    assert found.town.count == 4 and found.town.people.people == 2500


def test_an_area_read_alone_has_the_same_places_as_among_the_others(area_set: AreaSet) -> None:
    for code, east in (("in-west", 1), ("border", 5), ("in-east", 8), ("outside", 12)):
        place(area_set.municipality, code, east=east)
    place(area_set.municipality, "hidden", is_shown=False)
    place(area_set.municipality, "members", open_to="members")
    for one in told(area_set).areas:
        assert one.area and one.places and meeting_places_in(one.area) == one.places


@pytest.mark.parametrize(("field", "value"), [("is_shown", False), ("open_to", "members")])
def test_what_is_hidden_or_for_members_alone_is_no_open_space(area_set: AreaSet, field: str, value: object) -> None:
    place(area_set.municipality, "a")
    Place.objects.update(**{field: value})
    assert told(area_set).town.count == 0


def test_a_place_of_unknown_size_counts_and_adds_no_square_metres(area_set: AreaSet) -> None:
    place(area_set.municipality, "a", floor_area_m2=None)
    west = next(one for one in told(area_set).areas if one.area and one.area.code == "W")
    assert (west.count, west.unknown_m2, west.m2_per_1000) == (1, 1, None)
    place(area_set.municipality, "b")
    west = next(one for one in told(area_set).areas if one.area and one.area.code == "W")
    assert (west.unknown_m2, west.m2_per_1000) == (1, 50.0)


def test_without_known_residents_there_is_no_rate(area_set: AreaSet) -> None:
    place(area_set.municipality, "a")
    PopulationCount.objects.filter(area__code="W").update(count=None)
    found = told(area_set)
    assert [one.places_per_1000 for one in found.areas if one.area and one.area.code == "W"] == [None]
    assert found.town.places_per_1000 is None


def test_the_api_the_table_and_the_areas_own_page_tell_the_same(area_set: AreaSet, client: Client) -> None:
    place(area_set.municipality, "a")
    told = client.get("/api/v1/towns/kokeila/area-sets/district/open-space").json()
    west = next(one for one in told["areas"] if one["code"] == "W")
    assert (west["places_per_1000"], west["m2_per_1000"], told["town"]["places"]) == (0.5, 50.0, 1)
    assert f"50{numbers.THIN}m²" in client.get("/kokeila/places/by-area").content.decode()
    assert f"50{numbers.THIN}m²" in client.get("/kokeila/areas/district/W").content.decode()


def test_an_unknown_set_is_not_found(area_set: AreaSet, client: Client) -> None:
    assert client.get("/kokeila/places/by-area?set=none").status_code == 404
    assert client.get("/api/v1/towns/kokeila/area-sets/none/open-space").status_code == 404
