"""Prices in floats: the bounds hold the exact price, and compiled loops give what numpy gives."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from budgeting.tally import Rule
from budgeting.tally.bounds import COMPILED_FROM, Loops, RoughPurses, Row, loops_for
from budgeting.tally.equal_shares import EqualShares
from budgeting.tally.purses import Purses
from budgeting.tally.support import Support, supporting
from tests.budgeting.tally.reference import some_poll


def some_support(seed: int) -> tuple[Support, Fraction]:
    poll = some_poll(seed)
    rule = Rule("equal-shares", ("cost", "cardinality", "points")[seed % 3])
    support = supporting(poll.projects, poll.ballots, rule, poll.budget)
    return support, poll.budget / max(support.voters, 1) + random.Random(seed).randint(0, 20)


def holds_the_exact_price(seed: int, loops: Loops) -> None:
    support, share = some_support(seed)
    method = EqualShares(support, range(len(support.projects)), loops)
    rough, exact = RoughPurses(support, method.rows, loops, share), Purses(support, share)
    for bought in method.under(share).order:
        for place in method.priced:
            rate, bounds = exact.rate(place), rough.price(place)
            if rate is None:
                assert bounds is None or bounds.high == float("inf")
            else:
                key = rate / support.costs[place] if support.utility == "cost" else rate
                assert bounds is not None
                assert bounds.low <= key <= bounds.high
                assert bounds.exact in (None, key)
                assert bounds.high - bounds.low < 1e-6 * bounds.high or bounds.high == float("inf")
        exact.buy(bought)
        rough.buy(bought)


def test_bounds_hold_the_exact_price_after_every_purchase() -> None:
    for seed in range(80):
        holds_the_exact_price(seed, loops_for(0))


def test_compiled_loops_buy_what_numpy_buys() -> None:
    compiled, plain = loops_for(COMPILED_FROM), loops_for(0)
    assert compiled != plain
    for seed in range(40):
        support, share = some_support(seed)
        counted = range(len(support.projects))
        orders = [EqualShares(support, counted, loops).under(share).order for loops in (compiled, plain)]
        assert orders[0] == orders[1]
        holds_the_exact_price(seed, compiled)


def test_a_project_without_supporters_has_a_row_and_no_price() -> None:
    support, _ = some_support(3)
    empty = [place for place, backing in enumerate(support.backing) if not len(backing.kinds)]
    assert all(Row(support, place).untouched_rate == support.costs[place] for place in empty)


@pytest.mark.heavy
def test_bounds_hold_the_exact_price_on_thousands_of_elections() -> None:
    for seed in range(1000, 6000):
        holds_the_exact_price(seed, loops_for(COMPILED_FROM if seed % 2 else 0))
