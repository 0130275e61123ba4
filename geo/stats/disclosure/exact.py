"""Whether some counts keep all relations and bounds, decided exactly: by bounds where they tell, else by integers.

Source of the integer program: branch and cut in HiGHS, through scipy.optimize.milp.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

from geo.stats.disclosure.bounds import tighten
from geo.stats.disclosure.relations import ENDLESS, Arrays, keeps

Ints = npt.NDArray[np.int64]


class Undecided(RuntimeError):
    """Neither counts that keep everything were found, nor that there are none."""


SECONDS = 300.0
FAR = ENDLESS // 2  # a bound worked out from an endless one is endless too
NONE_THERE = 2  # HiGHS: infeasible


def counts_with(arrays: Arrays, bounds: tuple[Ints, Ints], goal: tuple[int, int] | None) -> Ints | None:
    """Counts within the bounds that keep all relations, count `goal[0]` being `goal[1]`; None when there are none.

    What the solver calls a solution has a tolerance and leaves out what it was not asked: it counts only when it keeps
    everything in whole numbers. `Undecided` when it does not, or when the time allowed did not suffice.
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
    program = _program(arrays, lower, upper)
    if program is None:
        return None
    return _whole(arrays, (lower, upper), program) if len(program.low) else lower


def _whole(arrays: Arrays, bounds: tuple[Ints, Ints], program: _Program) -> Ints | None:
    said = ""
    for presolve in (True, False):
        found = program.solved(presolve=presolve)
        if found.status == NONE_THERE:
            return None
        said = found.message
        if found.x is not None:
            counts = bounds[0].copy()
            counts[program.free] = np.rint(found.x).astype(np.int64)
            if keeps(arrays, bounds, counts):
                return counts
    raise Undecided(said)


@dataclass(frozen=True)
class _Program:
    """The counts that are still free, and the relations that they take part in."""

    free: Ints
    matrix: csr_array
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    least: npt.NDArray[np.float64]
    most: npt.NDArray[np.float64]

    def solved(self, *, presolve: bool) -> OptimizeResult:
        return milp(
            np.zeros(len(self.free)),
            constraints=LinearConstraint(self.matrix, self.low, self.high),
            integrality=np.ones(len(self.free)),
            bounds=Bounds(self.least, self.most),
            options={"time_limit": SECONDS, "presolve": presolve},
        )


def _program(arrays: Arrays, lower: Ints, upper: Ints) -> _Program | None:
    """What is left to decide; None when a relation whose counts are all known is not kept.

    Bounds are not always drawn together to the end, so that such relations are looked at here.
    """
    relation = np.repeat(np.arange(len(arrays.low)), np.diff(arrays.start))
    known = lower[arrays.member] == upper[arrays.member]
    fixed = np.zeros(len(arrays.low), np.int64)
    np.add.at(fixed, relation[known], arrays.sign[known] * lower[arrays.member[known]])
    low, high = arrays.low - fixed, arrays.high - fixed
    rows, back = np.unique(relation[~known], return_inverse=True)
    closed = np.ones(len(arrays.low), np.bool_)
    closed[rows] = False
    if (low[closed] > 0).any() or (high[closed] < 0).any():
        return None
    free = np.flatnonzero(lower < upper)
    number = np.full(len(lower), -1)
    number[free] = np.arange(len(free))
    matrix = csr_array(
        (arrays.sign[~known].astype(float), (back, number[arrays.member[~known]])), shape=(len(rows), len(free))
    )
    return _Program(free, matrix, *_ends(low[rows], high[rows]), *_ends(lower[free], upper[free]))


def _ends(low: Ints, high: Ints) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    return np.where(low <= -FAR, -np.inf, low), np.where(high >= FAR, np.inf, high)
