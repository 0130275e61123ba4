"""Voters' money in floats, with prices as intervals that surely hold the true price.

The error is bounded, not hoped for. Let M bound the sum over voters of how far a purse is off. A price solves
Σ min(left, ρ · gain) = cost, so what it is off, summed over those who pay it, is at most what the purses it empties
were off, plus rounding: M grows by rounding only, never by a factor. A price solved for cost − M is therefore too low
or right, and one for cost + M too high or right.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from budgeting.tally import plain_loops
from budgeting.tally.plain_loops import Floats, Kinds
from budgeting.tally.support import Support

EPSILON = float(np.finfo(float).eps)
COMPILED_FROM = 50_000  # marks on ballots: below, numpy is done before compiled loops are loaded


@dataclass(frozen=True)
class Loops:
    priced: Callable[[Floats, Kinds, Floats, Floats, tuple[float, float, float]], tuple[float, float, float]]
    pay: Callable[[Floats, Kinds, Floats, Floats, float], None]


def loops_for(marks: int) -> Loops:
    if marks < COMPILED_FROM:
        return Loops(plain_loops.priced, plain_loops.pay)
    from budgeting.tally import compiled_loops

    return Loops(compiled_loops.priced, compiled_loops.pay)


@dataclass(frozen=True)
class Interval:
    """Bounds of ρ. `exact` is set when no supporter is emptied: then ρ is cost over gain whatever they have left."""

    low: float
    high: float
    exact: Fraction | None = None


class Row:
    """The supporters of one project in types that loops are quick with. Under cost utility ρ is per unit of cost."""

    def __init__(self, support: Support, place: int) -> None:
        backing, cost = support.backing[place], support.costs[place]
        self.supporters: tuple[Kinds, Floats, Floats] = (
            backing.kinds.astype(np.int32),
            backing.voters.astype(float),
            backing.gains.astype(float),
        )
        self.cost = float(cost)
        self.untouched_rate = cost / (backing.gain or 1)
        self.untouched = Fraction(1 if support.utility == "cost" else cost, backing.gain or 1)
        self.unit = self.cost if support.utility == "cost" else 1.0


class RoughPurses:
    def __init__(self, support: Support, rows: list[Row], loops: Loops, share: Fraction) -> None:
        self.rows = rows
        self.loops = loops
        in_scale = float(share * support.scale)
        self.left: Floats = np.full(len(support.kinds), in_scale)
        self.slack = 8 * EPSILON * (len(support.kinds) + 64)  # a sum of n floats is off by less than n ε of it
        self.error = self.slack * (in_scale * support.voters + math.fsum(row.cost for row in rows))

    def price(self, place: int) -> Interval | None:
        """None: surely not to be paid. An upper bound of infinity: perhaps not."""
        row = self.rows[place]
        low, high, after = self.loops.priced(self.left, *row.supporters, (row.cost, row.untouched_rate, self.error))
        if math.isinf(low):
            return None
        exact = row.untouched if after > 2 * self.error else None
        return Interval(low / row.unit * (1 - self.slack), high / row.unit * (1 + self.slack), exact)

    def buy(self, place: int) -> None:
        row = self.rows[place]
        if row.cost > 0:
            self.loops.pay(self.left, *row.supporters, row.cost)
