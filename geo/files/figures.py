"""Columns of figures out of anyone's file, for the commands that need no database. What is not a figure is rejected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geo.files.frames import Column
from geo.files.reader import Batch, ReadOptions, open_file
from geo.files.refusals import FileRefused
from geo.files.selection import numbers, texts

Figures = npt.NDArray[np.float64]
NOT_NEGATIVE, WHOLE = "not_negative", "whole"  # what a column must hold; whole ones are not negative either
ANY = "any"


@dataclass(frozen=True)
class Rejected:
    """One row, counted from 1 without the heading, and what is wrong with it."""

    row: int
    reason: str


@dataclass(frozen=True)
class FigureTable:
    """The rows in the file's order. ids are texts: the column named, or the row's number."""

    ids: tuple[str, ...]
    columns: dict[str, Figures]
    rejected: tuple[Rejected, ...]


@dataclass
class _Gathered:
    ids: list[str] = field(default_factory=list)
    columns: dict[str, list[Figures]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)


def read_figures(path: Path, options: ReadOptions, demands: Mapping[str, str], id_column: str | None) -> FigureTable:
    """The named columns as numbers. `demands` says of each column what it must hold: whole, not_negative or any.

    Rows that break a demand are in `rejected` (and in the columns as they are); raises FileRefused for the file.
    """
    options = replace(options, crs=options.crs or 3067)  # places are not looked at, so any system will do
    gathered = _Gathered(columns={name: [] for name in demands})
    with open_file(path, options) as reading:
        for name in (*demands, *((id_column,) if id_column else ())):
            if name not in reading.layer.fields:
                raise FileRefused("no_such_column", name=name, names=", ".join(reading.layer.fields))
        for batch in reading:
            _gather(batch, demands, id_column, gathered)
    columns = {name: np.concatenate(parts) for name, parts in gathered.columns.items()}
    return FigureTable(tuple(gathered.ids), columns, tuple(sorted(gathered.rejected, key=lambda one: one.row)))


def _gather(batch: Batch, demands: Mapping[str, str], id_column: str | None, gathered: _Gathered) -> None:
    rows = batch.rows.tolist()
    gathered.ids += texts(batch.columns[id_column]) if id_column else [str(row) for row in rows]
    broken = {index for index, problem in batch.problems.items() if problem == "wrong_field_count"}
    gathered.rejected += [Rejected(rows[index], "the row has more fields than the heading") for index in sorted(broken)]
    for name, demand in demands.items():
        figures = numbers(batch.columns[name])
        gathered.columns[name].append(figures)
        said = texts(batch.columns[name])
        for index, problem in _problems(figures, batch.columns[name], demand):
            if index not in broken:
                gathered.rejected.append(Rejected(rows[index], f"{name} {problem}: “{said[index][:40]}”"))


def _problems(figures: Figures, column: Column, demand: str) -> Iterator[tuple[int, str]]:
    for index in np.flatnonzero(~np.isfinite(figures)).tolist():
        value = column[index]
        empty = value is None or (isinstance(value, str) and not value.strip())
        yield index, "is missing" if empty else "is not a number"
    if demand != ANY:
        yield from ((index, "is negative") for index in np.flatnonzero(figures < 0).tolist())
    if demand == WHOLE:
        parts = np.isfinite(figures) & (figures >= 0) & (figures != np.round(figures))
        yield from ((index, "is not a whole number") for index in np.flatnonzero(parts).tolist())
