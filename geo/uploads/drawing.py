"""Shapes as paths of a picture: what is shown of an upload before anything of it is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo import crs

PIXELS = 640
GRAIN = 0.75  # of a pixel: what is smaller is not drawn


def frame_of(shapes: Sequence[BaseGeometry]) -> dict[str, Any]:
    """The picture's frame around shapes in EPSG:3067, y downwards; `unit` is a pixel in metres."""
    west, south, east, north = (float(side) for side in shapely.total_bounds(list(shapes)))
    margin = 0.02 * max(east - west, north - south, 1.0)
    width, height = east - west + 2 * margin, north - south + 2 * margin
    return {
        "view_box": f"{west - margin:.0f} {-north - margin:.0f} {width:.0f} {height:.0f}",
        "unit": round(max(width, height) / PIXELS, 2),
    }


def path_of(shape: BaseGeometry, unit: float) -> str:
    """An area's rings as an SVG path, simplified to the picture's size."""
    simple = shapely.simplify(shape, unit * GRAIN, preserve_topology=True)
    rings = [ring for part in shapely.get_parts(simple) for ring in (part.exterior, *part.interiors)]
    return "".join(_ring(ring) for ring in rings)


def on_a_map(shapes: Sequence[BaseGeometry], unit: float) -> dict[str, Any]:
    """The same areas in longitude and latitude, for a map that can be moved."""
    simple = [shapely.simplify(shape, unit * GRAIN, preserve_topology=True) for shape in shapes]
    polygons = [polygon for shape in simple for polygon in shapely.get_parts(shape)]
    degrees = shapely.set_precision(crs.wire_geometry(shapely.MultiPolygon(polygons)), 0.00001, mode="pointwise")
    found: dict[str, Any] = json.loads(shapely.to_geojson(degrees))
    return found


def squares_path(corners: Sequence[tuple[float, float]], size: float) -> str:
    """Squares by their south-west corners as one path."""
    return "".join(f"M{x:.0f} {-y - size:.0f}h{size:.0f}v{size:.0f}h-{size:.0f}z" for x, y in corners)


def _ring(ring: BaseGeometry) -> str:
    points = " ".join(f"{x:.0f} {-y:.0f}" for x, y in shapely.get_coordinates(ring)[:-1])
    return f"M{points}z"
