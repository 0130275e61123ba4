"""What one ballot bought: from its choices and the published prices alone.

    left = share
    for each price, in the order of winning:
        if the ballot supports that project:
            pay min(left, ρ · utility); left = left − that payment

The utility is `unit` (the project's cost under the cost utility, 1 under cardinality), or the points the ballot gave
where `unit` is None. The browser does the same with `share` and `prices` of the published result, so nobody has to send
a ballot anywhere. The prices of a count without equal shares are empty: nobody paid from a share of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from budgeting.tally.ballots import Ballots
from budgeting.tally.shapes import Count, Price


def bought(points: Mapping[str, Fraction], prices: Sequence[Price], share: Fraction) -> dict[str, Fraction]:
    """What a ballot paid for each winner it supports. `points`: of its choices; 1 each where it gives none."""
    left, paid = share, {}
    for price in prices:
        given = points.get(price.id, Fraction())
        if given > 0:
            paid[price.id] = min(left, price.price * (given if price.unit is None else price.unit))
            left -= paid[price.id]
    return paid


def payments(ballots: Ballots, count: Count) -> Iterator[dict[str, Fraction]]:
    """What each ballot paid, in the order of the ballots."""
    for at, chosen in enumerate(ballots.choices):
        given = ballots.points[at] if ballots.points is not None else (Fraction(1),) * len(chosen)
        yield bought(dict(zip(chosen, given, strict=True)), count.prices, count.share or Fraction())
