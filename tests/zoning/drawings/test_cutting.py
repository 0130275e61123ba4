"""A drawing lies where it says, in both pyramids, and a hostile one is refused behind walls."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image

from geo import crs
from geo.tiles.grids import GRIDS, Tile
from tests.factories import SOUTH, WEST
from tests.zoning.drawings.pictures import CORNERS, geotiff, png
from zoning.drawings.cutting import CutTile, DrawingRefused, cut_drawing

RED, BLUE, GREEN = (220, 30, 30), (30, 30, 220), (30, 200, 30)


def colour_at(tiles: list[CutTile], grid: str, east: float, north: float) -> tuple[int, ...] | None:
    """The colour at a place (metres of the town) in the finest tile there; None where nothing is drawn."""
    x, y = crs.transform([east], [north], 3067, GRIDS[grid].srid)
    for tile in sorted((one for one in tiles if one.grid == grid), key=lambda one: -one.z):
        west, south, right, top = Tile(GRIDS[grid], tile.z, tile.x, tile.y).box
        if west <= x[0] < right and south <= y[0] < top:
            column, row = int((x[0] - west) / (right - west) * 256), int((top - y[0]) / (top - south) * 256)
            pixels = np.asarray(Image.open(io.BytesIO(tile.content)).convert("RGBA"))
            red, green, blue, opaque = pixels[row, column].tolist()
            return (red, green, blue) if opaque > 127 else None
    return None


def near(colour: tuple[int, ...] | None, wanted: tuple[int, ...]) -> bool:
    return colour is not None and int(np.abs(np.subtract(colour, wanted)).max()) < 40


def assert_lies_right(tiles: list[CutTile]) -> None:
    for grid in GRIDS:
        assert near(colour_at(tiles, grid, WEST + 1195, SOUTH + 1300), RED)
        assert near(colour_at(tiles, grid, WEST + 1205, SOUTH + 1300), BLUE)
        assert near(colour_at(tiles, grid, WEST + 1300, SOUTH + 1095), GREEN)
        assert near(colour_at(tiles, grid, WEST + 1300, SOUTH + 1105), BLUE)
        assert colour_at(tiles, grid, WEST + 995, SOUTH + 1300) is None
        assert colour_at(tiles, grid, WEST + 1300, SOUTH + 1405) is None


def test_a_picture_lies_between_its_four_corners() -> None:
    tiles = list(cut_drawing(png(), CORNERS))
    assert_lies_right(tiles)
    assert (tiles[0].grid, tiles[0].z) == ("overview", 0)
    finest = {grid: max(tile.z for tile in tiles if tile.grid == grid) for grid in GRIDS}
    assert finest == {"WebMercatorQuad": 16, "ETRS-TM35FIN": 13}  # a metre a pixel


@pytest.mark.parametrize("epsg", [3067, 3881])
def test_a_geotiff_lies_where_its_tags_say(epsg: int) -> None:
    x, y = crs.transform([WEST + 1000], [SOUTH + 1400], 3067, epsg)
    tiles = list(cut_drawing(geotiff(float(x[0]), float(y[0]), epsg), None))
    if epsg == 3067:
        assert_lies_right(tiles)
    else:  # turned by the convergence of the two systems, about half a degree
        assert near(colour_at(tiles, "ETRS-TM35FIN", WEST + 1190, SOUTH + 1390), RED)


def test_corners_given_by_hand_stand_above_a_file_s_own() -> None:
    assert_lies_right(list(cut_drawing(geotiff(west=WEST + 5000), CORNERS)))


def test_a_turned_picture_is_turned_back() -> None:
    """Its top left corner lies in the south-west: the red half is then in the south."""
    turned = [CORNERS[3], CORNERS[0], CORNERS[1], CORNERS[2]]
    tiles = list(cut_drawing(png(), turned))
    assert near(colour_at(tiles, "ETRS-TM35FIN", WEST + 1100, SOUTH + 1050), RED)
    assert near(colour_at(tiles, "ETRS-TM35FIN", WEST + 1100, SOUTH + 1350), BLUE)


def bomb() -> bytes:
    """A TIFF that promises 100,000 × 100,000 pixels."""
    entries = [(256, 4, 100_000), (257, 4, 100_000), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1)]
    entries += [(278, 4, 100_000), (279, 4, 10)]
    head = struct.pack("<2sHI", b"II", 42, 8) + struct.pack("<H", len(entries))
    return head + b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries) + bytes(4)


@pytest.mark.parametrize(
    ("data", "corners", "code"),
    [
        (b"", None, "empty"),
        (b"<html>", CORNERS, "not_a_picture"),
        (png(), None, "no_place"),
        (png()[:200], CORNERS, "broken"),
        (b"II*\x00" + b"\xff" * 400, CORNERS, "not_a_picture"),
        (bomb(), CORNERS, "too_many_pixels"),
        (geotiff(epsg=2393), None, "unknown_crs"),
        (geotiff(tag33550=(12, (float("nan"), 1.0, 0.0))), None, "no_place"),
        (geotiff(west=5_000_000.0), None, "not_in_finland"),
        (geotiff(tag33550=(12, (300.0, 300.0, 0.0))), None, "too_wide"),
        (png(), [CORNERS[1], CORNERS[0], CORNERS[3], CORNERS[2]], "mirrored"),
        (png(), [CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]], "bad_corners"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_drawing_that_cannot_be_laid_is_refused(
    data: bytes, corners: list[tuple[float, float]] | None, code: str
) -> None:
    with pytest.raises(DrawingRefused) as refused:
        list(cut_drawing(data, corners))
    assert refused.value.code == code
