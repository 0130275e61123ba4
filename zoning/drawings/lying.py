"""Where a drawing lies: by its four corners, or by what a GeoTIFF says of itself. Knows nothing of Django."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from geo import crs
from geo.projective import NotAQuadrilateral, Projective, projective

Corners = npt.NDArray[np.float64]
PIXEL_SCALE, TIE_POINT, TRANSFORMATION, GEO_KEYS = 33550, 33922, 34264, 34735
RASTER_TYPE, GEOGRAPHIC, PROJECTED = 1025, 2048, 3072
PIXEL_IS_POINT = 2
WIDEST_M = 100_000.0


class NotPlaced(Exception):
    """A drawing whose place is not known or not possible, by a code (zoning/drawings/refusals.py)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def laid_down(size: tuple[int, int], tags: Mapping[int, Any] | None, corners: Sequence[Any] | None) -> Projective:
    """From pixels (x to the right, y downwards as a negative number) to metres of EPSG:3067.

    `corners` are top left, top right, bottom right, bottom left; where they are given, a file's own words do not count.
    """
    width, height = size
    pixels = np.array([[0, 0], [width, 0], [width, -height], [0, -height]], dtype=np.float64)
    ground = np.array(corners, dtype=np.float64) if corners else corners_of_geotiff(size, tags or {})
    if not np.isfinite(ground).all() or not crs.in_finland(ground[:, 0], ground[:, 1], crs.STORAGE).all():
        raise NotPlaced("not_in_finland")
    if float(np.ptp(ground, axis=0).max()) > WIDEST_M:
        raise NotPlaced("too_wide")
    try:
        return projective(pixels, ground)
    except NotAQuadrilateral as error:
        raise NotPlaced("mirrored" if error.reason == "mirrored" else "bad_corners") from error


def corners_of_geotiff(size: tuple[int, int], tags: Mapping[int, Any]) -> Corners:
    """The four corners in EPSG:3067 by the tags of a GeoTIFF (OGC 19-008)."""
    keys = _keys(tags.get(GEO_KEYS) or ())
    code = keys.get(PROJECTED) or keys.get(GEOGRAPHIC)
    affine = _affine(tags)
    if affine is None:
        raise NotPlaced("no_place")
    try:
        source = crs.known_code(int(code or 0))
    except crs.UnknownCrs as error:
        raise NotPlaced("unknown_crs") from error
    half = 0.5 if keys.get(RASTER_TYPE) == PIXEL_IS_POINT else 0.0
    width, height = size
    pixels = np.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]], dtype=np.float64)
    pixels[:, :2] -= half
    x, y = affine @ pixels.T
    return np.column_stack(crs.to_storage(x, y, source))


def _keys(directory: Sequence[Any]) -> dict[int, int]:
    """Short values of the key directory; four numbers each, after four of a heading."""
    numbers = [int(number) for number in directory[:4_000]]
    entries = (numbers[start : start + 4] for start in range(4, len(numbers) - 3, 4))
    return {key: value for key, place, _count, value in entries if place == 0}


def _affine(tags: Mapping[int, Any]) -> npt.NDArray[np.float64] | None:
    """The two rows that carry (column, row, 1) to the drawing's own coordinates."""
    matrix = _numbers(tags.get(TRANSFORMATION), 16)
    if matrix is not None:
        return np.array([[matrix[0], matrix[1], matrix[3]], [matrix[4], matrix[5], matrix[7]]])
    scale, tie = _numbers(tags.get(PIXEL_SCALE), 3), _numbers(tags.get(TIE_POINT), 6)
    if scale is None or tie is None:
        return None
    column, row, _depth, x, y, _height = tie[:6]
    return np.array([[scale[0], 0.0, x - column * scale[0]], [0.0, -scale[1], y + row * scale[1]]])


def _numbers(value: Any, least: int) -> list[float] | None:
    if not isinstance(value, tuple | list) or len(value) < least:
        return None
    numbers = [float(number) for number in value[:16]]
    return numbers if all(map(math.isfinite, numbers)) else None
