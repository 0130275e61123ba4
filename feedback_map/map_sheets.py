"""How a map sheet lies on the ground and in a photograph: its frame, its scale, its numbered squares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.gis.geos import Polygon

from feedback_map.models import MapSheet, Orientation, Paper, SheetPhoto
from geo.models import SRID
from geo.projective import Projective, projective

SQUARE_MM = 29.0
SCALES = (
    500,
    1_000,
    2_000,
    2_500,
    4_000,
    5_000,
    8_000,
    10_000,
    15_000,
    20_000,
    25_000,
    40_000,
    50_000,
    80_000,
    100_000,
)
COARSER = (150_000, 200_000, 250_000, 400_000, 500_000, 1_000_000)
ROOM = 1.04  # a little around what is to be seen
COLUMNS = "ABCDEFGHIJKLM"
# How many squares of 29 mm fit between the header, the foot and the corner marks.
SQUARES = {
    (Paper.A4, Orientation.PORTRAIT): (6, 7),
    (Paper.A4, Orientation.LANDSCAPE): (9, 4),
    (Paper.A3, Orientation.PORTRAIT): (9, 11),
    (Paper.A3, Orientation.LANDSCAPE): (13, 7),
}
_SQUARE = re.compile(r"([A-M])([1-9][0-9]?)(?:[.,/]([0-9])([0-9]))?")
Box = tuple[float, float, float, float]
Spot = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """The printed frame: so many squares across and down."""

    columns: int
    rows: int

    @property
    def width_mm(self) -> float:
        return self.columns * SQUARE_MM

    @property
    def height_mm(self) -> float:
        return self.rows * SQUARE_MM

    def square_at(self, share: Spot) -> str:
        """The name of the square, such as C4, at shares of the frame from its left and its top."""
        column = min(self.columns - 1, max(0, int(share[0] * self.columns)))
        row = min(self.rows - 1, max(0, int(share[1] * self.rows)))
        return f"{COLUMNS[column]}{row + 1}"

    def share_of(self, words: str) -> Spot | None:
        """The middle of a square (C4), or a place in it in tenths from its left and top (C4.37); None: no such one."""
        found = _SQUARE.fullmatch(re.sub(r"\s", "", words).upper())
        if found is None:
            return None
        letter, row, tenths_x, tenths_y = found.groups()
        column, line = COLUMNS.index(letter), int(row) - 1
        if column >= self.columns or line >= self.rows:
            return None
        inside = (0.5, 0.5) if tenths_x is None else (int(tenths_x) / 10, int(tenths_y) / 10)
        return (column + inside[0]) / self.columns, (line + inside[1]) / self.rows


def frame_of(paper: str, orientation: str) -> Frame:
    return Frame(*SQUARES[Paper(paper), Orientation(orientation)])


@dataclass(frozen=True)
class Fitted:
    """How a piece of ground fits on paper: how the paper is turned, a round scale, and what the frame then holds."""

    orientation: str
    scale: int
    extent: Polygon


def fitted(box: Box, paper: str, orientation: str = "") -> Fitted:
    """The largest round scale at which the box is wholly within the frame; without an orientation the better one."""
    turned = [orientation] if orientation else [Orientation.PORTRAIT.value, Orientation.LANDSCAPE.value]
    return min((_fitted(box, paper, one) for one in turned), key=lambda one: one.scale)


def _fitted(box: Box, paper: str, orientation: str) -> Fitted:
    frame = frame_of(paper, orientation)
    width, height = (box[2] - box[0]) * ROOM, (box[3] - box[1]) * ROOM
    needed = max(width / frame.width_mm, height / frame.height_mm) * 1000
    scale = next((one for one in (*SCALES, *COARSER) if one >= needed), int(needed) + 1)
    half_x, half_y = frame.width_mm * scale / 2000, frame.height_mm * scale / 2000
    x, y = round((box[0] + box[2]) / 2), round((box[1] + box[3]) / 2)
    extent = Polygon.from_bbox((x - half_x, y - half_y, x + half_x, y + half_y))
    extent.srid = SRID
    return Fitted(orientation, scale, extent)


def corners_on_the_ground(sheet: MapSheet) -> list[Spot]:
    """Corners 1 to 4 of the frame, clockwise from the upper left, in EPSG:3067."""
    west, south, east, north = sheet.extent.extent
    return [(west, north), (east, north), (east, south), (west, south)]


@dataclass(frozen=True)
class LaidPhoto:
    """A photograph that was laid on the map by its corners; pixels count rightwards and downwards."""

    sheet: MapSheet
    corners: Sequence[Spot]

    @cached_property
    def transform(self) -> Projective:
        return projective([(x, -y) for x, y in self.corners], corners_on_the_ground(self.sheet))

    def ground(self, pixel: Spot) -> Spot:
        """Where on the ground a pixel is, to the decimetre; not a number beyond the picture's horizon."""
        ((east, north),) = self.transform([(pixel[0], -pixel[1])])
        return round(float(east), 1), round(float(north), 1)

    def pixel(self, place: Spot) -> Spot:
        ((x, y),) = self.transform.back([place])
        return round(float(x), 1), round(float(-y), 1)

    def share(self, place: Spot) -> Spot:
        """How far right and down in the frame, as shares of it."""
        west, south, east, north = self.sheet.extent.extent
        return (place[0] - west) / (east - west), (north - place[1]) / (north - south)

    def at_share(self, share: Spot) -> Spot:
        west, south, east, north = self.sheet.extent.extent
        return west + share[0] * (east - west), north - share[1] * (north - south)


def laid(photo: SheetPhoto) -> LaidPhoto | None:
    """None until its corners are known."""
    return LaidPhoto(photo.sheet, [(x, y) for x, y in photo.corners]) if photo.corners else None
