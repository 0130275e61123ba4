"""The quick count against the plain one: the same winners in the same order, on elections full of ties."""

from __future__ import annotations

import random

import pytest

from budgeting.tally import count
from tests.budgeting.tally import reference


def agrees(seed: int) -> None:
    poll, rule = reference.some_poll(seed), reference.some_rule(random.Random(-seed - 1))
    result = count(poll.projects, poll.ballots, poll.budget, rule)
    assert list(result.ids) == reference.outcome(poll, rule), (seed, rule)
    if result.share and result.prices:
        bought = [project.id for project in reference.equal_shares(poll, rule, result.share)[0]]
        prices = reference.equal_shares(poll, rule, result.share)[1]
        assert [price.id for price in result.prices] == bought
        assert [price.price for price in result.prices] == prices


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_the_winners_are_those_of_the_plain_rule(first: int) -> None:
    for seed in range(first, first + 50):
        agrees(seed)


@pytest.mark.heavy
@pytest.mark.parametrize("first", range(1000, 21000, 500))
def test_the_winners_are_those_of_the_plain_rule_on_thousands_of_elections(first: int) -> None:
    for seed in range(first, first + 500):
        agrees(seed)
