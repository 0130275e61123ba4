"""Voters' money in floats, with prices as intervals that surely hold the true price.

The error is bounded, not hoped for. Let M bound the sum over voters of how far a purse is off. A price solves
Σ min(left, ρ · gain) = cost, so what it is off, summed over those who pay it, is at most what the purses it empties
were off, plus rounding: M grows by rounding only, never by a factor. A price solved for cost − M is therefore too low
or right, and one for cost + M too high or right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from budgeting.tally import kernels
from budgeting.tally.kernels import Floats, Kinds
from budgeting.tally.support import Support

EPSILON = float(np.finfo(float).eps)


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
    def __init__(self, support: Support, rows: list[Row], share: Fraction) -> None:
        self.rows = rows
        in_scale = float(share * support.scale)
        self.left: Floats = np.full(len(support.kinds), in_scale)
        self.slack = 8 * EPSILON * (len(support.kinds) + 64)  # a sum of n floats is off by less than n ε of it
        self.error = self.slack * (in_scale * support.voters + math.fsum(row.cost for row in rows))

    def price(self, place: int) -> Interval | None:
        """None: surely not to be paid. An upper bound of infinity: perhaps not."""
        row = self.rows[place]
        low, high, after = kernels.priced(self.left, *row.supporters, (row.cost, row.untouched_rate, self.error))
        if math.isinf(low):
            return None
        exact = row.untouched if after > 2 * self.error else None
        return Interval(low / row.unit * (1 - self.slack), high / row.unit * (1 + self.slack), exact)

    def buy(self, place: int) -> None:
        row = self.rows[place]
        if row.cost > 0:
            kernels.pay(self.left, *row.supporters, row.cost)
