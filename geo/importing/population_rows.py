"""Reading a population file: figures per area or per grid cell of the town. Hidden is null, never zero."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geo import crs
from geo.files.reader import Batch, LayerInfo, ReadOptions, open_file
from geo.files.selection import as_text, numbers, texts
from geo.importing import columns
from geo.importing.area_rows import names_town
from geo.importing.population_columns import (
    CELL_CODE,
    CELL_X,
    CELL_Y,
    CODE,
    TOTAL,
    Figure,
    known_figures,
    told_figures,
)
from geo.importing.refusals import ImportRefused
from geo.importing.report import ImportReport
from geo.importing.towns import boundary_of
from geo.models import Municipality

# How the sources write "not told": Statistics Finland's -1, PxWeb's dots.
HIDDEN = frozenset({"", "-1", "-1.0", ".", "..", "...", "…", "-", "x", "na", "null", "none"})


@dataclass(frozen=True)
class PopulationRow:
    """The figures of one area or cell; None is hidden. `corner` is a cell's south-west corner."""

    number: int
    code: str
    figures: dict[Figure, float | None]
    corner: tuple[float, float] | None = None


@dataclass
class PopulationFile:
    """How to read a population file for a town: by the codes of a set, or by cells of a size."""

    town: Municipality
    path: Path
    reading: ReadOptions
    code: str | None = None
    columns: str | Mapping[str, str] | None = None
    cell_m: int | None = None
    codes: Mapping[str, object] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def rows(self, report: ImportReport) -> Iterator[PopulationRow]:
        """The rows of the town; the report knows what became of the others."""
        with open_file(self.path, self.reading) as reading:
            figures = self._figures(reading.layer.fields)
            for batch in reading:
                if self.cell_m is None:
                    yield from self._areas(batch, figures, reading.layer, report)
                else:
                    yield from self._cells(batch, figures, reading.layer, report)

    def _figures(self, fields: tuple[str, ...]) -> dict[Figure, str]:
        found = told_figures(self.columns, fields) if self.columns else known_figures(fields)
        if not found:
            raise ImportRefused("no_figures", columns=", ".join(fields))
        return found

    # ── By area ───────────────────────────────────────────────────────────────────────────────────────────────

    def _areas(
        self, batch: Batch, figures: dict[Figure, str], layer: LayerInfo, report: ImportReport
    ) -> Iterator[PopulationRow]:
        column = columns.named(layer.fields, self.code, CODE)
        if column is None:
            raise ImportRefused("no_code_column", columns=", ".join(layer.fields))
        for index, said in enumerate(texts(batch.columns[column])):
            number = int(batch.rows[index])
            code = self._known_code(said)
            if code is None:
                report.count("skipped_other_town")
                continue
            if batch.problems.get(index) == "wrong_field_count":
                report.reject(number, "wrong_field_count", "the row has more fields than the heading", batch.row(index))
                continue
            row = self._row(number, code, batch.row(index), figures, report)
            if row is not None:
                yield row

    def _known_code(self, said: str) -> str | None:
        """The area a code names: as it is, with the zeros that a number loses, or before "00100  Helsinki …"."""
        first = said.split(maxsplit=1)[0] if said.split() else ""
        return next((code for code in (said, said.zfill(5), said.zfill(3), first) if code in self.codes), None)

    def _row(
        self, number: int, code: str, row: dict[str, Any], figures: dict[Figure, str], report: ImportReport
    ) -> PopulationRow | None:
        if code in self._seen:
            report.reject(number, "duplicate_id", f"{code} stands in an earlier row too", row)
            return None
        self._seen.add(code)
        read: dict[Figure, float | None] = {}
        for figure, column in figures.items():
            try:
                read[figure] = count_of(row[column])
            except ValueError:
                report.reject(number, "invalid_number", f"{column}: “{row[column]}” is not a count", row)
                return None
        return PopulationRow(number, code, without_hidden_zeros(read))

    # ── By cell ───────────────────────────────────────────────────────────────────────────────────────────────

    def _cells(
        self, batch: Batch, figures: dict[Figure, str], layer: LayerInfo, report: ImportReport
    ) -> Iterator[PopulationRow]:
        assert self.cell_m is not None
        x, y = self._corners(batch, layer)
        known = np.isfinite(x) & np.isfinite(y)
        own = self._own_cells(batch, x + self.cell_m / 2, y + self.cell_m / 2, layer)
        report.count("skipped_other_town", int((~own & known).sum()))
        code_column = columns.named(layer.fields, self.code, CELL_CODE)
        for index in np.flatnonzero(own | ~known).tolist():
            number, row = int(batch.rows[index]), batch.row(index)
            if not known[index]:
                report.reject(number, "no_coordinates", "the cell has no corner (xkoord, ykoord) and no shape", row)
                continue
            corner = (float(x[index]), float(y[index]))
            code = as_text(row[code_column]) if code_column else ""
            read = self._row(number, code or cell_code(self.cell_m, corner), row, figures, report)
            if read is not None:
                yield PopulationRow(read.number, read.code, read.figures, corner)

    def _corners(self, batch: Batch, layer: LayerInfo) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """South-west corners on the grid: from the columns that say them, else from the shapes."""
        assert self.cell_m is not None
        x_column, y_column = columns.find(layer.fields, CELL_X), columns.find(layer.fields, CELL_Y)
        if x_column and y_column:
            x, y = numbers(batch.columns[x_column]), numbers(batch.columns[y_column])
        elif layer.has_geometry and layer.crs is not None:
            centres = shapely.centroid(crs.reproject_all(batch.geometries(), layer.crs, crs.STORAGE))
            x, y = shapely.get_x(centres), shapely.get_y(centres)
        else:
            raise ImportRefused("no_cells")
        return np.floor(x / self.cell_m) * self.cell_m, np.floor(y / self.cell_m) * self.cell_m

    def _own_cells(
        self, batch: Batch, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], layer: LayerInfo
    ) -> npt.NDArray[np.bool_]:
        """Cells of the town: as their municipality column says, else those whose centre lies in it."""
        column = columns.find(layer.fields, columns.MUNICIPALITY)
        said = [names_town(text, self.town) for text in texts(batch.columns[column])] if column else [None] * len(x)
        boundary = boundary_of(self.town)
        if boundary is None and None in said:
            raise ImportRefused("no_boundary")
        inside = np.zeros(len(x), dtype=np.bool_)
        if boundary is not None:
            shapely.prepare(boundary)
            inside = np.asarray(shapely.intersects_xy(boundary, x, y), dtype=np.bool_)
        return np.array(
            [here if word is None else word for here, word in zip(inside, said, strict=True)], dtype=np.bool_
        )


def cell_code(size_m: int, corner: tuple[float, float]) -> str:
    """The INSPIRE name of a cell: 1kmN6839E514, 250mN683950E51425."""
    if size_m % 1000 == 0:
        return f"{size_m // 1000}kmN{int(corner[1]) // 1000}E{int(corner[0]) // 1000}"
    return f"{size_m}mN{int(corner[1]) // 10}E{int(corner[0]) // 10}"


def count_of(value: Any) -> float | None:
    """A count, or None where the source does not tell it; ValueError for what is neither."""
    text = as_text(value)
    if text.lower() in HIDDEN:
        return None
    number = float("".join(text.split()).replace(",", "."))
    if not math.isfinite(number):
        raise ValueError(text)
    return None if number < 0 else number


def without_hidden_zeros(figures: dict[Figure, float | None]) -> dict[Figure, float | None]:
    """Ages of an area with people, all of them zero, are hidden: some copies of Paavo write its -1 as 0."""
    bands = [figure for figure in figures if figure.age_from is not None]
    total = figures.get(TOTAL)
    if total and bands and not any(figures[band] for band in bands):
        return {**figures, **dict.fromkeys(bands)}
    return figures
