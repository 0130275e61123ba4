"""Areas as shapes: from any file to valid multipolygons in EPSG:3067, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from geo import crs

Shapes = npt.NDArray[Any]
POLYGONAL = frozenset({shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON})

WORDS = {
    "no_coordinates": "the row has no shape",
    "invalid_geometry": "the shape cannot be read or repaired into an area",
    "not_an_area": "the shape is not an area",
    "swapped_axes": "x and y (or longitude and latitude) are the wrong way round",
    "null_island": "the shape lies at 0, 0",
    "outside_town": "the shape lies outside Finland",
}


@dataclass(frozen=True)
class Readied:
    """One row's shape as it will be stored, or the reason why there is none; and what had to be repaired."""

    shape: BaseGeometry | None
    reason: str | None = None
    repaired: str | None = None


def ready_areas(shapes: Shapes, source: int) -> list[Readied]:
    """Every shape as a valid multipolygon in storage metres."""
    kinds = shapely.get_type_id(shapes)
    reasons = np.full(len(shapes), None, dtype=object)
    reasons[~np.isin(kinds, list(POLYGONAL | {shapely.GeometryType.GEOMETRYCOLLECTION}))] = "not_an_area"
    reasons[shapely.is_missing(shapes)] = "no_coordinates"
    for index in np.flatnonzero(reasons == None).tolist():  # noqa: E711 - an array is compared item by item
        reasons[index] = _wrong_place(shapes[index], source)
    good = np.array([reason is None for reason in reasons], dtype=np.bool_)
    placed = np.full(len(shapes), None, dtype=object)
    placed[good] = crs.reproject_all(shapes[good], source, crs.STORAGE)
    return [
        _repaired(shape) if reason is None else Readied(None, reason)
        for shape, reason in zip(placed, reasons, strict=True)
    ]


def _wrong_place(shape: BaseGeometry, source: int) -> str | None:
    """Why a shape cannot be where it says, judged by the corners of its box."""
    west, south, east, north = shapely.bounds(shape)
    xs, ys = np.array([west, east]), np.array([south, north])
    if not np.isfinite([west, south, east, north]).all():
        return "invalid_geometry"
    if crs.in_finland(xs, ys, source).all():
        return None
    if crs.at_null_island(xs, ys, source).any():
        return "null_island"
    if crs.swapped_in_finland(xs, ys, source).all():
        return "swapped_axes"
    return "outside_town"


def _repaired(shape: BaseGeometry) -> Readied:
    said = None
    if not shape.is_valid:
        said = str(shapely.is_valid_reason(shape))
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    whole = as_multipolygon(shape)
    return Readied(None, "invalid_geometry") if whole is None else Readied(whole, repaired=said)


def as_multipolygon(shape: BaseGeometry) -> BaseGeometry | None:
    """The areas in a shape as one multipolygon, in an order that does not depend on how it was written."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    parts = [part for part in shapely.get_parts(np.array(polygons, dtype=object)) if part.area > 0]
    if not parts:
        return None
    return shapely.set_srid(shapely.normalize(shapely.MultiPolygon(parts)), crs.STORAGE)


def to_multipolygon(shape: BaseGeometry) -> MultiPolygon:
    """A multipolygon as Django stores it."""
    return cast("MultiPolygon", GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=crs.STORAGE))


def to_point(shape: BaseGeometry) -> Point:
    """A point as Django stores it."""
    return cast("Point", GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=crs.STORAGE))


def from_database(shape: GEOSGeometry) -> BaseGeometry:
    """A stored shape for shapely."""
    return shapely.from_wkb(bytes(shape.wkb))


def label_point(shape: BaseGeometry) -> BaseGeometry:
    """Where a name stands best: in the middle of the widest place of the largest part."""
    largest = max(shapely.get_parts(shape), key=lambda part: float(part.area))
    tolerance = max(1.0, float(np.sqrt(largest.area)) / 100)
    spoke = shapely.maximum_inscribed_circle(largest, tolerance=tolerance)
    return cast("BaseGeometry", shapely.get_point(spoke, 0))
