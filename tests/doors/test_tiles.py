"""OGC API Tiles, TileJSON and styles: the same vector tiles under the standard's addresses."""

from __future__ import annotations

import json
import math

import mapbox_vector_tile
import pytest
from django.test import Client

from geo.models import Municipality
from geo.tiles.grids import GRIDS
from tests.doors.world import EVERY, answer, ask, items


def test_every_tile_set_of_a_collection_leads_to_its_tiles(town: Municipality) -> None:
    for name in EVERY:
        sets = ask(f"collections/avoin_{name}/tiles")["tilesets"]
        assert [one["crs"].rpartition("/")[2] for one in sets] == ["3857", "3067"]
        for one in sets:
            assert one["dataType"] == "vector"
            links = {link["rel"].rpartition("/")[2]: link["href"] for link in one["links"]}
            assert Client().get(links["self"]).json() == one
            assert Client().get(links["tiling-scheme"]).json()["crs"] == one["crs"]
            address = links["item"].format(tileMatrix=0, tileRow=0, tileCol=0)
            assert Client().get(address).status_code in {200, 204}


Z = 9


def tile_of_the_bench() -> tuple[int, int]:
    """Column and row of the tile in which everything of the small town lies."""
    longitude, latitude = items("avoin_pins", filter="text = 'Penkki puuttuu.'")["features"][0]["geometry"][
        "coordinates"
    ]
    north = math.asinh(math.tan(math.radians(latitude))) / math.pi
    return int((longitude + 180) / 360 * 2**Z), int((1 - north) / 2 * 2**Z)


def test_a_tile_is_the_same_as_the_one_that_maps_draw(town: Municipality) -> None:
    x, y = tile_of_the_bench()
    by_standard = answer(f"collections/avoin_pins/tiles/WebMercatorQuad/{Z}/{y}/{x}")
    of_map = Client().get(f"/tiles/avoin/pins/WebMercatorQuad/{Z}/{x}/{y}.mvt")  # there x comes before y
    assert by_standard.status_code == of_map.status_code == 200
    assert by_standard.content == of_map.content and by_standard.headers["ETag"] == of_map.headers["ETag"]
    assert mapbox_vector_tile.decode(by_standard.content)


@pytest.mark.parametrize("place", ["WebMercatorQuad/0/1/0", "WebMercatorQuad/23/0/0", "Other/0/0/0"])
def test_a_tile_outside_its_pyramid_is_not_found(town: Municipality, place: str) -> None:
    assert answer(f"collections/avoin_pins/tiles/{place}").status_code == 404


def test_the_pyramids_are_defined_as_they_are_drawn(town: Municipality) -> None:
    assert {one["id"] for one in ask("tileMatrixSets")["tileMatrixSets"]} == set(GRIDS)
    for name, grid in GRIDS.items():
        defined = ask(f"tileMatrixSets/{name}")
        for matrix in defined["tileMatrices"]:
            assert matrix["pointOfOrigin"] == [grid.west, grid.north]
            side = matrix["cellSize"] * matrix["tileWidth"] * matrix["matrixWidth"]
            assert side == pytest.approx(grid.side)


def test_tilejson_and_the_style_name_what_the_tiles_hold(town: Municipality) -> None:
    style = ask("collections/avoin_pins/style")
    told = json.loads(Client().get(style["sources"]["town"]["url"]).content)
    assert told["tilejson"] == "3.0.0" and told["bounds"][0] < told["bounds"][2]
    layers = {layer["id"] for layer in told["vector_layers"]}
    assert {layer["source-layer"] for layer in style["layers"]} == layers
    x, y = tile_of_the_bench()
    drawn = mapbox_vector_tile.decode(Client().get(told["tiles"][0].format(z=Z, x=x, y=y)).content)
    assert set(drawn) <= layers


@pytest.mark.parametrize("name", EVERY)
def test_a_style_draws_every_layer_that_its_tiles_have(town: Municipality, name: str) -> None:
    style = ask(f"collections/avoin_{name}/style")
    x, y = tile_of_the_bench()
    tile = answer(f"collections/avoin_{name}/tiles/WebMercatorQuad/{Z}/{y}/{x}")
    assert tile.status_code == 200
    drawn = {layer["source-layer"] for layer in style["layers"]}
    assert drawn & set(mapbox_vector_tile.decode(tile.content))
