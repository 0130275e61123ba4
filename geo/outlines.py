"""Areas as a drawing: a picture that needs no script, no tiles and no outside map."""

from __future__ import annotations

import functools
from collections.abc import Collection
from dataclasses import dataclass

from geo import sql
from geo.models import AreaSet

PIXELS = 640


@dataclass(frozen=True)
class Outline:
    """One area's path and where its label stands, in the drawing's units (metres, y downwards)."""

    area_id: int
    path: str
    label_x: float
    label_y: float


@dataclass(frozen=True)
class Drawing:
    """The outlines of a set and the frame around them; `unit` is one pixel of the drawing in metres."""

    outlines: tuple[Outline, ...]
    west: float
    north: float
    width: float
    height: float

    @property
    def view_box(self) -> str:
        return f"{self.west:.0f} {self.north:.0f} {self.width:.0f} {self.height:.0f}"

    @property
    def unit(self) -> float:
        return max(self.width, self.height) / PIXELS


def drawing_of(area_set: AreaSet, ids: Collection[int] | None = None) -> Drawing | None:
    """The drawing of a set; none when it has no areas. Simplifying takes long, so a set is drawn once per process.

    `ids`: its areas' keys, where the caller has read them already.
    """
    if ids is None:
        ids = list(area_set.areas.values_list("pk", flat=True))
    return _drawn(area_set.pk, area_set.content_hash, len(ids), max(ids)) if ids else None


@functools.lru_cache(maxsize=64)
def _drawn(area_set_id: int, content_hash: str, areas: int, newest: int) -> Drawing | None:
    """`content_hash`, `areas` and `newest` tell versions of a set apart."""
    found = sql.rows("geo/outlines", {"area_set": area_set_id, "pixels": PIXELS})
    if not found:
        return None
    west, north, east, south = found[0][4:]
    margin = 0.02 * max(east - west, south - north)
    return Drawing(
        outlines=tuple(Outline(area, path, x, y) for area, path, x, y, *_ in found),
        west=west - margin,
        north=north - margin,
        width=east - west + 2 * margin,
        height=south - north + 2 * margin,
    )
