"""Towns, area sets, areas and places over the wire."""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import Polygon
from django.test import Client

from geo.models import AreaSet, Municipality, Place, PlaceName
from tests.factories import box, make_area, make_halves, make_town, spot
from tests.wire import codes, degrees, read


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town(phone="015 1941", desk={"fi": "Palvelupiste"})


@pytest.fixture
def halves(town: Municipality) -> AreaSet:
    return make_halves(town)


def test_towns_are_listed_and_told_with_their_desk_and_extent(town: Municipality) -> None:
    listed = Client().get("/api/v1/towns").json()
    assert [one["slug"] for one in listed["towns"]] == [town.slug]
    told = Client().get(f"/api/v1/towns/{town.slug}").json()
    assert (told["phone"], told["desk"]) == ("015 1941", {"fi": "Palvelupiste"})
    west, south, east, north = told["bbox"]
    assert west <= degrees(0, 0)[0] and east >= degrees(10, 10)[0]
    assert south <= degrees(0, 0)[1] and north >= degrees(10, 10)[1]


def test_a_town_without_a_boundary_has_no_extent(db: None) -> None:
    town = make_town(boundary=None, boundary_source="")
    assert Client().get(f"/api/v1/towns/{town.slug}").json()["bbox"] is None


def test_an_unknown_town_is_404_with_a_problem(db: None) -> None:
    for path in ("", "/pins", "/areas", "/places?q=a", "/area-sets", "/categories", "/processes", "/events"):
        response = Client().get(f"/api/v1/towns/nowhere{path}")
        assert response.status_code == 404
        assert codes(response) == {("", "not_found")}


def test_area_sets_are_those_valid_on_the_day(town: Municipality, halves: AreaSet) -> None:
    AreaSet.objects.create(municipality=town, kind="board", valid_from="2010-01-01", valid_to="2015-01-01")
    assert [one["set"] for one in read(town, "area-sets")["area_sets"]] == ["district"]
    assert [one["set"] for one in read(town, "area-sets", on="2014-12-31")["area_sets"]] == ["board"]
    assert read(town, "area-sets", on="2015-01-01")["area_sets"] == []
    assert read(town, "area-sets/district")["areas"] == 2
    assert read(town, "area-sets/board", status=404)["status"] == 404


def test_areas_come_with_their_borders_in_degrees(town: Municipality, halves: AreaSet) -> None:
    found = read(town, "area-sets/district/areas")
    assert [feature["id"] for feature in found["features"]] == ["district/E", "district/W"]
    assert (found["numberMatched"], found["numberReturned"], found["next"]) == (2, 2, None)
    border = shapely.geometry.shape(found["features"][0]["geometry"])
    assert border.is_valid and border.geom_type == "MultiPolygon"
    assert border.buffer(1e-6).covers(shapely.Point(degrees(5, 0)))
    assert found["features"][0]["properties"]["names"]["sv"] == "Område E"


def test_borders_can_be_left_out_or_simplified(town: Municipality, halves: AreaSet) -> None:
    without = read(town, "area-sets/district/areas", geometry="none")
    assert {feature["geometry"] for feature in without["features"]} == {None}
    simplified = read(town, "area-sets/district/areas", geometry="simplified")
    assert shapely.geometry.shape(simplified["features"][0]["geometry"]).is_valid


def test_neighbours_that_are_simplified_still_share_their_border(town: Municipality) -> None:
    saws = AreaSet.objects.create(municipality=town, kind="saw", valid_from="2020-01-01")
    middle = [(5 + 0.002 * (n % 2), n / 10) for n in range(101)]
    corner = shapely.Point(box(0, 0, 1, 1).extent[:2])
    sides = {"W": [(0, 0), *middle, (0, 10)], "E": [(10, 0), *middle, (10, 10)]}
    for code, corners in sides.items():
        ring = shapely.Polygon([(corner.x + x * 1000, corner.y + y * 1000) for x, y in corners])
        make_area(saws, code, Polygon(list(ring.exterior.coords), srid=3067))
    found = read(town, "area-sets/saw/areas", geometry="simplified")["features"]
    east, west = (shapely.geometry.shape(feature["geometry"]) for feature in found)
    assert shapely.get_num_coordinates(east) < 20
    assert east.intersection(west).area < 1e-9
    assert shapely.union_all([east, west]).area == pytest.approx(east.area + west.area)


def test_areas_come_in_pages(town: Municipality, halves: AreaSet) -> None:
    first = read(town, "area-sets/district/areas", limit=1, geometry="none")
    second = Client().get(first["next"]).json()
    assert [page["features"][0]["id"] for page in (first, second)] == ["district/E", "district/W"]
    assert (first["numberMatched"], second["next"]) == (2, None)


def test_one_area_names_its_parent(town: Municipality, halves: AreaSet) -> None:
    villages = AreaSet.objects.create(municipality=town, kind="village", valid_from="2020-01-01")
    make_area(villages, "V", box(6, 6, 7, 7), parent=halves.areas.get(code="E"))
    told = read(town, "area-sets/village/areas/V")
    assert told["properties"]["parent"] == {"set": "district", "area": "E"}
    assert read(town, "area-sets/village/areas/X", status=404)["status"] == 404


def test_lists_of_areas_take_few_statements(
    town: Municipality, halves: AreaSet, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(5):
        read(town, "area-sets/district/areas")


def test_an_unchanged_border_is_304_and_may_be_kept_for_minutes(town: Municipality, halves: AreaSet) -> None:
    address = f"/api/v1/towns/{town.slug}/area-sets/district/areas"
    first = Client().get(address)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = Client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.fixture
def gazetteer(town: Municipality, halves: AreaSet) -> None:
    names = (
        ("Rantakylä", "village", 50),
        ("Rantapuisto", "park", 10),
        ("Uusi Ranta", "square", 5),
        ("Änäri", "lake", 1),
    )
    for number, (name, kind, weight) in enumerate(names):
        PlaceName.objects.create(
            municipality=town, name=name, kind=kind, weight=weight, point=spot(number + 1, number + 1)
        )
    Place.objects.create(
        municipality=town,
        code="kirjasto",
        names={"fi": "Rantakylän kirjasto", "sv": "Strandby bibliotek"},
        kind="library",
        point=spot(3, 3),
        address="Kuusitie 1",
    )


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("ranta", "Rantakylä"),
        ("RANTAKYLÄ", "Rantakylä"),
        ("rantapui", "Rantapuisto"),
        ("rantpuisto", "Rantapuisto"),
        ("strand", "Strandby bibliotek"),
        ("kuusitie", "Rantakylän kirjasto"),
        ("änä", "Änäri"),
        ("alue e", "Alue E"),
    ],
)
def test_a_place_is_found_by_how_its_name_begins_or_sounds(
    town: Municipality, gazetteer: None, words: str, first: str
) -> None:
    found = read(town, "places", q=words)
    assert found["features"][0]["properties"]["name"] == first
    assert found["numberMatched"] == found["numberReturned"] == len(found["features"])


def test_a_thing_is_told_once_though_it_has_many_names(town: Municipality, gazetteer: None) -> None:
    found = [feature["properties"]["name"] for feature in read(town, "places", q="rantakylän")["features"]]
    assert len(found) == len(set(found))
    assert read(town, "places", q="xyzzy")["features"] == []


def test_the_kind_of_a_place_is_told_in_the_readers_language(town: Municipality, gazetteer: None) -> None:
    address = f"/api/v1/towns/{town.slug}/places"
    told = {
        language: Client()
        .get(address, {"q": "änäri"}, headers={"Accept-Language": language})
        .json()["features"][0]["properties"]["kind_name"]
        for language in ("en", "fi", "sv")
    }
    assert told["en"] == "lake" and len(set(told.values())) == 3


def test_a_search_without_words_is_refused(town: Municipality) -> None:
    assert codes(Client().get(f"/api/v1/towns/{town.slug}/places")) == {("q", "required")}


def test_another_towns_places_are_not_found(town: Municipality, gazetteer: None) -> None:
    assert read(make_town(), "places", q="ranta")["features"] == []
