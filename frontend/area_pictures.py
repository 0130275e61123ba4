"""Pictures of where areas lie: outlines without any result, for pages that have none to show yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geo.models import Area, AreaSet
from geo.outlines import drawing_of

MOST_NAMES = 12  # more of them would lie upon each other; each area tells its name when it is pointed at


@dataclass(frozen=True)
class DrawnArea:
    """An area in the picture, in the drawing's units."""

    area: Area
    path: str
    x: float
    y: float
    is_chosen: bool = False


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
        return 17 * self.unit

    @property
    def stroke(self) -> float:
        return 1.5 * self.unit


def picture_of_set(
    area_set: AreaSet, chosen: Area | None = None, areas: Iterable[Area] | None = None
) -> Picture | None:
    """The areas of a set, and where the chosen one lies among them. `areas`: all, where they are read already."""
    known = Area.objects.filter(area_set=area_set).without_geometry() if areas is None else areas
    names = {one.pk: one for one in known}
    drawing = drawing_of(area_set, names.keys())
    if drawing is None:
        return None
    drawn = [
        DrawnArea(
            names[one.area_id], one.path, one.label_x, one.label_y, chosen is not None and one.area_id == chosen.pk
        )
        for one in drawing.outlines
        if one.area_id in names
    ]
    return Picture(drawing.view_box, drawing.unit, tuple(drawn))
