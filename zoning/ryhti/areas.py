"""Areas as national messages write them, {"srid", "geometry"}, and as they are stored."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.importing.shapes import Readied, ready_areas

MAX_VERTICES = 200_000
SRIDS = frozenset({crs.STORAGE, crs.WIRE, *crs.GAUSS_KRUGER})


def read_area(area: Any) -> Readied:
    """The area in storage metres, or the reason why there is none."""
    if not isinstance(area, dict) or not isinstance(area.get("geometry"), dict):
        return Readied(None, "no_coordinates")
    srid = str(area.get("srid"))
    if not srid.isascii() or not srid.isdecimal() or int(srid) not in SRIDS:
        return Readied(None, "unknown_code")
    shape = _shape(area["geometry"])
    return shape if isinstance(shape, Readied) else ready_areas(np.array([shape], dtype=object), int(srid))[0]


def _shape(geometry: dict[str, Any]) -> BaseGeometry | Readied:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        return Readied(None, "not_an_area")
    polygons: list[Any] = [coordinates] if kind == "Polygon" else list(coordinates or ())
    try:
        rings = [[_ring(ring) for ring in polygon] for polygon in polygons]
        if sum(len(ring) for polygon in rings for ring in polygon) > MAX_VERTICES:
            return Readied(None, "too_many_vertices")
        parts = [shapely.Polygon(polygon[0], polygon[1:]) for polygon in rings]
    except (TypeError, ValueError, IndexError, OverflowError, shapely.errors.GEOSException):
        return Readied(None, "invalid_geometry")
    return shapely.MultiPolygon(parts) if parts else Readied(None, "no_coordinates")


def _ring(ring: Any) -> Any:
    positions = np.array([[float(number) for number in position[:2]] for position in ring], dtype=np.float64)
    if positions.ndim != 2 or positions.shape[1] != 2 or not np.isfinite(positions).all():
        raise ValueError("no ring")
    return positions


def write_area(stored: GEOSGeometry | None) -> dict[str, Any] | None:
    """A stored area for a national message, in metres to the millimetre."""
    if stored is None:
        return None
    shape = shapely.transform(shapely.from_wkb(bytes(stored.wkb)), lambda xy: np.round(xy, 3))
    if isinstance(shape, shapely.MultiPolygon) and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    return {"srid": str(crs.STORAGE), "geometry": _lists(dict(shapely.geometry.mapping(shape)))}


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _lists(item) for name, item in value.items()}
    return [_lists(item) for item in value] if isinstance(value, list | tuple) else value
