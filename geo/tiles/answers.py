"""From an address to a tile: unknown, unchanged, empty, kept or drawn. Knows nothing of requests."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.tiles.grids import GRIDS, Tile
from geo.tiles.kept import KeptTiles
from geo.tiles.registry import Asked, Layer, TileState, layer_named

CONTENT_TYPE = "application/vnd.mapbox-vector-tile"
# Grows when the same data would be drawn into other bytes, so that no reader keeps the old drawing.
DRAWING = 1
KEPT = KeptTiles(max_bytes=48_000_000)


@dataclass(frozen=True)
class Address:
    """The parts of a tile's address as they were written."""

    town: str
    layer: str
    grid: str
    z: int
    x: int
    y: int


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def answer(address: Address, known_tags: str = "") -> Answer | None:
    """The tile, 304 when the reader has it, 204 when there is nothing in it; nothing when there is no such tile."""
    found = layer_named(address.layer)
    grid = GRIDS.get(address.grid)
    if not found or not grid:
        return None
    layer, member = found
    tile = Tile(grid, address.z, address.x, address.y)
    asked = Asked(address.town, address.layer, tile, member)
    state = layer.state(asked) if tile.exists else None
    if state is None:
        return None
    tag = f'"{DRAWING}-{state.version}"'
    headers = {"Cache-Control": layer.cache_control, "ETag": tag}
    if _is_known(tag, known_tags):
        return Answer(304, headers)
    body = b"" if state.empty else _body(layer, asked, state)
    if not body:
        return Answer(204, headers)
    return Answer(200, {**headers, "Content-Type": CONTENT_TYPE}, body)


def _body(layer: Layer, asked: Asked, state: TileState) -> bytes:
    """The version is read before the tile is drawn: a tile may be newer than its version says, never older."""
    key = (asked, state.version)
    body = KEPT.get(key)
    if body is None:
        body = layer.draw(asked, state)
        KEPT.keep(key, body)
    return body


def _is_known(tag: str, known_tags: str) -> bool:
    """Whether `If-None-Match` names the tag; a weak one is as good here."""
    if not known_tags:
        return False
    return any(known.strip().removeprefix("W/") in (tag, "*") for known in known_tags.split(","))
