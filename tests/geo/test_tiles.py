"""Tiles of geography, and what holds for the tiles of every layer."""

from __future__ import annotations

import datetime
from typing import Any

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import LineString, Polygon
from django.test import Client

from geo import crs
from geo.models import Area, AreaSet, MapFeature, Municipality, Place, PlaceName
from geo.openness import is_public
from geo.tiles import kept, own_layers
from geo.tiles.grids import DEEPEST, ETRS_TM35FIN, GRIDS, WEB_MERCATOR_QUAD, Grid, Tile, interleave
from geo.tiles.registry import known_layers
from tests.factories import SOUTH, WEST, box, make_area, make_halves, make_town, spot

Features = list[dict[str, Any]]


@pytest.fixture
def town(db: None) -> Municipality:
    own_layers.forget_versions()
    return make_town()


@pytest.fixture(params=list(GRIDS))
def grid(request: pytest.FixtureRequest) -> Grid:
    return GRIDS[request.param]


def tile_over(grid: Grid, z: int, east: float = 2.5, north: float = 2.5) -> Tile:
    x, y = crs.transform([WEST + east * 1000], [SOUTH + north * 1000], 3067, grid.srid)
    side = grid.side / (1 << z)
    return Tile(grid, z, int((x[0] - grid.west) / side), int((grid.north - y[0]) / side))


def ask(town: Municipality | str, layer: str, tile: Tile, **headers: str) -> Any:
    slug = town if isinstance(town, str) else town.slug
    return Client().get(f"/tiles/{slug}/{layer}/{tile.grid.name}/{tile.z}/{tile.x}/{tile.y}.mvt", headers=headers)


def layers(town: Municipality, layer: str, tile: Tile) -> dict[str, Features]:
    response = ask(town, layer, tile)
    assert response.status_code in (200, 204), response.content
    decoded = mapbox_vector_tile.decode(response.content) if response.content else {}
    return {name: found["features"] for name, found in decoded.items()}


def test_geography_registers_its_layers() -> None:
    assert {"areas", "ground", "places"} <= set(known_layers())


def test_tiles_of_etrs_tm35fin_stand_where_the_recommendation_puts_them() -> None:
    assert Tile(ETRS_TM35FIN, 0, 0, 0).box == (-548576.0, 6291456.0, 1548576.0, 8388608.0)
    assert ETRS_TM35FIN.side / 512 == 4096


def test_a_code_range_holds_the_codes_of_the_tile_and_no_others() -> None:
    tile = Tile(WEB_MERCATOR_QUAD, 28, 77, 132)
    first, past = tile.codes
    inside = {interleave(77 * 4 + dx, 132 * 4 + dy) for dx in range(4) for dy in range(4)}
    assert inside == set(range(first, past))


@pytest.mark.parametrize(
    "address",
    [
        "nowhere/areas/WebMercatorQuad/0/0/0",
        "{town}/clouds/WebMercatorQuad/0/0/0",
        "{town}/areas-moons/WebMercatorQuad/0/0/0",
        "{town}/ground-deep/WebMercatorQuad/0/0/0",
        "{town}/areas/WorldCRS84Quad/0/0/0",
        "{town}/areas/WebMercatorQuad/0/1/0",
        "{town}/areas/WebMercatorQuad/3/0/8",
        f"{{town}}/areas/WebMercatorQuad/{DEEPEST + 1}/0/0",
        "{town}/areas/WebMercatorQuad/99999999999999999999/0/0",
    ],
)
def test_what_there_is_not_is_a_problem_404(town: Municipality, address: str) -> None:
    response = Client().get(f"/tiles/{address.format(town=town.slug)}.mvt")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_a_tile_says_its_length_and_needs_no_session(town: Municipality, django_assert_num_queries: Any) -> None:
    make_halves(town)
    client = Client()
    client.cookies["sessionid"] = "somebody"
    assert is_public(town.slug)  # known for some seconds
    with django_assert_num_queries(2):
        response = client.get(f"/tiles/{town.slug}/areas/WebMercatorQuad/0/0/0.mvt")
    assert int(response["Content-Length"]) == len(response.content) > 0


def test_tiles_are_read_only(town: Municipality) -> None:
    assert Client().post(f"/tiles/{town.slug}/areas/WebMercatorQuad/0/0/0.mvt").status_code == 405


def test_areas_of_the_home_set_come_with_their_names(town: Municipality, grid: Grid) -> None:
    make_halves(town)
    found = layers(town, "areas", tile_over(grid, 3))
    assert {(area["properties"]["code"], area["properties"]["set"]) for area in found["areas"]} == {
        ("E", "district"),
        ("W", "district"),
    }
    assert found["areas"][0]["properties"]["name:sv"] == "Område E"
    assert {feature["properties"]["name"] for feature in found["labels"]} == {"Alue E", "Alue W"}


def test_any_set_valid_today_has_tiles_of_its_own(town: Municipality, grid: Grid) -> None:
    make_halves(town, kind="postal")
    assert len(layers(town, "areas-postal", tile_over(grid, 3))["areas"]) == 2
    AreaSet.objects.update(valid_to=datetime.date(2021, 1, 1))
    assert ask(town, "areas-postal", tile_over(grid, 3)).status_code == 404


def test_an_area_is_named_in_one_tile_only(town: Municipality, grid: Grid) -> None:
    make_halves(town)
    z = 14 if grid is WEB_MERCATOR_QUAD else 11
    tiles = {tile_over(grid, z, east / 2, north / 2) for east in range(20) for north in range(20)}
    named = [label["properties"]["code"] for tile in tiles for label in layers(town, "areas", tile).get("labels", [])]
    assert sorted(named) == ["E", "W"]


def test_an_area_across_a_tile_fills_it(town: Municipality, grid: Grid) -> None:
    make_halves(town)
    (area,) = layers(town, "areas", tile_over(grid, 17))["areas"]
    assert area["properties"]["code"] == "W"


def test_an_unchanged_tile_of_areas_is_not_sent_again_until_an_area_changes(town: Municipality, grid: Grid) -> None:
    halves, tile = make_halves(town), tile_over(grid, 3)
    tag = ask(town, "areas", tile)["ETag"]
    assert ask(town, "areas", tile, if_none_match=f'"x", W/{tag}').status_code == 304
    Area.objects.filter(area_set=halves, code="E").update(names={"fi": "Itä"})
    assert ask(town, "areas", tile, if_none_match=tag).status_code == 200


def test_a_town_without_areas_has_empty_tiles_of_them(town: Municipality, grid: Grid) -> None:
    response = ask(town, "areas", tile_over(grid, 3))
    assert (response.status_code, response.content) == (204, b"")
    assert response["ETag"] and response["Cache-Control"].startswith("public")
    assert "Content-Type" not in response.headers


def test_tiles_depend_on_nobody(town: Municipality) -> None:
    response = ask(town, "areas", tile_over(WEB_MERCATOR_QUAD, 3))
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def lay_ground(town: Municipality) -> None:
    lake = Polygon(box(2, 2, 3, 3).exterior_ring, srid=3067)
    MapFeature.objects.create(municipality=town, code="1", kind="water", names={"fi": "Saimaa"}, geom=lake)
    road = LineString(spot(0, 2.5), spot(10, 2.5), srid=3067)
    MapFeature.objects.create(municipality=town, code="2", kind="road", rank=3, geom=road)


def test_the_ground_shows_more_the_closer_one_looks(town: Municipality, grid: Grid) -> None:
    lay_ground(town)
    far, near = (8, 15) if grid is WEB_MERCATOR_QUAD else (5, 11)
    assert {f["properties"]["kind"] for f in layers(town, "ground", tile_over(grid, far))["ground"]} == {"water"}
    close = {f["properties"]["kind"]: f for f in layers(town, "ground", tile_over(grid, near))["ground"]}
    assert set(close) == {"water", "road"}
    assert close["water"]["properties"]["name"] == "Saimaa"


def test_names_show_by_their_weight(town: Municipality, grid: Grid) -> None:
    PlaceName.objects.create(municipality=town, name="Mikkeli", kind="town", point=spot(2.5, 2.5), weight=90)
    PlaceName.objects.create(
        municipality=town, name="S:t Michel", kind="town", language="sv", point=spot(2.5, 2.5), weight=90
    )
    PlaceName.objects.create(municipality=town, name="Notkola", kind="hamlet", point=spot(2.6, 2.5), weight=5)
    Place.objects.create(municipality=town, code="talo", names={"fi": "Kylätalo"}, kind="hall", point=spot(2.4, 2.5))
    far, near = (8, 13) if grid is WEB_MERCATOR_QUAD else (5, 9)
    names = [
        {f["properties"]["name"] for f in layers(town, "places", tile_over(grid, z))["places"]} for z in (far, near)
    ]
    assert names == [{"Mikkeli"}, {"Mikkeli", "Notkola", "Kylätalo"}]


def test_one_towns_map_is_not_in_anothers_tiles(town: Municipality, grid: Grid) -> None:
    other = make_town()
    lay_ground(other)
    make_area(
        AreaSet.objects.create(municipality=other, kind="district", valid_from="2020-01-01"), "X", box(0, 0, 9, 9)
    )
    PlaceName.objects.create(municipality=other, name="Muualla", kind="town", point=spot(2.5, 2.5), weight=90)
    tile = tile_over(grid, 10)
    assert [ask(town, layer, tile).status_code for layer in ("ground", "areas", "places")] == [204, 204, 204]


def test_kept_tiles_make_room_the_least_used_first() -> None:
    tiles = kept.KeptTiles(max_bytes=40_000)
    for number in range(9):
        tiles.keep(number, "1", b"x" * 4_000)
        tiles.get(0)
    assert [tiles.get(number) is not None for number in (0, 1, 2, 8)] == [True, False, True, True]
    assert tiles.held_bytes <= 40_000
