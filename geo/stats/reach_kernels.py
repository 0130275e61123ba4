"""The compiled loops behind `reach`: points binned into a grid, counted and searched. They let go of Python's lock."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from numba import njit

from geo.stats.arrays import Flags, Floats, Ints

Table = tuple[Floats, Floats, Ints, float, float, float, int, int]

MAX_BINS = 4_000_000
PINS_PER_BIN = 8
MOST_IN_LINE = 1_024  # bins along the longer side
CROWD = 64  # a bin with more points is searched for points at one spot


@dataclass(frozen=True)
class Grid:
    """Points sorted by bin: bin b of row r and column c (b = r * columns + c) holds start[b] … start[b + 1]."""

    x: Floats
    y: Floats
    start: Ints
    order: Ints
    west: float
    south: float
    side: float
    columns: int
    rows: int

    @classmethod
    def over(cls, x: Floats, y: Floats, side: float) -> Grid:
        """A grid over the points with bins of about `side` metres, never more than MAX_BINS of them."""
        west, south = float(x.min()), float(y.min())
        width, height = float(x.max()) - west, float(y.max()) - south
        while (width / side + 1) * (height / side + 1) > MAX_BINS:
            side *= 2
        columns, rows = int(width / side) + 1, int(height / side) + 1
        numbers = bins_of(x, y, (west, south, side, columns, rows))
        start, order = sorted_by_bin(numbers, columns * rows)
        return cls(x[order], y[order], start, order, west, south, side, columns, rows)

    @classmethod
    def of_many(cls, x: Floats, y: Floats) -> Grid:
        """A grid with a few points in an average bin; of many points at one spot, one stays."""
        width, height = float(np.ptp(x)), float(np.ptp(y))
        side = max(float(np.sqrt(width * height * PINS_PER_BIN / len(x))), max(width, height) / MOST_IN_LINE, 1e-3)
        grid = cls.over(x, y, side)
        apart = without_twins(grid.x, grid.y, grid.start)
        start = np.concatenate([[0], np.cumsum(apart)])[grid.start]
        return replace(grid, x=grid.x[apart], y=grid.y[apart], start=start, order=grid.order[apart])

    def table(self) -> Table:
        """The grid as the compiled loops take it."""
        return self.x, self.y, self.start, self.west, self.south, self.side, self.columns, self.rows


@njit(cache=True, nogil=True, error_model="numpy")
def bins_of(x: Floats, y: Floats, frame: tuple[float, float, float, int, int]) -> Ints:
    """The bin of every point."""
    west, south, side, columns, rows = frame
    found = np.empty(len(x), dtype=np.int64)
    for i in range(len(x)):
        column = min(int((x[i] - west) / side), columns - 1)
        row = min(int((y[i] - south) / side), rows - 1)
        found[i] = row * columns + column
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def sorted_by_bin(numbers: Ints, bins: int) -> tuple[Ints, Ints]:
    """Where each bin starts, and the points in the order of their bins (a counting sort, stable)."""
    start = np.zeros(bins + 1, dtype=np.int64)
    for number in numbers:
        start[number + 1] += 1
    for b in range(bins):
        start[b + 1] += start[b]
    place = start[:-1].copy()
    order = np.empty(len(numbers), dtype=np.int64)
    for i in range(len(numbers)):
        order[place[numbers[i]]] = i
        place[numbers[i]] += 1
    return start, order


@njit(cache=True, nogil=True, error_model="numpy")
def without_twins(x: Floats, y: Floats, start: Ints) -> Flags:
    """Which points to keep so that crowded bins hold each spot once."""
    keep = np.ones(len(x), dtype=np.bool_)
    for b in range(len(start) - 1):
        first, last = start[b], start[b + 1]
        if last - first > CROWD:
            order = np.argsort(y[first:last], kind="mergesort")
            order = order[np.argsort(x[first:last][order], kind="mergesort")] + first
            for i in range(1, len(order)):
                before, here = order[i - 1], order[i]
                keep[here] = x[before] != x[here] or y[before] != y[here]
    return keep


@njit(cache=True, nogil=True, error_model="numpy")
def count_persons(grid: Table, pins: tuple[Floats, Floats, Ints], squares: Floats) -> npt.NDArray[np.int32]:
    """Persons by cell and the distance class of their nearest pin; pins come sorted by person.

    A cell's stamp is person * 64 + class for the last person seen there; it is booked when another person comes. The
    last column is for the empty stamp.
    """
    cx, cy, start, west, south, side, columns, rows = grid
    px, py, person = pins
    classes = len(squares)
    found = np.zeros((len(cx), classes + 1), dtype=np.int32)
    stamp = np.full(len(cx), np.int64(-64 + classes))
    reach = np.sqrt(squares[-1])
    number = -1
    for i in range(len(px)):
        if i == 0 or person[i] != person[i - 1]:
            number += 1
        x, y = px[i], py[i]
        first_row = max(int(np.floor((y - reach - south) / side)), 0)
        last_row = min(int(np.floor((y + reach - south) / side)), rows - 1)
        for row in range(first_row, last_row + 1):
            away = max(south + row * side - y, y - south - (row + 1) * side, 0.0)
            chord = np.sqrt(max(squares[-1] - away * away, 0.0)) + 1e-6 * side
            first = max(int(np.floor((x - chord - west) / side)), 0)
            last = min(int(np.floor((x + chord - west) / side)), columns - 1)
            if first <= last:
                cells = start[row * columns + first], start[row * columns + last + 1]
                _stamp((cx, cy), cells, (x, y, number * 64), squares, (stamp, found))
    for c in range(len(cx)):
        found[c, stamp[c] & 63] += 1
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def _stamp(
    centres: tuple[Floats, Floats],
    cells: tuple[int, int],
    pin: tuple[float, float, int],
    squares: Floats,
    book: tuple[Ints, npt.NDArray[np.int32]],
) -> None:
    """Leave a person's mark on the cells from … to that the pin reaches, and book the person seen there before."""
    x, y, own = pin
    stamp, found = book
    for c in range(cells[0], cells[1]):
        dx, dy = centres[0][c] - x, centres[1][c] - y
        square = dx * dx + dy * dy
        if square <= squares[-1]:
            near = 0
            for k in range(len(squares) - 1):
                near += square > squares[k]
            old = stamp[c]
            if old < own:
                found[c, old & 63] += 1
                stamp[c] = own + near
            elif own + near < old:
                stamp[c] = own + near


@njit(cache=True, nogil=True, error_model="numpy")
def nearest(grid: Table, x: Floats, y: Floats, found: Floats) -> None:
    """Distance from each (x, y) to the nearest point of the grid: rings of bins, outwards until none can be nearer."""
    west, south, side, columns, rows = grid[3:]
    for i in range(len(x)):
        column = min(max(int(np.floor((x[i] - west) / side)), 0), columns - 1)
        row = min(max(int(np.floor((y[i] - south) / side)), 0), rows - 1)
        best = np.inf
        for ring in range(max(columns, rows)):
            if ring > 0 and best <= ((ring - 1) * side) ** 2:
                break
            for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
                step = 1 if r in (row - ring, row + ring) or ring == 0 else 2 * ring
                for c in range(column - ring, column + ring + 1, step):
                    if 0 <= c < columns:
                        best = _nearest_in_bin(grid, r * columns + c, (x[i], y[i]), best)
        found[i] = np.sqrt(best)


@njit(cache=True, nogil=True, error_model="numpy")
def _nearest_in_bin(grid: Table, number: int, point: tuple[float, float], best: float) -> float:
    px, py, start = grid[0], grid[1], grid[2]
    for p in range(start[number], start[number + 1]):
        dx, dy = px[p] - point[0], py[p] - point[1]
        best = min(best, dx * dx + dy * dy)
    return best
