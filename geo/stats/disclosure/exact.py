"""Whether some counts keep all relations and bounds, decided exactly: by bounds where they tell, else by integers.

Source of the integer program: branch and cut in HiGHS, through scipy.optimize.milp.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from geo.stats.disclosure.bounds import tighten
from geo.stats.disclosure.relations import ENDLESS, Arrays

Ints = npt.NDArray[np.int64]


class Undecided(RuntimeError):
    """The integer program was too large."""


SECONDS = 300.0


def counts_with(arrays: Arrays, bounds: tuple[Ints, Ints], goal: tuple[int, int] | None) -> Ints | None:
    """Counts within the bounds that keep all relations, count `goal[0]` being `goal[1]`; None when there are none.

    `Undecided` when the time allowed did not suffice.
    """
    lower, upper = bounds[0].copy(), bounds[1].copy()
    first = np.arange(len(arrays.low))
    if goal is not None:
        cell, value = goal
        if not lower[cell] <= value <= upper[cell]:
            return None
        lower[cell] = upper[cell] = value
        first = arrays.of[arrays.of_start[cell] : arrays.of_start[cell + 1]]
    if not tighten(arrays, (lower, upper), first):
        return None
    return _solve(arrays, lower, upper)


def _solve(arrays: Arrays, lower: Ints, upper: Ints) -> Ints | None:
    free = np.flatnonzero(lower < upper)
    relation = np.repeat(np.arange(len(arrays.low)), np.diff(arrays.start))
    counts = lower.copy()
    fixed = np.zeros(len(arrays.low), np.int64)
    known = lower[arrays.member] == upper[arrays.member]
    np.add.at(fixed, relation[known], arrays.sign[known] * lower[arrays.member[known]])
    number = np.full(len(lower), -1)
    number[free] = np.arange(len(free))
    open_ = ~known
    rows, back = np.unique(relation[open_], return_inverse=True)
    if not len(rows):
        return counts
    matrix = csr_array(
        (arrays.sign[open_].astype(float), (back, number[arrays.member[open_]])), shape=(len(rows), len(free))
    )
    low = np.where(arrays.low[rows] <= -ENDLESS, -np.inf, arrays.low[rows] - fixed[rows])
    high = np.where(arrays.high[rows] >= ENDLESS, np.inf, arrays.high[rows] - fixed[rows])
    most = np.where(upper[free] >= ENDLESS, np.inf, upper[free])
    least = np.where(lower[free] <= -ENDLESS, -np.inf, lower[free])
    found = milp(
        np.zeros(len(free)),
        constraints=LinearConstraint(matrix, low, high),
        integrality=np.ones(len(free)),
        bounds=Bounds(least, most),
        options={"time_limit": SECONDS},
    )
    if found.status == 2:
        return None
    if found.x is None:
        raise Undecided(found.message)
    counts[free] = np.rint(found.x).astype(np.int64)
    return counts
