"""From an address to a tile: unknown, unchanged, empty, kept or drawn. Knows nothing of requests."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.tiles.grids import GRIDS, Tile
from geo.tiles.kept import KeptTiles
from geo.tiles.registry import Asked, Layer, layer_named

CONTENT_TYPE = "application/vnd.mapbox-vector-tile"
# Grows when the same data would be drawn into other bytes, so that no reader keeps the old drawing.
DRAWING = "1-"
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
    if not tile.exists:
        return None
    return _fetched(layer, Asked(address.town, address.layer, tile, member), _versions(known_tags))


def _fetched(layer: Layer, asked: Asked, known: list[str]) -> Answer | None:
    kept = KEPT.get(asked)
    fetched = layer.fetch(asked, [kept[0], *known] if kept else known)
    if fetched is None:
        return None
    version, body = fetched.version, fetched.body
    headers = {"Cache-Control": layer.cache_control, "ETag": f'"{DRAWING}{version}"'}
    if body is not None:
        KEPT.keep(asked, version, body)
    if version in known:
        return Answer(304, headers)
    if body is None and kept:
        body = kept[1]
    return Answer(200, {**headers, "Content-Type": CONTENT_TYPE}, body) if body else Answer(204, headers)


def _versions(tags: str) -> list[str]:
    """The versions that `If-None-Match` names; a weak tag is as good here."""
    stripped = (tag.strip().removeprefix("W/").strip('"') for tag in tags.split(","))
    return [tag.removeprefix(DRAWING) for tag in stripped if tag.startswith(DRAWING)]
