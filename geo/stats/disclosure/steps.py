"""Finding counts that somebody who sees the published ones must hold possible.

From counts that keep every relation one is set to another value. Bounds are drawn together around it; counts that fall
out of them are moved in; each relation that is still broken is mended by the member that mends most, relations that
stay broken weighing more and more (breakout local search, Morris 1993). Success is proof, for the counts are there;
failure proves nothing, and `exact.counts_with` decides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from geo.stats.disclosure.bounds import tighten
from geo.stats.disclosure.relations import Arrays

Ints = npt.NDArray[np.int64]
Bounds = tuple[Ints, Ints]
STEPS, RESTING = 300, 3


class State(NamedTuple):
    """Counts and what each relation adds up to; then scratch space: relations to mend, counts that were moved."""

    counts: Ints
    sums: Ints
    broken: Ints
    listed: Ints
    moved: Ints
    before: Ints
    is_moved: Ints


def state(arrays: Arrays, count: Ints) -> State:
    relations = len(arrays.low)
    belongs = np.repeat(np.arange(relations), np.diff(arrays.start))
    sums = np.zeros(relations, np.int64)
    np.add.at(sums, belongs, arrays.sign * count[arrays.member])
    empty, blank = np.zeros(relations + 1, np.int64), np.zeros(len(count), np.int64)
    return State(count.copy(), sums, empty, empty.copy(), blank, blank.copy(), blank.copy())


@njit(cache=True)
def _gap(arrays: Arrays, total: int, relation: int) -> int:
    """What must be added to the sum to keep the relation: 0 when it is kept."""
    if total < arrays.low[relation]:
        return int(arrays.low[relation] - total)
    if total > arrays.high[relation]:
        return int(arrays.high[relation] - total)
    return 0


@njit(cache=True)
def _move(arrays: Arrays, now: State, cell: int, change: int, size: Ints) -> None:
    """Change a count; `size` is (relations to mend, counts moved)."""
    if now.is_moved[cell] == 0:
        now.is_moved[cell] = 1
        now.moved[size[1]] = cell
        now.before[size[1]] = now.counts[cell]
        size[1] += 1
    now.counts[cell] += change
    for at in range(arrays.of_start[cell], arrays.of_start[cell + 1]):
        relation = arrays.of[at]
        now.sums[relation] += arrays.of_sign[at] * change
        if now.listed[relation] == 0 and _gap(arrays, now.sums[relation], relation) != 0:
            now.broken[size[0]] = relation
            now.listed[relation] = 1
            size[0] += 1


@njit(cache=True)
def _take_back(arrays: Arrays, now: State, size: Ints) -> None:
    for place in range(size[1]):
        cell = now.moved[place]
        change = now.before[place] - now.counts[cell]
        now.counts[cell] = now.before[place]
        now.is_moved[cell] = 0
        for at in range(arrays.of_start[cell], arrays.of_start[cell + 1]):
            now.sums[arrays.of[at]] += arrays.of_sign[at] * change
    for place in range(size[0]):
        now.listed[now.broken[place]] = 0
    size[:] = 0


@njit(cache=True)
def _any_broken(arrays: Arrays, now: State, size: Ints) -> int:
    """A relation to mend, by chance; −1 when all are kept."""
    while size[0] > 0:
        place = np.random.randint(size[0])
        relation = now.broken[place]
        if _gap(arrays, now.sums[relation], relation) != 0:
            return int(relation)
        size[0] -= 1
        now.broken[place] = now.broken[size[0]]
        now.listed[relation] = 0
    return -1


@njit(cache=True)
def _harm(arrays: Arrays, now: State, weight: npt.NDArray[np.float64], cell: int, change: int) -> float:
    harm = 0.0
    for at in range(arrays.of_start[cell], arrays.of_start[cell + 1]):
        relation = arrays.of[at]
        total = now.sums[relation]
        then = _gap(arrays, total + arrays.of_sign[at] * change, relation)
        harm += weight[relation] * (abs(then) - abs(_gap(arrays, total, relation)))
    return harm


@njit(cache=True)
def _best(
    arrays: Arrays, now: State, bounds: Bounds, relation: int, memory: tuple[npt.NDArray[np.float64], Ints, int]
) -> tuple[int, int, float]:
    """The member to move for a broken relation, by how much, and with what harm; −1 when none can be moved."""
    weight, resting_until, step = memory
    gap = _gap(arrays, now.sums[relation], relation)
    best, best_change, least = -1, 0, 1e18
    for place in range(arrays.start[relation], arrays.start[relation + 1]):
        cell = arrays.member[place]
        low, high = bounds[0][cell], bounds[1][cell]
        if low == high:
            continue
        change = min(max(gap * arrays.sign[place], low - now.counts[cell]), high - now.counts[cell])
        if change == 0:
            continue
        harm = _harm(arrays, now, weight, cell, change) + 0.5 * np.random.random()
        if resting_until[cell] > step:
            harm += 1e6
        if harm < least:
            best, best_change, least = cell, change, harm
    return best, best_change, least


@njit(cache=True)
def _mended(arrays: Arrays, now: State, bounds: Bounds, size: Ints) -> bool:
    """Move every count into its bounds, then mend relations until all are kept."""
    weight = np.ones(len(arrays.low))
    resting_until = np.zeros(len(now.counts), np.int64)
    for cell in range(len(now.counts)):
        inside = min(max(now.counts[cell], bounds[0][cell]), bounds[1][cell])
        if inside != now.counts[cell]:
            _move(arrays, now, cell, inside - now.counts[cell], size)
    for step in range(STEPS):
        relation = _any_broken(arrays, now, size)
        if relation < 0:
            return True
        cell, change, harm = _best(arrays, now, bounds, relation, (weight, resting_until, step))
        if cell < 0:
            return False
        if harm >= 0:
            for place in range(size[0]):
                weight[now.broken[place]] += 1
        resting_until[cell] = step + RESTING + np.random.randint(RESTING + 1)
        _move(arrays, now, cell, change, size)
    return False


@njit(cache=True)
def changes_for(
    arrays: Arrays, now: State, bounds: Bounds, goal: tuple[int, int, int], tries: int
) -> tuple[int, Ints, Ints]:
    """Can count `goal[0]` be `goal[1]`? 1 yes, with the counts that change and to what; 0 no; −1 not found.

    `goal[2]` seeds the search. The counts themselves stay as they are.
    """
    cell, value, seed = goal
    np.random.seed(seed)
    size = np.zeros(2, np.int64)
    nothing = size[:0].copy()
    around = (bounds[0].copy(), bounds[1].copy())
    if value < around[0][cell] or value > around[1][cell]:
        return 0, nothing, nothing
    around[0][cell] = around[1][cell] = value
    if not tighten(arrays, around, arrays.of[arrays.of_start[cell] : arrays.of_start[cell + 1]]):
        return 0, nothing, nothing
    for _ in range(tries):
        done = _mended(arrays, now, around, size)
        cells = now.moved[: size[1]].copy()
        values = now.counts[cells]
        _take_back(arrays, now, size)
        if done:
            return 1, cells, values
    return -1, nothing, nothing
