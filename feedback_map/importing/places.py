"""Where the pins of a batch are: in metres, in the town, or why not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from feedback_map.importing.plan import Plan
from geo import crs
from geo.files.reader import Batch
from geo.files.refusals import FileRefused
from geo.files.selection import numbers, texts

Flags = npt.NDArray[np.bool_]
Problems = dict[int, tuple[str, str]]
BORDER_M = 0.001  # as wide as in assign_pins.sql and insert_pin.sql
MAX_VERTICES = 10_000


@dataclass
class Places:
    """Geometries in EPSG:3067 (None: no place), side by side with the batch's rows."""

    shapes: npt.NDArray[Any]
    repaired: list[int] = field(default_factory=list)


@dataclass
class PlaceFinder:
    """Finds the places of batch after batch in one town."""

    plan: Plan
    boundary: BaseGeometry | None
    source: int | None = None

    def __post_init__(self) -> None:
        self.source = self.plan.crs
        if self.boundary is not None:
            shapely.prepare(self.boundary)

    def places(self, batch: Batch, problems: Problems) -> Places:
        """The places of a batch; rows without a usable one are named in `problems`."""
        if self.plan.x is None and batch.wkb is None:
            return Places(np.full(len(batch), None, dtype=object))
        found = self._points(batch, problems) if self.plan.x is not None else self._shapes(batch, problems)
        if not self.plan.keep_without_place:
            for index in np.flatnonzero(shapely.is_missing(found.shapes)).tolist():
                problems.setdefault(index, ("no_coordinates", "the row has no coordinates (--no-place keep takes it)"))
        return found

    def _points(self, batch: Batch, problems: Problems) -> Places:
        assert self.plan.x is not None and self.plan.y is not None
        given_x, given_y = batch.columns[self.plan.x], batch.columns[self.plan.y]
        x, y = numbers(given_x), numbers(given_y)
        known = np.isfinite(x) & np.isfinite(y)
        for index in np.flatnonzero(~known).tolist():
            if str(given_x[index] or "").strip() and str(given_y[index] or "").strip():
                said = f"{given_x[index]}, {given_y[index]}"
                if said != "nan, nan":
                    problems.setdefault(index, ("not_a_number", f"the coordinates are no numbers: {said[:60]}"))
        self._say_source(x[known], y[known])
        assert self.source is not None
        null = known & crs.at_null_island(np.where(known, x, 1e3), np.where(known, y, 1e3), self.source)
        for index in np.flatnonzero(null).tolist():
            problems.setdefault(index, ("null_island", "the coordinates are zero and zero"))
        known &= ~null
        east, north = crs.to_storage(np.where(known, x, 0.0), np.where(known, y, 0.0), self.source)
        east, north = np.round(east, 3), np.round(north, 3)
        fine = known & np.isfinite(east) & np.isfinite(north)
        inside = fine if self.boundary is None else fine & shapely.intersects_xy(self.boundary, east, north)
        points = np.full(len(batch), None, dtype=object)
        points[fine] = shapely.points(east[fine], north[fine])
        for index in np.flatnonzero(known & ~inside).tolist():
            swapped = shapely.Point(*(float(v) for v in crs.to_storage(y[index], x[index], self.source)))
            self._outside(index, points[index], swapped, problems)
        return Places(points)

    def _say_source(self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> None:
        """Without a word from file or person, numbers that can be degrees are degrees; metres could be any metres."""
        if self.source is not None or not len(x):
            self.source = self.source or crs.WIRE
            return
        if not ((np.abs(x) <= 180) & (np.abs(y) <= 180)).all():
            raise FileRefused("unknown_crs")
        self.source = crs.WIRE

    def _shapes(self, batch: Batch, problems: Problems) -> Places:
        if self.source is None:
            raise FileRefused("unknown_crs")
        raw = batch.geometries()
        kinds = shapely.get_type_id(raw)
        single = (kinds >= 4) & (shapely.get_num_geometries(raw) == 1)
        raw[single] = shapely.get_geometry(raw[single], 0)
        found = Places(crs.reproject_all(raw, self.source, crs.STORAGE))
        given = ~shapely.is_missing(raw)
        for index in np.flatnonzero(given).tolist():
            self._check_shape(index, raw[index], found, problems)
        return found

    def _check_shape(self, index: int, raw: BaseGeometry, found: Places, problems: Problems) -> None:
        """One geometry of a spatial file: its kind, its size, its validity, where it is."""
        assert self.source is not None
        shape = found.shapes[index]
        if raw.geom_type in ("MultiPoint", "GeometryCollection"):
            problems.setdefault(index, ("invalid_geometry", f"a {raw.geom_type} is not one place"))
        elif shapely.get_num_coordinates(raw) > MAX_VERTICES:
            problems.setdefault(index, ("too_many_vertices", f"more than {MAX_VERTICES} vertices"))
        elif isinstance(raw, shapely.Point) and bool(crs.at_null_island(raw.x, raw.y, self.source)):
            problems.setdefault(index, ("null_island", "the coordinates are zero and zero"))
        elif not np.isfinite(shapely.get_coordinates(shape)).all():
            problems.setdefault(index, ("outside_town", "the place is not in Finland"))
        else:
            if not shape.is_valid:
                shape = _mended(shape)
                if shape is None:
                    problems.setdefault(index, ("invalid_geometry", shapely.is_valid_reason(found.shapes[index])))
                    return
                found.shapes[index] = shape
                found.repaired.append(index)
            swapped = shapely.transform(
                raw, lambda xy: np.column_stack(crs.to_storage(xy[:, 1], xy[:, 0], self.source or 0))
            )
            self._outside(index, shape, swapped, problems)

    def _outside(self, index: int, place: BaseGeometry | None, swapped: BaseGeometry, problems: Problems) -> None:
        """Name a place that is not in the town: swapped axes if it would be with x and y changed over."""
        if self.boundary is None:
            if place is None:
                problems.setdefault(index, ("outside_town", "the place is not on the map of Finland"))
            return
        if place is not None and shapely.dwithin(self.boundary, place, BORDER_M):
            return
        if np.isfinite(shapely.get_coordinates(swapped)).all() and shapely.intersects(self.boundary, swapped):
            problems.setdefault(index, ("swapped_axes", "the place is in the town when x and y change places"))
            return
        distance_km = np.inf if place is None else shapely.distance(self.boundary, place) / 1000
        far = f"{distance_km:.3f} km" if distance_km < 10_000 else "far"
        problems.setdefault(index, ("outside_town", f"the place is {far} outside the town"))


def _mended(shape: BaseGeometry) -> BaseGeometry | None:
    """A valid geometry of the same dimension and nearly the same size, or nothing."""
    fixed = shapely.make_valid(shape)
    same = fixed.geom_type.removeprefix("Multi") == shape.geom_type.removeprefix("Multi")
    return fixed if same and not fixed.is_empty else None


def lower_texts(column: Any) -> list[str]:
    """A column's texts trimmed and in lower case, for looking words up."""
    return [text.lower() for text in texts(column)]
