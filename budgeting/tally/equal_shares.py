"""The Method of Equal Shares with a given share for every voter.

    b(i) = share for every voter i
    repeat: of the projects whose supporters can pay, buy the one with the least ρ, where Σ min(b(i), ρ · u(i)) = cost
            (ties by the rule); every supporter pays min(b(i), ρ · u(i))

Peters, Pierczyński and Skowron, Proportional Participatory Budgeting with Additive Utilities (NeurIPS 2021), section 3.
Floats propose; where their bounds leave it open which project is next, exact purses decide (`bounds`, `purses`).

At zero: without voters nobody can pay, so nothing wins. A project that costs nothing wins first if anybody supports it
(ρ = 0). What nobody supports never wins. A project dearer than all shares together cannot be paid.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from budgeting.tally.bounds import Interval, Loops, RoughPurses, Row, loops_for
from budgeting.tally.purses import Purses
from budgeting.tally.support import Support


@dataclass
class Purchases:
    """The winners of one share in order, each with the bounds of its price."""

    share: Fraction
    order: list[int] = field(default_factory=list)
    prices: list[Interval] = field(default_factory=list)


class EqualShares:
    """The same ballots under many shares, one after the other. `counted` are the places that may win at all."""

    def __init__(self, support: Support, counted: Sequence[int], loops: Loops | None = None) -> None:
        self.support = support
        self.rows = [Row(support, place) for place in range(len(support.projects))]
        self.loops = loops or loops_for(sum(len(backing.kinds) for backing in support.backing))
        supported = [place for place in sorted(counted) if len(support.backing[place].kinds)]
        self.free = [place for place in supported if support.costs[place] == 0]
        self.priced = [place for place in supported if support.costs[place] > 0]

    def under(self, share: Fraction) -> Purchases:
        run = _Run(self, share)
        while run.buys_next():
            pass
        return run.done

    def same_until(self, earlier: Purchases, share: Fraction) -> Purchases | None:
        """The purchases under a greater share, if they surely are the same for every share from the earlier on.

        For a fixed order of winners, purses grow with the share and prices fall. So the order holds for all shares in
        between when at each step the winner's price under the lesser share beats all others' under the greater one.
        None: they differ, or it is not sure.
        """
        run = _Run(self, share)
        free = len(run.done.order)
        for place, price in zip(earlier.order[free:], earlier.prices[free:], strict=True):
            if not run.follows(place, price):
                return None
        return None if run.buys_next() else run.done


class _Run:
    def __init__(self, method: EqualShares, share: Fraction) -> None:
        self.support = method.support
        self.done = Purchases(share)
        self.rough = RoughPurses(method.support, method.rows, method.loops, share)
        self.exact: Purses | None = None
        self.least: dict[int, float] = {  # ρ only grows as purses empty
            place: float(method.rows[place].untouched) * (1 - self.rough.slack)
            for place in (*method.free, *method.priced)
        }
        for place in method.free:
            if place in self.least:
                self._take(place, Interval(0.0, 0.0, Fraction()))

    def buys_next(self) -> bool:
        contenders = self._contenders()
        place = self._first(contenders)
        if place is None:
            return False
        self._take(place, contenders[place])
        return True

    def follows(self, place: int, price: Interval) -> bool:
        """Buy this one, if its price under a lesser share surely beats all others' now."""
        contenders = self._contenders(price.high)
        own = contenders.pop(place, None)
        if own is None:
            return False
        for other, rival in contenders.items():
            if price.exact is None or rival.exact is None or (rival.exact, other) < (price.exact, place):
                return False
        self._take(place, own)
        return True

    def _contenders(self, ceiling: float = 0.0) -> dict[int, Interval]:
        """Those that may have the least price, and all whose price may be up to the ceiling."""
        priced: dict[int, Interval] = {}
        for place, least in sorted(self.least.items(), key=lambda entry: entry[1]):
            if priced and least > max(ceiling, min(price.high for price in priced.values())):
                break
            price = self.rough.price(place)
            if price is None:
                del self.least[place]
            else:
                priced[place] = price
                self.least[place] = price.low
        highest = max(ceiling, min((price.high for price in priced.values()), default=0.0))
        return {place: price for place, price in priced.items() if price.low <= highest}

    def _first(self, contenders: dict[int, Interval]) -> int | None:
        if len(contenders) == 1 and all(math.isfinite(price.high) for price in contenders.values()):
            return next(iter(contenders))
        ranked = [(price.exact, place) for place, price in contenders.items() if price.exact is not None]
        if len(ranked) < len(contenders):
            ranked = self._exactly(contenders)
        return min(ranked)[1] if ranked else None

    def _exactly(self, contenders: dict[int, Interval]) -> list[tuple[Fraction, int]]:
        if self.exact is None:
            self.exact = Purses(self.support, self.done.share)
        for place in self.done.order[len(self.exact.bought) :]:
            self.exact.buy(place)
        rates = {place: self.exact.rate(place) for place in contenders}
        by_cost = self.support.utility == "cost"
        return [
            (rate / self.support.costs[place] if by_cost else rate, place)
            for place, rate in rates.items()
            if rate is not None
        ]

    def _take(self, place: int, price: Interval) -> None:
        self.rough.buy(place)
        self.done.order.append(place)
        self.done.prices.append(price)
        for out in (place, *self.support.rivals[place]):
            self.least.pop(out, None)
