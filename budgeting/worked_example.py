"""How votes are counted, shown on an example that fits on a sheet of paper: counted by the engine, by the round's rule.

Six voters, four things. What each sentence says comes from the same count and the same words as a real result.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from budgeting.explaining import Teller, in_euros, whole
from budgeting.models import BallotKind, Round
from budgeting.poll import rule_of
from budgeting.tally import Ballots, Project, Rule, count

MONEY = 1200
COSTS = {"1": 600, "2": 540, "3": 300, "4": 240}
# What each voter wants, most first
WANTS = (("1", "2"), ("1", "2"), ("1", "2"), ("1",), ("3", "4"), ("3", "4"))
PART_OF_FIRST = Fraction(3, 5)


@dataclass(frozen=True)
class ExampleRow:
    """One thing of the example; `support` is in votes or points, `why` says how it came to win or not."""

    name: str
    cost: str
    support: str
    won: bool
    why: str


@dataclass(frozen=True)
class Example:
    beginning: str
    rows: tuple[ExampleRow, ...]
    end: str
    counts_points: bool


@dataclass(frozen=True)
class _Asked:
    """What of a round the example depends on."""

    rule: Rule
    ballot: str
    most_choices: int | None
    points_total: int | None
    language: str


def example_of(of: Round) -> Example:
    """In the active language. The lower limit of support is left out: six voters would never reach it."""
    rule = replace(rule_of(of), threshold=0)
    return _example(_Asked(rule, of.ballot, of.most_choices, of.points_total, get_language() or ""))


@functools.lru_cache(maxsize=64)
def _example(asked: _Asked) -> Example:
    counted = count([Project(key, cost) for key, cost in COSTS.items()], _ballots(asked), MONEY, asked.rule)
    names = _names()
    teller = Teller(counted, names)
    told = {
        **{one.id: (one, True, teller.winner(one)) for one in counted.winners},
        **{one.id: (one, False, teller.loser(one)) for one in counted.losers},
    }
    rows = tuple(
        ExampleRow(names[key], in_euros(Fraction(COSTS[key])), _amount(asked, told[key][0]), *told[key][1:])
        for key in COSTS
    )
    said = {"money": in_euros(Fraction(MONEY)), "left": in_euros(counted.money_left)}
    parts = [_("An example: there is %(money)s, and six people vote.") % said]
    if asked.rule.rule == "equal-shares":
        each = in_euros(Fraction(MONEY, len(WANTS)))
        parts.append(_("Everybody's share is %(each)s at first.") % {"each": each})
        if counted.steps and counted.share is not None:
            raised = in_euros(counted.share)
            parts.append(_("Money is left over, so every share is raised to %(share)s.") % {"share": raised})
    end = _("%(left)s is left over.") % said
    return Example(" ".join(parts), rows, end, asked.rule.utility == "points")


def _ballots(asked: _Asked) -> Ballots:
    wanted = [one[: asked.most_choices] for one in WANTS]
    if asked.ballot == BallotKind.RANKING:
        return Ballots.ranked(wanted, len(COSTS))
    if asked.ballot == BallotKind.POINTS:
        return Ballots.scoring(
            dict(zip(one, _shared_out(asked.points_total or 1, len(one)), strict=True)) for one in wanted
        )
    return Ballots.approving(wanted)


def _shared_out(points: int, among: int) -> list[int]:
    """More for the first; a second one gets the rest."""
    first = points if among == 1 else int(points * PART_OF_FIRST) or 1
    return [first, points - first][:among]


def _amount(asked: _Asked, of: object) -> str:
    return whole(getattr(of, "points" if asked.rule.utility == "points" else "votes"))


def _names() -> dict[str, str]:
    return {
        "1": pgettext("example of a count", "Swing"),
        "2": pgettext("example of a count", "Apple trees"),
        "3": pgettext("example of a count", "Bench"),
        "4": pgettext("example of a count", "Bicycle rack"),
    }
