"""The loops behind `bounds`, compiled: what a purchase costs each supporter, in floats. Loading them takes seconds."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]
Kinds = npt.NDArray[np.int32]


@njit(cache=True, nogil=True, error_model="numpy")
def solved(left: Floats, kinds: Kinds, voters: Floats, gains: Floats, terms: tuple[float, float]) -> tuple[float, int]:
    """The rate from which on Σ min(left, rate · gain) = cost, starting at one that is too low; and how many it empties.

    `terms` are the cost and the starting rate. Infinity: the supporters cannot pay.
    """
    cost, rate = terms
    emptied = -1
    while True:
        paid, rest, now = 0.0, 0.0, 0
        for i in range(len(kinds)):
            held = left[kinds[i]]
            if held < rate * gains[i]:
                paid += held * voters[i]
                now += 1
            else:
                rest += voters[i] * gains[i]
        if now == emptied:
            return rate, now
        if rest == 0.0:
            return math.inf, now
        emptied = now
        rate = max(rate, (cost - paid) / rest)


@njit(cache=True, nogil=True, error_model="numpy")
def priced(
    left: Floats, kinds: Kinds, voters: Floats, gains: Floats, terms: tuple[float, float, float]
) -> tuple[float, float, float]:
    """Bounds of the rate, and the least that a supporter has left after paying the lower one.

    `terms` are the cost, its rate when nobody is emptied, and how far off all purses together may be. A lower bound of
    infinity: surely not to be paid; an upper one: perhaps not.
    """
    cost, rate, error = terms
    held, after = 0.0, math.inf
    for i in range(len(kinds)):
        held += left[kinds[i]] * voters[i]
        after = min(after, left[kinds[i]] - rate * gains[i])
    if held < cost - error:
        return math.inf, math.inf, after
    if after > 2 * error:
        return rate, rate, after
    low, _ = solved(left, kinds, voters, gains, (cost - error, 0.0))
    if held < cost + error:
        return low, math.inf, after
    high, _ = solved(left, kinds, voters, gains, (cost + error, low))
    return low, high, after


@njit(cache=True, nogil=True, error_model="numpy")
def pay(left: Floats, kinds: Kinds, voters: Floats, gains: Floats, cost: float) -> None:
    """Take a project's cost from its supporters' purses; all they have, where rounding says that is not enough."""
    rate, _ = solved(left, kinds, voters, gains, (cost, 0.0))
    for i in range(len(kinds)):
        left[kinds[i]] = max(left[kinds[i]] - rate * gains[i], 0.0)
