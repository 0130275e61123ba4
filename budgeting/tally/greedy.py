"""Greedy: projects in the order of their support, each taken if the money left covers it.

    cost utility: most votes first; cardinality: most votes per unit of money first; points: most points first

With skipping a project that does not fit is passed over; without, the count ends there. Ties by the rule. An
alternative of a winner is passed over and ends nothing.

At zero: a project that costs nothing always fits. What nobody supports comes last, and wins if money is left: a
threshold of 1 keeps it out. A project dearer than the budget never fits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from budgeting.tally.question import Question
from budgeting.tally.shapes import By, Count, Loser, Why, Winner
from budgeting.tally.support import Support


@dataclass
class Taken:
    """The winners in order; the money at first and after each of them; what fell out on the way, and why."""

    money: list[Fraction]
    order: list[int] = field(default_factory=list)
    lost: dict[int, tuple[Why, Fraction | None, int | None]] = field(default_factory=dict)
    stopper: int | None = None


def merit(support: Support, place: int) -> Fraction | float:
    if support.utility != "cardinality":
        return support.amount(place)
    votes, cost = support.votes[place], support.projects[place].cost
    if cost == 0:
        return math.inf if votes else Fraction()
    return votes / cost


def greedily(support: Support, counted: Iterable[int], money: Fraction, skipping: bool = True) -> Taken:
    taken = Taken([money])
    excluded: dict[int, int] = {}
    for place in sorted(counted, key=lambda place: (-merit(support, place), place)):
        cost = support.projects[place].cost
        if place in excluded:
            taken.lost[place] = (Why.EXCLUDED, None, excluded[place])
        elif taken.stopper is not None:
            taken.lost[place] = (Why.STOPPED_BEFORE, None, taken.stopper)
        elif cost > taken.money[-1]:
            taken.lost[place] = (Why.DID_NOT_FIT, cost - taken.money[-1], None)
            taken.stopper = None if skipping else place
        else:
            taken.order.append(place)
            taken.money.append(taken.money[-1] - cost)
            excluded.update((rival, place) for rival in support.rivals[place] if rival not in excluded)
    return taken


def greedy_count(question: Question) -> Count:
    support = question.support
    taken = greedily(support, question.counted, question.budget, question.rule.skipping)
    losers = [_loser(question, taken, place) for place in taken.lost]
    winners = tuple(chosen(support, place, By.GREEDY) for place in taken.order)
    return Count(question.rule, question.budget, support.voters, winners, (*losers, *question.out))


def chosen(support: Support, place: int, by: By) -> Winner:
    """A winner that nobody paid for from a share of their own."""
    project, votes, amount = support.projects[place], support.votes[place], support.amount(place)
    gain = project.cost * amount if support.utility == "cost" else amount
    average = project.cost / votes if votes else None
    return Winner(
        project.id,
        project.cost,
        by,
        votes,
        support.points[place],
        payers=votes,
        price=project.cost / gain if by is By.GREEDY and gain > 0 else None,
        most_paid=average,
        average=average,
    )


def _loser(question: Question, taken: Taken, place: int) -> Loser:
    why, missing, because = taken.lost[place]
    support = _missing_support(question.support, taken, place)
    return question.lost(place, why, because, missing_money=missing, missing_support=support)


def _missing_support(support: Support, taken: Taken, place: int) -> Fraction | None:
    """How much more would have put it before the winner (or the end of the count) that left it without.

    More support only moves a project forward, and what comes before it stays as it was; so that is enough, and less
    is not. None: it would not have fitted even as the first.
    """
    before = _must_beat(support, taken, place)
    if before is None or support.projects[place].cost > taken.money[0]:
        return None
    needed = _support_to_beat(support, place, before)
    return None if needed is None else needed - support.amount(place)


def _must_beat(support: Support, taken: Taken, place: int) -> int | None:
    cost = support.projects[place].cost
    for winner, left in zip(taken.order, taken.money[1:], strict=True):
        if left < cost or place in support.rivals[winner]:
            return winner
    return taken.stopper


def _support_to_beat(support: Support, place: int, other: int) -> Fraction | None:
    """The least whole number of votes (or sum of points) with which one project comes before another."""
    merit_to_beat = merit(support, other)
    if isinstance(merit_to_beat, float):
        return None
    factor = support.projects[place].cost if support.utility == "cardinality" else Fraction(1)
    if factor == 0:
        return Fraction(1)
    amount = merit_to_beat * factor
    if support.utility != "points":
        amount = Fraction(math.ceil(amount))
    beaten = amount / factor > merit_to_beat or place < other
    return amount if beaten else amount + 1
