"""add1 jumps over stretches of shares that have one outcome; that must be the same as single steps."""

from __future__ import annotations

from fractions import Fraction

import pytest

from budgeting.tally import Project, Rule, count
from budgeting.tally.equal_shares import EqualShares
from budgeting.tally.question import Question, asked
from tests.budgeting.tally.reference import Poll, some_poll


def dear(seed: int) -> tuple[Poll, Rule]:
    """Prices of hundreds, so that shares rise by hundreds of steps."""
    poll = some_poll(seed)
    projects = [Project(p.id, p.cost * 60 + 7, groups=p.groups) for p in poll.projects]
    utility = ("cost", "cardinality", "points")[seed % 3]
    rule = Rule("equal-shares", utility, "add1", ends_when_full=seed % 2 == 0)  # type: ignore[arg-type] # the names themselves
    return Poll(projects, poll.votes * 3, poll.budget * 60, poll.has_points), rule


def step_by_step(question: Question) -> tuple[list[int], Fraction]:
    support = question.support
    method = EqualShares(support, question.counted)
    now = method.under(question.budget / support.voters)
    while True:
        out = set(now.order).union(*(support.rivals[place] for place in now.order))
        losers = [place for place in question.counted if place not in out]
        left = question.budget - sum(support.projects[place].cost for place in now.order)
        full = question.rule.ends_when_full and all(support.projects[place].cost > left for place in losers)
        if full or not any(support.votes[place] for place in losers):
            return now.order, now.share
        following = method.under(now.share + 1)
        if sum(support.projects[place].cost for place in following.order) > question.budget:
            return now.order, now.share
        now = following


def jumps_as_steps(seed: int) -> None:
    poll, rule = dear(seed)
    if poll.votes:
        question = asked(poll.projects, poll.ballots, poll.budget, rule, {})
        order, share = step_by_step(question)
        result = count(poll.projects, poll.ballots, poll.budget, rule)
        assert list(result.ids) == [question.support.projects[place].id for place in order], seed
        assert result.share == share


def test_jumps_end_where_single_steps_end() -> None:
    for seed in range(60):
        jumps_as_steps(seed)


@pytest.mark.heavy
@pytest.mark.parametrize("first", range(1000, 4000, 250))
def test_jumps_end_where_single_steps_end_on_thousands_of_elections(first: int) -> None:
    for seed in range(first, first + 250):
        jumps_as_steps(seed)


def test_a_price_that_differs_in_the_sixteenth_digit_decides() -> None:
    """By floats these two cost each supporter the same, and the tie would go to the cheaper, which is wrong."""
    big, small = Project("big", 3 * 10**14), Project("small", 2 * 10**14 + Fraction(1, 100))
    votes = [{"big": Fraction(1)}] * 3 + [{"small": Fraction(1)}] * 2
    poll = Poll([big, small], votes, Fraction(6 * 10**14))
    rule = Rule("equal-shares", "cardinality")
    assert count(poll.projects, poll.ballots, poll.budget, rule).ids == ("big", "small")
    cheaper = Project("small", 2 * 10**14 - Fraction(1, 100))
    assert count([big, cheaper], poll.ballots, poll.budget, rule).ids == ("small", "big")


def test_purses_that_were_emptied_before_decide_exactly_too() -> None:
    """After the first purchase prices are no round numbers any more: then exact purses are asked."""
    first = Project("first", 70)
    tied = [Project("a", 100, groups=["g"]), Project("b", 100, groups=["g"])]
    votes = [{"first": Fraction(1), "a": Fraction(1), "b": Fraction(1)}] * 3 + [
        {"a": Fraction(1), "b": Fraction(1)}
    ] * 2
    poll = Poll([first, *reversed(tied)], votes, Fraction(160))
    result = count(poll.projects, poll.ballots, poll.budget, Rule("equal-shares"))
    assert result.ids[-1] == "a"
