"""A drawing cut into the tiles of both pyramids. Runs in the child process only."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from geo import crs
from geo.projective import Projective
from geo.tiles.grids import DEEPEST, ETRS_TM35FIN, WEB_MERCATOR_QUAD, Grid, Tile

Numbers = npt.NDArray[np.float64]
PIXELS = 256
PATCHES = 8  # along a tile's side, in each of which coordinates are interpolated
PATCH = PIXELS // PATCHES
MOST_TILES = 3_000  # of one pyramid
QUALITY = 80
LONGEST_OVERVIEW = 1_600
OVERVIEW = "overview"


@dataclass(frozen=True)
class Cut:
    grid: str
    z: int
    x: int
    y: int
    content: bytes


def cut(picture: Image.Image, lying: Projective) -> Iterator[Cut]:
    """The whole drawing once, for pages without a map; then every tile that it touches, from far away to close by."""
    yield Cut(OVERVIEW, 0, 0, 0, _overview(picture))
    levels = _halved(picture)
    for grid in (WEB_MERCATOR_QUAD, ETRS_TM35FIN):
        yield from _of_grid(levels, lying, grid)


def _of_grid(levels: list[Image.Image], lying: Projective, grid: Grid) -> Iterator[Cut]:
    width, height = levels[0].size
    corners = lying([[0, 0], [width, 0], [width, -height], [0, -height]])
    x, y = crs.transform(corners[:, 0], corners[:, 1], crs.STORAGE, grid.srid)
    box = (float(x.min()), float(y.min()), float(x.max()), float(y.max()))
    shrinking = _metre(lying, corners.mean(axis=0), grid)
    pixel_m = math.sqrt(_area(corners) / (width * height)) * shrinking
    for z in range(*_zooms(grid, box, pixel_m)):
        level = min(len(levels) - 1, max(0, math.floor(math.log2(_pixel(grid, z) / pixel_m) + 0.25)))
        for tile in _tiles(grid, z, box):
            drawn = _drawn(levels[level], 2**level, lying.back, tile)
            if drawn is not None:
                yield Cut(grid.name, z, tile.x, tile.y, drawn)


def _zooms(grid: Grid, box: tuple[float, float, float, float], pixel_m: float) -> tuple[int, int]:
    """From where one tile holds it about, to where a tile's pixel is no larger than the drawing's own."""
    widest = max(box[2] - box[0], box[3] - box[1])
    first = min(DEEPEST, max(0, math.floor(math.log2(grid.side / widest))))
    last = min(DEEPEST, max(first, math.ceil(math.log2(grid.side / PIXELS / pixel_m) - 0.25)))
    while last > first and len(list(_tiles(grid, last, box))) > MOST_TILES * 3 // 4:
        last -= 1
    return first, last + 1


def _tiles(grid: Grid, z: int, box: tuple[float, float, float, float]) -> Iterator[Tile]:
    side, most = grid.side / (1 << z), (1 << z) - 1
    west, east = (min(most, max(0, math.floor((x - grid.west) / side))) for x in (box[0], box[2]))
    north, south = (min(most, max(0, math.floor((grid.north - y) / side))) for y in (box[3], box[1]))
    for y in range(north, south + 1):
        for x in range(west, east + 1):
            yield Tile(grid, z, x, y)


def _pixel(grid: Grid, z: int) -> float:
    return grid.side / (1 << z) / PIXELS


def _metre(lying: Projective, middle: Numbers, grid: Grid) -> float:
    """How many metres of the pyramid a metre on the ground is, there."""
    x, y = crs.transform([middle[0], middle[0] + 100], [middle[1], middle[1]], crs.STORAGE, grid.srid)
    return float(np.hypot(x[1] - x[0], y[1] - y[0])) / 100


def _area(corners: Numbers) -> float:
    x, y = (corners - corners.mean(axis=0)).T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


# ── Pixels ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _halved(picture: Image.Image) -> list[Image.Image]:
    """The picture with its colours weighed by how opaque they are, and again and again half as wide and high."""
    levels, current = [], picture.convert("RGBA").convert("RGBa")
    while True:
        levels.append(current)
        if max(current.size) <= PIXELS:
            return levels
        current = current.reduce(2)


def _drawn(level: Image.Image, by: int, back: Projective, tile: Tile) -> bytes | None:
    """The tile as WebP; nothing where the drawing does not reach. Patch by patch, each as if it were straight."""
    places = _places(back, tile) / by
    patches = []
    for row in range(PATCHES):
        for column in range(PATCHES):
            quad = places[[row, row + 1, row + 1, row], [column, column, column + 1, column + 1]]
            low, high = quad.min(axis=0), quad.max(axis=0)
            if np.isfinite(quad).all() and (high > 0).all() and (low < level.size).all():
                box = (column * PATCH, row * PATCH, (column + 1) * PATCH, (row + 1) * PATCH)
                patches.append((box, tuple(quad.ravel())))
    if not patches:
        return None
    drawn = level.transform((PIXELS, PIXELS), Image.Transform.MESH, patches, Image.Resampling.BILINEAR)
    return _webp(drawn.convert("RGBA")) if drawn.getbbox() else None


def _places(back: Projective, tile: Tile) -> Numbers:
    """Where the corners of the tile's patches lie in the drawing: to the right, and downwards."""
    west, _south, _east, north = tile.box
    steps = np.linspace(0.0, tile.side, PATCHES + 1)
    x, y = np.meshgrid(west + steps, north - steps)
    ground = crs.transform(x.ravel(), y.ravel(), tile.grid.srid, crs.STORAGE)
    places: Numbers = back(np.column_stack(ground)).reshape(PATCHES + 1, PATCHES + 1, 2) * (1.0, -1.0)
    return places


def _overview(picture: Image.Image) -> bytes:
    small = picture.copy() if max(picture.size) <= LONGEST_OVERVIEW else picture.convert("RGBA")
    small.thumbnail((LONGEST_OVERVIEW, LONGEST_OVERVIEW), Image.Resampling.BOX)
    return _webp(small.convert("RGBA"))


def _webp(picture: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()
