"""The one place where coordinates change their reference system.

Stored in EPSG:3067 (metres), spoken in EPSG:4326 (degrees, longitude first), drawn in EPSG:3857 or 3067.
Transformers are built once per pair and kept: building a PROJ pipeline costs many times what a request does.
pyproj's transformers keep one PROJ context per thread, so the cached ones may be shared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import pyproj.exceptions
import pyproj.network
import shapely
from shapely.geometry.base import BaseGeometry

STORAGE = 3067
WIRE = 4326
MERCATOR = 3857
DRAWN = (MERCATOR, STORAGE)
GAUSS_KRUGER = tuple(range(3873, 3886))
# The same coordinates under another number: UTM 35 on ETRS89, TM35FIN with its axes named north first, plain ETRS89.
SAME_AS = {25835: STORAGE, 5048: STORAGE, 4258: WIRE, 900913: MERCATOR}
KNOWN = frozenset({WIRE, MERCATOR, STORAGE, *GAUSS_KRUGER})

Coordinates = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# Grids are never fetched from elsewhere: the datums in use differ by less than anyone here can see.
pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]


class UnknownCrs(ValueError):
    """A reference system that we do not read."""


@dataclass(frozen=True)
class Box:
    """A box in one reference system: west, south, east, north."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Flags:
        """Which of the points lie in the box; never NaN or infinity."""
        xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        inside = (xs >= self.west) & (xs <= self.east) & (ys >= self.south) & (ys <= self.north)
        return np.asarray(inside, dtype=np.bool_)


# Land, territorial waters and a little beyond.
FINLAND = Box(19.0, 58.5, 32.0, 70.5)


def known_code(value: int | str) -> int:
    """The EPSG number in `3067`, `"3067"`, `"EPSG:3067"` or an OGC name; UnknownCrs for what we do not read."""
    text = str(value).strip()
    if re.fullmatch(r"(?:urn:ogc:def:crs:)?OGC:(?:1\.3|1\.3\.0)?:?CRS84", text, re.IGNORECASE):
        return WIRE
    found = re.fullmatch(r"(?:(?:urn:ogc:def:crs:)?EPSG:[0-9.]*:?)?([0-9]{4,6})", text, re.IGNORECASE)
    code = int(found.group(1)) if found else 0
    code = SAME_AS.get(code, code)
    if code not in KNOWN:
        raise UnknownCrs(text[:80])
    return code


@lru_cache(maxsize=64)
def transformer(source: int, target: int) -> pyproj.Transformer:
    """The cached way from one known reference system to another, always x before y."""
    if source not in KNOWN or target not in KNOWN:
        raise UnknownCrs(f"{source} → {target}")
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def transform(x: npt.ArrayLike, y: npt.ArrayLike, source: int, target: int) -> tuple[Coordinates, Coordinates]:
    """Coordinates in another system. What cannot be projected comes back as infinity, as PROJ says it."""
    xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if source == target:
        return xs, ys
    new_x, new_y = transformer(source, target).transform(xs, ys)
    return np.asarray(new_x, dtype=np.float64), np.asarray(new_y, dtype=np.float64)


def to_storage(x: npt.ArrayLike, y: npt.ArrayLike, source: int = WIRE) -> tuple[Coordinates, Coordinates]:
    """Coordinates in metres as we store them."""
    return transform(x, y, source, STORAGE)


def to_wire(x: npt.ArrayLike, y: npt.ArrayLike, source: int = STORAGE) -> tuple[Coordinates, Coordinates]:
    """Coordinates as longitude and latitude."""
    return transform(x, y, source, WIRE)


def point_to_storage(x: float, y: float) -> tuple[float, float]:
    """One point in metres as we store it: without arrays, in a tenth of the time."""
    new_x, new_y = transformer(WIRE, STORAGE).transform(x, y)
    return float(new_x), float(new_y)


def point_to_wire(x: float, y: float) -> tuple[float, float]:
    """One point as longitude and latitude."""
    new_x, new_y = transformer(STORAGE, WIRE).transform(x, y)
    return float(new_x), float(new_y)


def reproject(geometry: BaseGeometry, source: int, target: int) -> BaseGeometry:
    """One geometry in another system, in two dimensions, carrying the new SRID."""
    return reproject_all(np.array([geometry], dtype=object), source, target)[0]  # type: ignore[no-any-return]


def reproject_all(geometries: npt.NDArray[Any], source: int, target: int) -> npt.NDArray[Any]:
    """An array of geometries (None allowed) in another system, in one pass over all coordinates."""
    flat = shapely.force_2d(geometries)
    if source != target:
        flat = shapely.transform(
            flat,
            lambda xy: np.column_stack(transform(xy[:, 0], xy[:, 1], source, target)),
        )
    return np.asarray(shapely.set_srid(flat, target), dtype=object)


def storage_geometry(geometry: BaseGeometry, source: int = WIRE) -> BaseGeometry:
    """A geometry as we store it."""
    return reproject(geometry, source, STORAGE)


def wire_geometry(geometry: BaseGeometry, source: int = STORAGE) -> BaseGeometry:
    """A geometry as we speak it."""
    return reproject(geometry, source, WIRE)


def in_finland(x: npt.ArrayLike, y: npt.ArrayLike, source: int = WIRE) -> Flags:
    """Which points lie in or close to Finland."""
    longitude, latitude = to_wire(x, y, source)
    return FINLAND.holds(longitude, latitude)


def at_null_island(x: npt.ArrayLike, y: npt.ArrayLike, source: int = WIRE) -> Flags:
    """Which points say "zero, zero", which is how a missing place is often written down."""
    near = 0.001 if source == WIRE else 100.0
    xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    return np.asarray((np.abs(xs) <= near) & (np.abs(ys) <= near), dtype=np.bool_)


def swapped_in_finland(x: npt.ArrayLike, y: npt.ArrayLike, source: int = WIRE) -> Flags:
    """Which points lie outside Finland as given, and in Finland with x and y swapped."""
    return ~in_finland(x, y, source) & in_finland(y, x, source)


def swapped_in_town(x: npt.ArrayLike, y: npt.ArrayLike, town: BaseGeometry, source: int = WIRE) -> Flags:
    """Which points lie outside the town as given, and in it with x and y swapped. The town is in storage metres."""
    shapely.prepare(town)
    given_x, given_y = to_storage(x, y, source)
    other_x, other_y = to_storage(y, x, source)
    inside_given = shapely.intersects_xy(town, given_x, given_y)
    inside_swapped = shapely.intersects_xy(town, other_x, other_y)
    return np.asarray(~inside_given & inside_swapped, dtype=np.bool_)


def epsg_of(definition: str) -> int | None:
    """The known EPSG number of a definition in any wording (WKT of a .prj, PROJ string); None when there is none."""
    try:
        crs = pyproj.CRS.from_user_input(definition)
    except pyproj.exceptions.CRSError:
        return None
    code = crs.to_epsg(min_confidence=60)
    code = SAME_AS.get(code, code) if code else None
    return code if code in KNOWN else None
