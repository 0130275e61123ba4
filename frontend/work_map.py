"""Where a contractor's messages are: numbered marks upon the roads and waters around them, without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from django.contrib.gis.geos import Polygon
from shapely.geometry.base import BaseGeometry

from feedback_map.models import Pin
from geo import crs
from geo.models import SRID, MapFeature, Municipality

PIXELS = 640.0
LEAST_M = 1_000.0
MOST_FEATURES = 800
DRAWN = ("built_up", "green", "water", "rail", "road")  # the later lies upon the earlier


@dataclass(frozen=True)
class Mark:
    """A numbered mark in the drawing, and where it is in degrees."""

    number: int
    x: float
    y: float
    degrees: str


@dataclass(frozen=True)
class WorkMap:
    """A drawing in metres, y downwards; `unit` is one pixel of it."""

    view_box: str
    unit: float
    ground: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]

    @property
    def degrees(self) -> dict[int, str]:
        return {mark.number: mark.degrees for mark in self.marks}

    @property
    def radius(self) -> float:
        return 13 * self.unit

    @property
    def text_size(self) -> float:
        return 15 * self.unit


def work_map(town: Municipality, pins: Sequence[Pin]) -> WorkMap | None:
    """None when none of the messages has a place of its own."""
    spots = [(number, shapely.from_wkb(bytes(pin.geom.wkb))) for number, pin in enumerate(pins, 1) if pin.geom]
    if not spots:
        return None
    west, south, east, north = shapely.total_bounds([spot for _number, spot in spots])
    half = max(east - west, north - south, LEAST_M) * 0.58
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    frame = (middle_x - half, middle_y - half, middle_x + half, middle_y + half)
    unit = 2 * half / PIXELS
    view_box = f"{frame[0]:.0f} {-frame[3]:.0f} {2 * half:.0f} {2 * half:.0f}"
    return WorkMap(view_box, unit, _ground(town, frame, unit), tuple(_mark(number, spot) for number, spot in spots))


def _mark(number: int, spot: BaseGeometry) -> Mark:
    inside = spot.representative_point()
    lon, lat = crs.point_to_wire(inside.x, inside.y)
    return Mark(number, round(inside.x), round(-inside.y), f"{lat:.6f},{lon:.6f}")


def _ground(town: Municipality, frame: tuple[float, float, float, float], unit: float) -> tuple[tuple[str, str], ...]:
    box = Polygon.from_bbox(frame)
    box.srid = SRID
    near = MapFeature.objects.filter(municipality=town, geom__bboverlaps=box).order_by("rank", "pk")[:MOST_FEATURES]
    found = sorted(near, key=lambda feature: DRAWN.index(feature.kind))
    window = shapely.box(*frame)
    drawn = []
    for feature in found:
        shape = shapely.simplify(shapely.from_wkb(bytes(feature.geom.wkb)), unit).intersection(window)
        path = "".join(_line(part) for part in shapely.get_parts(shape) if not part.is_empty)
        if path:
            drawn.append((feature.kind, path))
    return tuple(drawn)


def _line(part: BaseGeometry) -> str:
    rings = [part.exterior, *part.interiors] if isinstance(part, shapely.Polygon) else [part]
    end = "Z" if isinstance(part, shapely.Polygon) else ""
    return "".join(
        "M" + "L".join(f"{x:.0f} {-y:.0f}" for x, y in shapely.get_coordinates(ring)) + end
        for ring in rings
        if len(shapely.get_coordinates(ring)) > 1
    )
