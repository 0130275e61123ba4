"""Reading areas from a file: each row becomes an area of the town, another town's row, or a rejected one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.text import slugify
from shapely.geometry.base import BaseGeometry

from geo.files.reader import Batch, ReadOptions, open_file
from geo.files.selection import as_text, texts
from geo.importing import columns
from geo.importing.refusals import ImportRefused
from geo.importing.report import ImportReport
from geo.importing.shapes import WORDS, Readied, ready_areas
from geo.importing.towns import boundary_of, follows_areas, same_code
from geo.models import Municipality

# A row that names its municipality is the town's when it names the town. Other rows are the town's when at least half
# of their surface lies in it: slivers along a border, which files drawn at different scales are full of, are not.
OWN_SHARE = 0.5
# A boundary that was drawn around the first areas is no border; what lies beyond it may still be the town's.
OWN_SHARE_LOOSE = 0.1
MAX_CODE = 60


@dataclass(frozen=True)
class AreaColumns:
    """Which columns hold the code, the names by language, and the municipality."""

    code: str | None
    names: dict[str, str]
    municipality: str | None


@dataclass(frozen=True)
class AreaRow:
    """An area that may be stored."""

    number: int
    code: str
    names: dict[str, str]
    shape: BaseGeometry
    row: Mapping[str, Any]


@dataclass
class AreaFile:
    """How to read a file of areas for a town."""

    town: Municipality
    path: Path
    reading: ReadOptions
    kind: str = ""
    code: str | None = None
    name: str | None = None
    _boundary: BaseGeometry | None = None
    _seen: set[str] = field(default_factory=set)

    def rows(self, report: ImportReport) -> list[AreaRow]:
        """All areas of the town in the file; the report knows what became of the others."""
        self._boundary = None if follows_areas(self.town, self.kind) else boundary_of(self.town)
        if self._boundary is not None:
            shapely.prepare(self._boundary)
        found: list[AreaRow] = []
        with open_file(self.path, self.reading) as reading:
            if not reading.layer.has_geometry:
                raise ImportRefused("no_shapes")
            if reading.layer.crs is None:
                raise ImportRefused("no_crs")
            known = self._columns(reading.layer.fields)
            for batch in reading:
                found += self._batch(batch, known, reading.layer.crs, report)
        return found

    def _columns(self, fields: Sequence[str]) -> AreaColumns:
        names = {tongue: name for tongue, known in columns.NAMES.items() if (name := columns.find(fields, known))}
        if self.name is not None:
            asked = columns.named(fields, self.name, ())
            assert asked is not None
            names = {tongue: name for tongue, name in names.items() if tongue != self.town.first_language}
            names[self.town.first_language] = asked
        code = columns.named(fields, self.code, columns.CODE)
        if code is None and not names:
            raise ImportRefused("no_code_column", columns=", ".join(fields))
        return AreaColumns(code, names, columns.find(fields, columns.MUNICIPALITY))

    def _batch(self, batch: Batch, known: AreaColumns, source: int, report: ImportReport) -> list[AreaRow]:
        said = self._said(batch, known)
        others = np.array([word is False for word in said], dtype=np.bool_)
        report.count("skipped_other_town", int(others.sum()))
        mine = np.flatnonzero(~others).tolist()
        found = []
        for index, shape in zip(mine, ready_areas(batch.geometries()[mine], source), strict=True):
            number, row = int(batch.rows[index]), batch.row(index)
            if self._is_elsewhere(said[index], shape):
                report.count("skipped_other_town")
                continue
            area = self._area(number, row, shape, known)
            if problem := batch.problems.get(index):
                report.reject(number, problem, _words(problem), row)
            elif isinstance(area, str):
                report.reject(number, area, _words(area), row)
            else:
                _note_repair(area, shape, report)
                found.append(area)
        return found

    def _said(self, batch: Batch, known: AreaColumns) -> list[bool | None]:
        """Whether each row says that it is the town's; None where it does not say."""
        if known.municipality is None:
            return [None] * len(batch)
        return [names_town(word, self.town) for word in texts(batch.columns[known.municipality])]

    def _is_elsewhere(self, said: bool | None, readied: Readied) -> bool:
        """Whether a row lies elsewhere: where most of it lies, or all of it when it says that it is the town's."""
        if readied.shape is None or self._boundary is None:
            return False
        if not self._boundary.intersects(readied.shape):
            return True
        if said:
            return False
        loose = self.town.boundary_source == Municipality.BoundarySource.AREAS
        least = OWN_SHARE_LOOSE if loose else OWN_SHARE
        return bool(self._boundary.intersection(readied.shape).area < least * readied.shape.area)

    def _area(self, number: int, row: Mapping[str, Any], readied: Readied, known: AreaColumns) -> AreaRow | str:
        if readied.shape is None:
            return str(readied.reason)
        names = {tongue: as_text(row[name]) for tongue, name in known.names.items() if as_text(row[name])}
        code = as_text(row[known.code]) if known.code else slugify(next(iter(names.values()), ""))
        code = code.replace("/", "-")[:MAX_CODE]
        if not code:
            return "no_code"
        if code in self._seen:
            return "duplicate_id"
        self._seen.add(code)
        return AreaRow(number, code, names or {self.town.first_language: code}, readied.shape, row)


def names_town(said: str, town: Municipality) -> bool | None:
    """Whether a municipality column names the town; None when it cannot be told (a number, and the town has none)."""
    if not said:
        return None
    if said.isdigit():
        return same_code(said, town.code) if town.code else None
    return said.casefold() in {str(name).casefold() for name in town.names.values()}


def _note_repair(area: AreaRow, readied: Readied, report: ImportReport) -> None:
    if readied.repaired:
        report.repair(area.number, f"({area.code}) shape repaired: {readied.repaired}")


def _words(reason: str) -> str:
    others = {
        "wrong_field_count": "the row has more fields than the heading",
        "no_code": "the row has no code",
        "duplicate_id": "the code stands in an earlier row too",
    }
    return others.get(reason) or WORDS[reason]
