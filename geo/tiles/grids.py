"""The two tile pyramids, and one tile of one of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

EXTENT = 4096  # units along a tile's side, as Mapbox Vector Tiles have them
FINEST = 30  # the level in whose columns and rows the marks of pins are stored
DEEPEST = 22  # the greatest zoom that is served


@dataclass(frozen=True)
class Grid:
    """A pyramid of square tiles (a tile matrix set): one tile at zoom 0, each split in four at the next zoom."""

    number: int
    name: str
    srid: int
    west: float
    north: float
    side: float


WEB_MERCATOR_QUAD = Grid(0, "WebMercatorQuad", 3857, -20037508.342789244, 20037508.342789244, 40075016.685578488)
# JHS 180: tiles of 512 px, 4096 m a pixel at zoom 0
ETRS_TM35FIN = Grid(1, "ETRS-TM35FIN", 3067, -548576.0, 8388608.0, 2097152.0)
GRIDS = {grid.name: grid for grid in (WEB_MERCATOR_QUAD, ETRS_TM35FIN)}


@dataclass(frozen=True)
class Tile:
    """A tile by its address: zoom, column from the west, row from the north."""

    grid: Grid
    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        return 0 <= self.z <= DEEPEST and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z

    def at(self, level: int) -> tuple[int, int]:
        """The column and row, at a level not deeper than the tile's own, of the cell that holds the tile."""
        return self.x >> (self.z - level), self.y >> (self.z - level)

    @property
    def corner(self) -> tuple[int, int]:
        """The tile's first column and row at the finest level."""
        return self.x << (FINEST - self.z), self.y << (FINEST - self.z)

    @property
    def codes(self) -> tuple[int, int]:
        """Morton codes at the finest level: the tile's first, and the first one past it."""
        bits = 2 * (FINEST - self.z)
        first = interleave(self.x, self.y)
        return first << bits, (first + 1) << bits

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in the grid's reference system."""
        west, north = self.grid.west + self.x * self.side, self.grid.north - self.y * self.side
        return west, north - self.side, west + self.side, north

    @property
    def side(self) -> float:
        """The length of the tile's side in the grid's own metres."""
        return self.grid.side / (1 << self.z)

    @property
    def unit_m(self) -> float:
        """One unit of the tile in metres on the ground, about: nothing smaller can be drawn."""
        return self.side / EXTENT * (self._shrinking if self.grid is WEB_MERCATOR_QUAD else 1.0)

    @property
    def _shrinking(self) -> float:
        """The cosine of the latitude: how much shorter the ground is than web Mercator's metres."""
        return 1 / math.cosh(math.pi * (1 - (2 * self.y + 1) / (1 << self.z)))


def interleave(x: int, y: int) -> int:
    """Morton order: the bits of x and y in turn, x in the even places."""
    return _spread(x) | (_spread(y) << 1)


def _spread(v: int) -> int:
    v = (v | (v << 16)) & 0x0000FFFF0000FFFF
    v = (v | (v << 8)) & 0x00FF00FF00FF00FF
    v = (v | (v << 4)) & 0x0F0F0F0F0F0F0F0F
    v = (v | (v << 2)) & 0x3333333333333333
    return (v | (v << 1)) & 0x5555555555555555
