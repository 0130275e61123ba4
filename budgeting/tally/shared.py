"""A count by equal shares: the shares raised, completed and compared as the rule says, and explained."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np

from budgeting.tally.bounds import loops_for
from budgeting.tally.equal_shares import EqualShares, Purchases
from budgeting.tally.greedy import chosen, greedily, greedy_count
from budgeting.tally.purses import Bought, Purses
from budgeting.tally.question import Question
from budgeting.tally.raising import Raised, raised
from budgeting.tally.shapes import By, Comparison, Count, Loser, Price, Why, Winner
from budgeting.tally.support import Support


def equal_shares_count(question: Question) -> Count:
    found = _found(question)
    purses = Purses(question.support, found.purchases.share)
    for place in found.purchases.order:
        purses.buy(place)
    shared = _explained(question, purses, found)
    if question.rule.completion == "add1u":
        return _completed(question, shared, found.purchases.order)
    if question.rule.completion == "add1-comparison":
        return _compared(question, shared)
    return shared


def _found(question: Question) -> Raised:
    support = question.support
    if not support.voters:
        return Raised(Purchases(Fraction()), 0)
    start = question.budget / support.voters
    if question.rule.completion == "none":  # one run: done before compiled loops are loaded, however many ballots
        return Raised(EqualShares(support, question.counted, loops_for(0)).under(start), 0)
    method = EqualShares(support, question.counted)
    return raised(question, method, method.under(start))


def _explained(question: Question, purses: Purses, found: Raised) -> Count:
    support, order = question.support, found.purchases.order
    rates = {bought.place: _price(support, bought) for bought in purses.bought}
    lost = [place for place in question.counted if place not in rates]
    lost.sort(key=lambda place: (-support.amount(place), place))
    return Count(
        question.rule,
        question.budget,
        support.voters,
        winners=tuple(_winner(support, bought, rates[bought.place].price) for bought in purses.bought),
        losers=(*(_loser(question, purses, place, order) for place in lost), *question.out),
        share=found.purchases.share,
        steps=found.steps,
        prices=tuple(rates.values()),
    )


def _price(support: Support, bought: Bought) -> Price:
    project, in_money = support.projects[bought.place], bought.rate / support.scale
    if support.utility == "cost":
        return Price(project.id, in_money / project.cost if project.cost else Fraction(), project.cost)
    return Price(project.id, in_money * support.point_scale, Fraction(1) if support.utility == "cardinality" else None)


def _winner(support: Support, bought: Bought, price: Fraction) -> Winner:
    place, payers = bought.place, bought.payers
    project = support.projects[place]
    return Winner(
        project.id,
        project.cost,
        By.EQUAL_SHARES,
        support.votes[place],
        support.points[place],
        payers=payers,
        price=price,
        most_paid=bought.most_paid,
        average=project.cost / payers if payers else None,
    )


def _loser(question: Question, purses: Purses, place: int, order: list[int]) -> Loser:
    """What the supporters lack, and how many more supporters with an untouched share would have made it up."""
    rival = next((winner for winner in order if place in question.support.rivals[winner]), None)
    if rival is not None:
        return question.lost(place, Why.EXCLUDED, rival)
    missing = question.support.projects[place].cost - purses.held(place)
    share = purses.share
    more = Fraction(math.ceil(missing / share)) if share else None
    why = Why.SUPPORTERS_MONEY if question.support.votes[place] else Why.NOBODY
    return question.lost(place, why, missing_money=missing, missing_support=more)


def _by_support(support: Support) -> Support:
    """Completions and comparisons go by most votes (or points), whatever equal shares went by."""
    return support if support.utility == "points" else replace(support, utility="cost")


def _completed(question: Question, shared: Count, order: list[int]) -> Count:
    support = _by_support(question.support)
    out = set(order).union(*(support.rivals[place] for place in order))
    taken = greedily(support, [place for place in question.counted if place not in out], shared.money_left)
    won = {support.projects[place].id for place in taken.order}
    excluded = {place: because for place, (why, _, because) in taken.lost.items() if why is Why.EXCLUDED}
    told = {support.projects[place].id: question.lost(place, Why.EXCLUDED, by) for place, by in excluded.items()}
    return replace(
        shared,
        winners=(*shared.winners, *(chosen(support, place, By.COMPLETION) for place in taken.order)),
        losers=tuple(told.get(loser.id, loser) for loser in shared.losers if loser.id not in won),
    )


def _compared(question: Question, shared: Count) -> Count:
    """Greedy stands instead where more voters prefer it: by how many winners they support (or gave what points)."""
    by_greedy_rule = replace(question.rule, skipping=True)
    rival = greedy_count(replace(question, support=_by_support(question.support), rule=by_greedy_rule))
    by_shares, by_greedy = (_satisfaction(question.support, outcome) for outcome in (shared, rival))
    voters = question.support.kinds
    comparison = Comparison(int(voters[by_shares > by_greedy].sum()), int(voters[by_greedy > by_shares].sum()))
    return replace(rival if comparison.greedy_stands else shared, rule=question.rule, comparison=comparison)


def _satisfaction(support: Support, outcome: Count) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    gained = np.zeros(len(support.kinds), np.int64)
    for place, project in enumerate(support.projects):
        if project.id in outcome.ids:
            gained[support.backing[place].kinds] += support.backing[place].gains
    return gained
