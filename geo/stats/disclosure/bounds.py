"""What the relations alone say of the least and the most that a count can be."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from geo.stats.disclosure.relations import Arrays

Ints = npt.NDArray[np.int64]
Bounds = tuple[Ints, Ints]
VISITS = 500  # the far end of a large town seldom matters; stopping early only leaves more to be decided


@njit(cache=True)
def _span(arrays: Arrays, bounds: Bounds, at: int) -> tuple[int, int]:
    """The least and the most that one member adds to its relation."""
    cell = arrays.member[at]
    if arrays.sign[at] > 0:
        return bounds[0][cell], bounds[1][cell]
    return -bounds[1][cell], -bounds[0][cell]


@njit(cache=True)
def _narrow(arrays: Arrays, bounds: Bounds, at: int, least: int, most: int) -> int:
    """Draw one member's bounds together so that it adds between `least` and `most`: 1 changed, 0 not, −1 impossible."""
    cell = arrays.member[at]
    low, high = (least, most) if arrays.sign[at] > 0 else (-most, -least)
    if low <= bounds[0][cell] and high >= bounds[1][cell]:
        return 0
    bounds[0][cell] = max(low, bounds[0][cell])
    bounds[1][cell] = min(high, bounds[1][cell])
    return 1 if bounds[0][cell] <= bounds[1][cell] else -1


@njit(cache=True)
def _relation(arrays: Arrays, bounds: Bounds, relation: int, changed: Ints) -> int:
    """Narrow every member of one relation; how many changed (into `changed`), or −1 when it cannot be kept."""
    least, most, count = 0, 0, 0
    for at in range(arrays.start[relation], arrays.start[relation + 1]):
        own = _span(arrays, bounds, at)
        least += own[0]
        most += own[1]
    if least > arrays.high[relation] or most < arrays.low[relation]:
        return -1
    for at in range(arrays.start[relation], arrays.start[relation + 1]):
        own = _span(arrays, bounds, at)
        done = _narrow(
            arrays,
            bounds,
            at,
            arrays.low[relation] - (most - own[1]),
            arrays.high[relation] - (least - own[0]),
        )
        if done < 0:
            return -1
        if done > 0:
            changed[count] = arrays.member[at]
            count += 1
            now = _span(arrays, bounds, at)
            least += now[0] - own[0]
            most += now[1] - own[1]
    return count


@njit(cache=True)
def tighten(arrays: Arrays, bounds: Bounds, first: Ints) -> bool:
    """Draw the bounds of counts together, beginning at the relations `first`; False when no count is left for one.

    What it excludes is excluded; what it leaves may still be impossible.
    """
    listed = np.zeros(len(arrays.low), np.bool_)
    waiting = np.empty(len(arrays.low), np.int64)
    changed = np.empty(len(bounds[0]), np.int64)
    size = 0
    for relation in first:
        if not listed[relation]:
            listed[relation] = True
            waiting[size] = relation
            size += 1
    for _ in range(VISITS):
        if size == 0:
            break
        size -= 1
        listed[waiting[size]] = False
        count = _relation(arrays, bounds, waiting[size], changed)
        if count < 0:
            return False
        for cell in changed[:count]:
            for at in range(arrays.of_start[cell], arrays.of_start[cell + 1]):
                if not listed[arrays.of[at]]:
                    listed[arrays.of[at]] = True
                    waiting[size] = arrays.of[at]
                    size += 1
    return True
