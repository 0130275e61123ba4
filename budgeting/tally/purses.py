"""Voters' money, exactly: whole numbers over one denominator that all purses share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from budgeting.tally.support import Backing, Support

Wholes = npt.NDArray[np.object_]
NEARLY = 1 - 1e-6


@dataclass(frozen=True)
class Bought:
    place: int
    rate: Fraction  # what one gain cost: a supporter paid min(left, rate · gain)
    payers: int
    most_paid: Fraction


class Purses:
    """What each kind of voter has left. Follows a known order of winners, and prices any project on the way."""

    def __init__(self, support: Support, share: Fraction) -> None:
        self.support = support
        self.share = share
        in_scale = share * support.scale
        self.over = in_scale.denominator
        self.left: Wholes = np.full(len(support.kinds), in_scale.numerator, dtype=object)
        self.bought: list[Bought] = []

    def held(self, place: int) -> Fraction:
        """All that the supporters of a project have left."""
        backing = self.support.backing[place]
        total = int((self.left[backing.kinds] * backing.voters).sum()) if len(backing.kinds) else 0
        return Fraction(total, self.over * self.support.scale)

    def rate(self, place: int) -> Fraction | None:
        """ρ for one gain, in scaled money: Σ min(left, ρ · gain) = cost. None when the supporters cannot pay."""
        backing, cost = self.support.backing[place], self.support.costs[place]
        left = self.left[backing.kinds]
        if not len(left) or int((left * backing.voters).sum()) < cost * self.over:
            return None
        if cost == 0:
            return Fraction(0)
        emptied = self._surely_emptied(left, backing, cost)
        for start in (emptied, np.zeros(len(left), dtype=bool)):
            found = _settled(left, backing, cost * self.over, start)
            if found is not None:
                return found / self.over
        raise AssertionError("a project that can be paid has a price")

    def _surely_emptied(self, left: Wholes, backing: Backing, cost: int) -> npt.NDArray[np.bool_]:
        """A quick guess at whose purse a purchase empties; `_settled` checks it exactly."""
        rough = (left / self.over).astype(float)
        emptied = np.zeros(len(rough), dtype=bool)
        gains = backing.gains.astype(float)
        while not emptied.all():
            rest = float((backing.voters * gains)[~emptied].sum())
            rate = (cost - float((rough * backing.voters)[emptied].sum())) / rest
            more = rough < rate * gains * NEARLY
            if (more == emptied).all():
                return emptied
            emptied = more
        return np.zeros(len(rough), dtype=bool)

    def buy(self, place: int) -> Bought:
        rate = self.rate(place)
        if rate is None:
            raise ValueError(f"{self.support.projects[place].id} cannot be paid")
        backing = self.support.backing[place]
        self._divide(rate.denominator)
        due = backing.gains.astype(object) * int(rate * self.over)
        left = self.left[backing.kinds]
        paid = np.minimum(left, due)
        self.left[backing.kinds] = left - paid
        most = Fraction(max(paid.tolist()), self.over * self.support.scale)
        bought = Bought(place, rate, int(backing.voters[paid > 0].sum()), most)
        self.bought.append(bought)
        return bought

    def _divide(self, parts: int) -> None:
        """Make the common denominator one that `parts` divides."""
        factor = parts // math.gcd(parts, self.over)
        if factor > 1:
            self.left *= factor
            self.over *= factor


def _settled(left: Wholes, backing: Backing, cost: int, emptied: npt.NDArray[np.bool_]) -> Fraction | None:
    """Empty purses until the price fits: from a start that is no too many, this ends at the price."""
    gains = backing.gains.astype(object)
    weight = backing.voters * gains
    while not emptied.all():
        due = cost - int((left * backing.voters)[emptied].sum())
        rest = int(weight[~emptied].sum())
        more = (left * rest < gains * due).astype(bool)
        if (more == emptied).all():
            return Fraction(due, rest)
        if (emptied & ~more).any():
            return None
        emptied = more
    return None
