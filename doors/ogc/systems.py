"""Reference systems as OGC API names them, and in which order each says its axes.

`geo.crs` always says x before y. Some systems are defined the other way round (latitude or northing first), and the
standard asks for the order of the definition: here, and nowhere else, the two are swapped.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo import crs

BASE = "http://www.opengis.net/def/crs"
CRS84 = f"{BASE}/OGC/1.3/CRS84"
# A geometry is cut to this before it changes systems: beyond it a projection of Finland means nothing.
AROUND_FINLAND = shapely.box(15, 55, 36, 73)
PIECES = 32  # into how many straight pieces the longest edge is bent


@dataclass(frozen=True)
class System:
    """A reference system by its address, its EPSG number, and whether it says north before east."""

    uri: str
    epsg: int
    north_first: bool
    decimals: int

    def said(self, xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Coordinates of x and y in the order of this system, rounded."""
        return np.round(xy[:, ::-1] if self.north_first else xy, self.decimals)

    def heard(self, first: float, second: float) -> tuple[float, float]:
        """x and y of a pair in the order of this system."""
        return (second, first) if self.north_first else (first, second)


def _epsg(number: int, *, north_first: bool, decimals: int = 3) -> System:
    return System(f"{BASE}/EPSG/0/{number}", number, north_first, decimals)


DEFAULT = System(CRS84, crs.WIRE, north_first=False, decimals=7)
STORAGE = _epsg(crs.STORAGE, north_first=False)
SYSTEMS = {
    system.uri: system
    for system in (
        DEFAULT,
        STORAGE,
        _epsg(crs.MERCATOR, north_first=False),
        *(_epsg(number, north_first=True) for number in crs.GAUSS_KRUGER),
        _epsg(crs.WIRE, north_first=True, decimals=7),
    )
}


def system_named(text: str) -> System | None:
    """By its address, with or without the angle brackets of a safe CURIE; https is as good as http."""
    name = text.removeprefix("[").removesuffix("]").replace("https://", "http://", 1)
    if name.startswith("EPSG:"):
        name = f"{BASE}/EPSG/0/{name[5:]}"
    return SYSTEMS.get(name)


def stored(geometry: BaseGeometry, system: System) -> BaseGeometry:
    """A geometry of x and y in storage metres, its edges bent where they bend; empty where it is far from Finland."""
    limits = crs.reproject(AROUND_FINLAND.segmentize(1), crs.WIRE, system.epsg).envelope
    near = geometry.intersection(limits)
    if near.is_empty:
        return near
    west, south, east, north = near.bounds
    longest = max(east - west, north - south)
    bent = near.segmentize(longest / PIECES) if longest > 0 else near
    return crs.storage_geometry(bent, system.epsg)
