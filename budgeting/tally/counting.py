"""One count: the rule, the winners and what they took, the losers and what they missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from budgeting.tally.ballots import Ballots
from budgeting.tally.greedy import greedy_count
from budgeting.tally.question import asked
from budgeting.tally.shapes import Count, Exact, Project, Rule

NONE_EXCLUDED: Mapping[str, str] = {}


def count(
    projects: Iterable[Project],
    ballots: Ballots,
    budget: Exact,
    rule: Rule,
    excluded: Mapping[str, str] = NONE_EXCLUDED,
) -> Count:
    """The result of a rule, exactly, whatever the order of projects and ballots.

    `budget` and costs are in units of money (add1 raises shares by one of them), not in cents. `excluded`: projects
    that an alternative elsewhere (in another pot) has excluded, with the winner's id. Choices that are not among the
    projects count for nothing. At zero: without ballots, greedy goes by ties alone and equal shares buys nothing; a
    budget of nothing buys only what costs nothing.
    """
    question = asked(projects, ballots, budget, rule, excluded)
    if rule.rule == "greedy":
        return greedy_count(question)
    from budgeting.tally.shared import equal_shares_count

    return equal_shares_count(question)


def side_by_side(
    projects: Sequence[Project], ballots: Ballots, budget: Exact, rules: Sequence[Rule]
) -> tuple[Count, ...]:
    """The same ballots under several rules."""
    return tuple(count(projects, ballots, budget, rule) for rule in rules)
