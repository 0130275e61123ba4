"""Counting persons around cells that stand in rows and columns, as population grids do.

A disc around a pin covers one span of each row, so a person is booked at the ends of spans instead of in every cell:
work grows with the disc's height, not with its surface. Spans of one person are united first, so nobody counts twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from geo.stats.arrays import Floats, Ints

Counts = npt.NDArray[np.int32]
Frame = tuple[float, float, float, float, int, int]

MAX_POINTS = 4_000_000
FEW = 16  # pins of one person near one row that are united by sorting; more are united by marking the row


@dataclass(frozen=True)
class Lattice:
    """Cells at (west + column * wide, south + row * high), and which row and column each has."""

    west: float
    south: float
    wide: float
    high: float
    columns: int
    rows: int
    column: Ints
    row: Ints

    @classmethod
    def under(cls, x: Floats, y: Floats) -> Lattice | None:
        """The lattice that the cells stand on, to the last digit; None when there is none worth the memory."""
        (west, wide, column), (south, high, row) = _steps(x), _steps(y)
        columns, rows = int(column.max()) + 1, int(row.max()) + 1
        if columns * rows > min(MAX_POINTS, 1000 + 100 * len(x)):
            return None
        if (west + column * wide != x).any() or (south + row * high != y).any():
            return None
        return cls(west, south, wide, high, columns, rows, column, row)

    def frame(self) -> Frame:
        """The lattice as the compiled loops take it."""
        return self.west, self.south, self.wide, self.high, self.columns, self.rows


def _steps(values: Floats) -> tuple[float, float, Ints]:
    """The lowest value, the smallest gap, and how many gaps each value is from the lowest."""
    known = np.unique(values)
    gap = float(np.diff(known).min()) if len(known) > 1 else 1.0
    return float(known[0]), gap, np.rint(np.minimum((values - known[0]) / gap, 1e9)).astype(np.int64)


@njit(cache=True, nogil=True, error_model="numpy")
def count_spans(frame: Frame, pins: tuple[Floats, Floats, Ints], squares: Floats) -> Counts:
    """Ends of spans by (distance, row, column): +1 where a person's span begins, −1 behind its end."""
    px, py, person = pins
    ends = np.zeros((len(squares), frame[5], frame[4] + 1), dtype=np.int32)
    scratch = np.zeros((3, max(FEW, frame[4] + 1)), dtype=np.int64)
    own = np.empty((2, FEW))
    first = 0
    while first < len(px):
        last = first + 1
        while last < len(px) and person[last] == person[first]:
            last += 1
        if last - first > own.shape[1]:
            own = np.empty((2, 2 * (last - first)))
        _southern_first(px, py, first, last, own)
        for k in range(len(squares)):
            _book_person(frame, own, (k, last - first, squares[k]), ends, scratch)
        first = last
    return ends


@njit(cache=True, nogil=True, error_model="numpy")
def _southern_first(px: Floats, py: Floats, first: int, last: int, own: Floats) -> None:
    """A person's pins into `own`, sorted by their northing."""
    if last - first > FEW:
        order = np.argsort(py[first:last], kind="mergesort")
        for i in range(last - first):
            own[0, i], own[1, i] = px[first + order[i]], py[first + order[i]]
        return
    for i in range(first, last):
        place = i - first
        while place > 0 and own[1, place - 1] > py[i]:
            own[0, place], own[1, place] = own[0, place - 1], own[1, place - 1]
            place -= 1
        own[0, place], own[1, place] = px[i], py[i]


@njit(cache=True, nogil=True, error_model="numpy")
def _book_person(frame: Frame, own: Floats, what: tuple[int, int, float], ends: Counts, scratch: Ints) -> None:
    """One person at one distance: row by row, only the pins that reach the row."""
    south, high, rows = frame[1], frame[3], frame[5]
    k, count, square = what
    reach = np.sqrt(square) * (1 + 1e-9)
    low, end = 0, 0
    row = max(0, int(np.ceil((own[1, 0] - reach - south) / high)))
    while row < rows:
        centre = south + row * high
        while end < count and own[1, end] - reach <= centre:
            end += 1
        while low < end and own[1, low] + reach < centre:
            low += 1
        if end == low + 1:
            begin, last = _span(frame, own[0, low], own[1, low] - centre, square)
            if begin <= last:
                ends[k, row, begin] += 1
                ends[k, row, last + 1] -= 1
        elif end > low + FEW:
            _unite_many(frame, own, (k, row, low, end, square), ends, scratch)
        elif end > low:
            _unite_few(frame, own, (k, row, low, end, square), ends, scratch)
        elif end == count:
            return
        else:
            row = max(row, int(np.ceil((own[1, end] - reach - south) / high)) - 1)
        row += 1


@njit(cache=True, nogil=True, error_model="numpy")
def _span(frame: Frame, x: float, away: float, square: float) -> tuple[int, int]:
    """The first and last column whose centre is within reach; first > last where none is. Exact to the last digit."""
    west, wide, columns = frame[0], frame[2], frame[4]
    rest = square - away * away
    if rest < 0:
        return 1, 0
    chord = np.sqrt(rest)
    begin = min(max(int(np.ceil((x - chord - west) / wide)), 0), columns)
    while begin > 0 and _near(west + (begin - 1) * wide - x, away, square):
        begin -= 1
    while begin < columns and west + begin * wide < x and not _near(west + begin * wide - x, away, square):
        begin += 1
    end = min(max(int(np.floor((x + chord - west) / wide)), -1), columns - 1)
    while end < columns - 1 and _near(west + (end + 1) * wide - x, away, square):
        end += 1
    while end >= 0 and west + end * wide > x and not _near(west + end * wide - x, away, square):
        end -= 1
    return begin, end


@njit(cache=True, nogil=True, error_model="numpy")
def _near(along: float, away: float, square: float) -> bool:
    return bool(along * along + away * away <= square)


@njit(cache=True, nogil=True, error_model="numpy")
def _unite_few(frame: Frame, own: Floats, at: tuple[int, int, int, int, float], ends: Counts, scratch: Ints) -> None:
    """Spans of a few pins sorted as they come, then booked where they leave a gap."""
    k, row, low, high, square = at
    centre = frame[1] + row * frame[3]
    count = 0
    for i in range(low, high):
        begin, end = _span(frame, own[0, i], own[1, i] - centre, square)
        if begin <= end:
            place = count
            while place > 0 and scratch[0, place - 1] > begin:
                scratch[0, place], scratch[1, place] = scratch[0, place - 1], scratch[1, place - 1]
                place -= 1
            scratch[0, place], scratch[1, place] = begin, end + 1
            count += 1
    covered = -1
    for i in range(count):
        if scratch[0, i] > covered:
            if covered >= 0:
                ends[k, row, covered] -= 1
            ends[k, row, scratch[0, i]] += 1
        covered = max(covered, scratch[1, i])
    if covered >= 0:
        ends[k, row, covered] -= 1


@njit(cache=True, nogil=True, error_model="numpy")
def _unite_many(frame: Frame, own: Floats, at: tuple[int, int, int, int, float], ends: Counts, scratch: Ints) -> None:
    """Spans marked on a row of their own, then read off it; the marks are wiped."""
    k, row, low, high, square = at
    centre = frame[1] + row * frame[3]
    for i in range(low, high):
        begin, end = _span(frame, own[0, i], own[1, i] - centre, square)
        if begin <= end:
            scratch[2, begin] += 1
            scratch[2, end + 1] -= 1
    depth = 0
    for column in range(frame[4] + 1):
        before, depth = depth, depth + scratch[2, column]
        scratch[2, column] = 0
        if before == 0 and depth > 0:
            ends[k, row, column] += 1
        elif before > 0 and depth == 0:
            ends[k, row, column] -= 1
