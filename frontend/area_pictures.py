"""The picture of a set of areas: outlines, and a circle for the people who took part in each."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geo.models import Area, AreaSet
from geo.outlines import Drawing, drawing_of
from neighbourhoods.dashboards import AreaRow

LARGEST_RADIUS_PX = 34.0
SMALLEST_RADIUS_PX = 5.0
MOST_NAMES = 12  # more of them would lie upon each other; each area tells its name when it is pointed at


@dataclass(frozen=True)
class DrawnArea:
    """An area in the picture; `radius` 0 draws no circle. Units are the drawing's."""

    area: Area
    path: str
    x: float
    y: float
    radius: float = 0.0
    hidden: bool = False
    is_chosen: bool = False
    label_y: float = 0.0


@dataclass(frozen=True)
class Picture:
    view_box: str
    unit: float
    areas: tuple[DrawnArea, ...]

    @property
    def has_names(self) -> bool:
        return len(self.areas) <= MOST_NAMES

    @property
    def text_size(self) -> float:
        return 13 * self.unit

    @property
    def stroke(self) -> float:
        return 1.5 * self.unit


def picture_of_rows(area_set: AreaSet, rows: list[AreaRow]) -> Picture | None:
    """Circles have areas in proportion to participants: a neutral picture, for numbers not tested for chance."""
    drawing = drawing_of(area_set)
    if drawing is None:
        return None
    most = max((row.figures.participants or 0 for row in rows), default=0)
    by_area = {row.area.pk: row for row in rows}
    return _picture(drawing, [_drawn(drawing, number, by_area, most) for number in range(len(drawing.outlines))])


def picture_of_area(area: Area) -> Picture | None:
    """Where an area lies among the others of its set."""
    drawing = drawing_of(area.area_set)
    if drawing is None:
        return None
    names = {one.pk: one for one in Area.objects.filter(area_set=area.area_set_id).without_geometry()}
    return _picture(
        drawing,
        [
            DrawnArea(names[one.area_id], one.path, one.label_x, one.label_y, is_chosen=one.area_id == area.pk)
            for one in drawing.outlines
            if one.area_id in names
        ],
    )


def _drawn(drawing: Drawing, number: int, by_area: dict[int, AreaRow], most: int) -> DrawnArea:
    outline = drawing.outlines[number]
    row = by_area[outline.area_id]
    count = row.figures.participants or 0
    radius_px = max(SMALLEST_RADIUS_PX, LARGEST_RADIUS_PX * math.sqrt(count / most)) if count and most else 0.0
    hidden = bool(row.figures.hidden)
    radius = (SMALLEST_RADIUS_PX if hidden else radius_px) * drawing.unit
    return DrawnArea(
        row.area,
        outline.path,
        outline.label_x,
        outline.label_y,
        radius=radius,
        hidden=hidden,
        label_y=outline.label_y + radius + 15 * drawing.unit,
    )


def _picture(drawing: Drawing, areas: list[DrawnArea]) -> Picture:
    return Picture(drawing.view_box, drawing.unit, tuple(areas))
