"""The tile layer `pins`: published pins, one by one where they are few, exact counts by kind where they are many."""

from __future__ import annotations

from dataclasses import dataclass

from geo import sql
from geo.tiles.grids import EXTENT, Tile
from geo.tiles.registry import Asked, Layer, TileState, register

# The finest level whose cells are counted ahead (feedback_map.aggregates.FINEST_LEVEL)
COUNTED_TO = 17
# A tile's aggregates stand in its cells this many levels down: 8 by 8 of them
CELLS_DOWN = 3
# A screen shows four to twelve tiles, and no more than about 1,000 pins one by one
FEW = 100
# Lines and areas are drawn in tiles up to this wide; in wider ones their marks must do
SHAPES_WITHIN_M = 20_000
MOST_SHAPES = 200
# A reader asks each time whether a tile is still right (304 is cheap), so a new pin is in the very next tile; a proxy
# in front of us may answer a crowd for a few seconds.
CACHE_CONTROL = "public, max-age=0, s-maxage=5, must-revalidate"


@dataclass(frozen=True)
class Found:
    """The town, and how many pins the tile holds at most (exactly, unless it is smaller than any counted cell)."""

    town: int
    pins: int


def pins_state(asked: Asked) -> TileState | None:
    tile = asked.tile
    level = min(tile.z, COUNTED_TO)
    x, y = tile.at(level)
    found = sql.row(
        "feedback_map/tile_state", {"town": asked.town, "grid": tile.grid.number, "level": level, "x": x, "y": y}
    )
    if found is None:
        return None
    town, since, epoch, changes, pins, shape_changes = found
    version = f"{since:x}-{epoch}-{changes}"
    if not _draws_shapes(tile):
        return TileState(version, empty=pins == 0, facts=Found(town, pins))
    return TileState(f"{version}-{shape_changes}", facts=Found(town, pins))


def draw_pins(asked: Asked, state: TileState) -> bytes:
    tile, found = asked.tile, state.facts
    assert isinstance(found, Found)
    marks = b""
    if found.pins > FEW and tile.z + CELLS_DOWN <= COUNTED_TO:
        marks = _cells(tile, found.town)
    elif found.pins:
        marks = _pins(tile, found.town)
    return marks + _shapes(tile, found.town) if _draws_shapes(tile) else marks


def _draws_shapes(tile: Tile) -> bool:
    return tile.side <= SHAPES_WITHIN_M


def _cells(tile: Tile, town: int) -> bytes:
    x0, y0 = tile.corner
    left, top = tile.x << CELLS_DOWN, tile.y << CELLS_DOWN
    across = 1 << CELLS_DOWN
    return _bytes(
        "feedback_map/tile_cells",
        {
            "town": town,
            "grid": tile.grid.number,
            "z": tile.z,
            "level": tile.z + CELLS_DOWN,
            "columns": list(range(left, left + across)),
            "top": top,
            "bottom": top + across - 1,
            "x0": x0,
            "y0": y0,
            "extent": EXTENT,
        },
    )


def _pins(tile: Tile, town: int) -> bytes:
    x0, y0 = tile.corner
    first, past = tile.codes
    return _bytes(
        "feedback_map/tile_pins",
        {
            "town": town,
            "grid": tile.grid.number,
            "z": tile.z,
            "first": first,
            "past": past,
            "x0": x0,
            "y0": y0,
            "extent": EXTENT,
            "few": FEW,
        },
    )


def _shapes(tile: Tile, town: int) -> bytes:
    west, south, east, north = tile.box
    return _bytes(
        "feedback_map/tile_shapes",
        {
            "town": town,
            "srid": tile.grid.srid,
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "extent": EXTENT,
            "most": MOST_SHAPES,
        },
    )


def _bytes(statement: str, parameters: dict[str, object]) -> bytes:
    found = sql.row(statement, parameters)
    return bytes(found[0]) if found and found[0] else b""


def register_layers() -> None:
    register(Layer("pins", pins_state, draw_pins, CACHE_CONTROL))
