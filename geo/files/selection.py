"""Picking rows and values out of a batch, the same on both sides of the wall."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from geo.files.frames import Column, Frame


def as_text(value: object) -> str:
    """A value as a person would write it: 491.0 is 491, nothing is an empty text."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def texts(column: Column) -> list[str]:
    """A column as texts, trimmed, empty where there is nothing."""
    if isinstance(column, list):
        return [value.strip() if value else "" for value in column]
    return [as_text(value) for value in column.tolist()]


def numbers(column: Column) -> npt.NDArray[np.float64]:
    """A column as numbers, NaN where there is none; a decimal comma and spaces between thousands are understood."""
    if not isinstance(column, list):
        return column.astype(np.float64)
    try:
        return np.array([value or "nan" for value in column], dtype=np.float64)
    except ValueError:
        return np.array([_number(value) for value in column], dtype=np.float64)


def _number(text: str | None) -> float:
    cleaned = "".join((text or "").split()).replace("\u2212", "-").replace(",", ".")
    try:
        return float(cleaned) if cleaned and "_" not in cleaned else math.nan
    except ValueError:
        return math.nan


def rows_where(frame: Frame, name: str, wanted: str) -> Frame:
    """The rows of a batch whose column has the wanted value."""
    wanted = wanted.strip()
    kept = np.array([value == wanted for value in texts(frame.columns[name])], dtype=np.bool_)
    return take(frame, kept)


def take(frame: Frame, kept: npt.NDArray[np.bool_]) -> Frame:
    """The rows of a batch where `kept` is true, their numbers unchanged."""
    places = np.flatnonzero(kept).tolist()
    columns: dict[str, Column] = {
        name: [column[place] for place in places] if isinstance(column, list) else column[kept]
        for name, column in frame.columns.items()
    }
    wkb = None if frame.wkb is None else [frame.wkb[place] for place in places]
    problems = {new: frame.problems[old] for new, old in enumerate(places) if old in frame.problems}
    return Frame(frame.rows[kept], columns, wkb, problems)
