"""`compiled_loops` in numpy: as quick for a town's election, and there at once. See there for what they give."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Kinds = npt.NDArray[np.int32]


def solved(left: Floats, voters: Floats, gains: Floats, terms: tuple[float, float]) -> float:
    cost, rate = terms
    emptied = -1
    while True:
        empty = left < rate * gains
        now = int(np.count_nonzero(empty))
        if now == emptied:
            return rate
        rest = float((voters * gains)[~empty].sum())
        if rest == 0.0:
            return math.inf
        emptied = now
        rate = max(rate, (cost - float((left * voters)[empty].sum())) / rest)


def priced(
    left: Floats, kinds: Kinds, voters: Floats, gains: Floats, terms: tuple[float, float, float]
) -> tuple[float, float, float]:
    cost, rate, error = terms
    held = left[kinds]
    total, after = float(held @ voters), float((held - rate * gains).min())
    if total < cost - error:
        return math.inf, math.inf, after
    if after > 2 * error:
        return rate, rate, after
    low = solved(held, voters, gains, (cost - error, 0.0))
    high = math.inf if total < cost + error else solved(held, voters, gains, (cost + error, low))
    return low, high, after


def pay(left: Floats, kinds: Kinds, voters: Floats, gains: Floats, cost: float) -> None:
    held = left[kinds]
    rate = solved(held, voters, gains, (cost, 0.0))
    left[kinds] = np.maximum(held - np.minimum(rate, held / gains) * gains, 0.0)
