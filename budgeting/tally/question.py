"""What every rule starts from: the support, what may win at all, and what was out before the count began."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from budgeting.tally.ballots import Ballots
from budgeting.tally.shapes import Exact, Loser, Project, Rule, Why, exact
from budgeting.tally.support import Support, supporting


@dataclass(frozen=True)
class Question:
    support: Support
    rule: Rule
    budget: Fraction
    counted: tuple[int, ...]
    out: tuple[Loser, ...]

    def lost(self, place: int, why: Why, because: int | None = None, **missing: Fraction | None) -> Loser:
        support = self.support
        project = support.projects[place]
        return Loser(
            project.id,
            project.cost,
            support.votes[place],
            support.points[place],
            why,
            because_of=None if because is None else support.projects[because].id,
            **missing,
        )


def asked(
    projects: Iterable[Project], ballots: Ballots, budget: Exact, rule: Rule, excluded: Mapping[str, str]
) -> Question:
    money = exact(budget)
    if money < 0:
        raise ValueError("the budget is less than nothing")
    support = supporting(tuple(projects), ballots, rule, money)
    counted, out, threshold = [], [], exact(rule.threshold)
    for place, project in enumerate(support.projects):
        missing = threshold - support.amount(place)
        told = (project.id, project.cost, support.votes[place], support.points[place])
        if project.id in excluded:
            out.append(Loser(*told, Why.EXCLUDED, because_of=excluded[project.id]))
        elif missing > 0:
            out.append(Loser(*told, Why.TOO_LITTLE_SUPPORT, missing_support=missing))
        else:
            counted.append(place)
    return Question(support, rule, money, tuple(counted), tuple(out))
