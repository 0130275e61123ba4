"""Reading meeting places from a file: each row becomes a place of the town, or a rejected row."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import Point
from django.utils.text import slugify
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.files.reader import Batch, ReadOptions, open_file
from geo.files.refusals import FileRefused
from geo.files.selection import as_text, numbers
from geo.importing.place_columns import KINDS, WHO, read_headings, yes_or_no
from geo.importing.refusals import ImportRefused
from geo.importing.report import ImportReport
from geo.importing.towns import boundary_of
from geo.models import SRID, Municipality
from geo.refusals import Refused
from geo.services.places import PlaceWords, checked_place

MAX_CODE = 80
WORDS = {
    "no_code": "the row has neither a code nor a name",
    "duplicate_id": "the code stands in an earlier row too",
    "no_coordinates": "the row has no place",
    "not_a_number": "the coordinates are no numbers",
    "null_island": "the coordinates are zero and zero",
    "swapped_axes": "the place is in the town when x and y change places",
    "outside_town": "the place is outside the town",
    "unknown_open_to": "who may use the place is none of: everyone, booking, members",
    "invalid_geometry": "the shape cannot be read",
    "wrong_field_count": "the row has more fields than the heading",
}


class RowRefused(Exception):
    """A row that is not taken; says why in a code and, where it needs more, in words."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail or WORDS[reason]


@dataclass(frozen=True)
class PlaceRow:
    """A place that may be stored: its code and its checked columns."""

    code: str
    columns: dict[str, Any]


@dataclass
class PlaceFile:
    """How to read a file of meeting places for a town. `columns` names columns that the headings do not tell."""

    town: Municipality
    path: Path
    reading: ReadOptions
    columns: Mapping[str, str] = field(default_factory=dict)
    _headings: dict[str, str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def rows(self, report: ImportReport) -> list[PlaceRow]:
        """All places of the file; the report knows what became of the other rows."""
        boundary, found = boundary_of(self.town), []
        with open_file(self.path, self.reading) as reading:
            self._headings = read_headings(reading.layer.fields, self.columns, self.town.first_language)
            source = reading.layer.crs or self.reading.crs
            if "x" not in self._headings and not reading.layer.has_geometry:
                raise ImportRefused("no_places", columns=", ".join(reading.layer.fields))
            for batch in reading:
                places = self._places(batch, source, boundary)
                for index, number in enumerate(batch.rows.tolist()):
                    try:
                        if problem := batch.problems.get(index):
                            raise RowRefused(problem)
                        found.append(self._row(batch.row(index), places[index]))
                    except RowRefused as refused:
                        report.reject(int(number), refused.reason, refused.detail, batch.row(index))
        return found

    def _row(self, row: Mapping[str, Any], place: Point | RowRefused) -> PlaceRow:
        said = {what: as_text(row[column]) for what, column in self._headings.items() if what not in ("x", "y")}
        names = {what[5:]: text for what, text in said.items() if what.startswith("name_") and text}
        code = slugify(said.get("code") or next(iter(names.values()), ""))[:MAX_CODE]
        if not code:
            raise RowRefused("no_code")
        if isinstance(place, RowRefused):
            raise place
        try:
            columns = checked_place(self.town, self._words(said, names or {self.town.first_language: code}, place))
        except Refused as refused:
            raise RowRefused(
                "bad_value", "; ".join(f"{one.field}: {one.detail}" for one in refused.errors)
            ) from refused
        if code in self._seen:
            raise RowRefused("duplicate_id")
        self._seen.add(code)
        return PlaceRow(code, columns)

    def _words(self, said: Mapping[str, str], names: dict[str, str], place: Point) -> PlaceWords:
        kind = said.get("kind", "").casefold()
        who = WHO.get(said.get("open_to", "").casefold())
        if who is None:
            raise RowRefused("unknown_open_to")
        capacity = _number(said, "capacity")
        language = self.town.first_language
        return PlaceWords(
            names=names,
            kind=KINDS.get(kind, kind) or "meeting_room",
            point=place,
            address=said.get("address", ""),
            floor_area_m2=_number(said, "floor_area_m2"),
            is_free=yes_or_no(said.get("is_free", "")),
            is_accessible=yes_or_no(said.get("is_accessible", "")),
            open_to=who.value,
            capacity=None if capacity is None else round(capacity),
            texts={language: said.get("texts", "")},
            opening={language: said.get("opening", "")},
            price={language: said.get("price", "")},
            access={language: said.get("access", "")},
            phone=said.get("phone", ""),
            website=said.get("website", ""),
        )

    def _places(self, batch: Batch, source: int | None, boundary: BaseGeometry | None) -> list[Point | RowRefused]:
        if "x" in self._headings and "y" in self._headings:
            x, y = (numbers(batch.columns[self._headings[axis]]) for axis in ("x", "y"))
            source = source or _system(x, y)
            given = list(zip(x.tolist(), y.tolist(), strict=True))
        else:
            if source is None:
                raise FileRefused("unknown_crs")
            given = [_middle(shape) for shape in batch.geometries()]
        return [_placed(x, y, source, boundary) for x, y in given]


def _system(x: Any, y: Any) -> int:
    """Numbers that can be degrees are degrees; metres could be any metres, so somebody must say which."""
    known = np.isfinite(x) & np.isfinite(y)
    if not ((np.abs(x[known]) <= 180) & (np.abs(y[known]) <= 180)).all():
        raise FileRefused("unknown_crs")
    return crs.WIRE


def _middle(shape: BaseGeometry | None) -> tuple[float, float]:
    """A point as it is; of anything else a point inside it."""
    if shape is None or shape.is_empty:
        return math.nan, math.nan
    point = shape if isinstance(shape, shapely.Point) else shape.representative_point()
    return float(point.x), float(point.y)


def _placed(x: float, y: float, source: int, boundary: BaseGeometry | None) -> Point | RowRefused:
    if not (math.isfinite(x) and math.isfinite(y)):
        return RowRefused("no_coordinates")
    if bool(crs.at_null_island(x, y, source)):
        return RowRefused("null_island")
    if (place := _in_town(x, y, source, boundary)) is not None:
        return place
    return RowRefused("outside_town" if _in_town(y, x, source, boundary) is None else "swapped_axes")


def _in_town(x: float, y: float, source: int, boundary: BaseGeometry | None) -> Point | None:
    if not bool(crs.in_finland(x, y, source)):
        return None
    east, north = (round(float(value), 3) for value in crs.to_storage(x, y, source))
    if boundary is not None and not bool(shapely.intersects_xy(boundary, east, north)):
        return None
    return Point(east, north, srid=SRID)


def _number(said: Mapping[str, str], what: str) -> float | None:
    text = said.get(what, "")
    if not text:
        return None
    number = float(numbers([text])[0])
    if math.isnan(number):
        raise RowRefused("bad_value", f"{what}: “{text[:40]}” is no number")
    return number
