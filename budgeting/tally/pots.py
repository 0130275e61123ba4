"""Several pots of money, each counted on its own: areas, themes, age groups, and the whole town."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from budgeting.tally.ballots import Ballots
from budgeting.tally.counting import count
from budgeting.tally.shapes import Count, Exact, Project, Rule


@dataclass(frozen=True)
class Pot:
    """Money that only its own projects can win. `name` None is the whole town's: for projects that name no pot."""

    name: str | None
    money: Exact


@dataclass(frozen=True)
class PotCount:
    pot: Pot
    count: Count


def count_by_pot(
    projects: Sequence[Project], ballots: Ballots, pots: Sequence[Pot], rule: Rule
) -> tuple[PotCount, ...]:
    """The rule, pot by pot in the order given; no pot spends another's money, and what is left in one stays there.

    The voters of a pot are those who chose something in it: its money is shared among them alone. A project whose
    group has won in an earlier pot is excluded in the later ones.
    """
    unknown = {project.pot for project in projects} - {pot.name for pot in pots}
    if unknown or len({pot.name for pot in pots}) != len(pots):
        raise ValueError(f"projects in pots without money: {unknown}" if unknown else "a pot is given twice")
    counts: list[PotCount] = []
    won: dict[str, str] = {}  # group → winner
    for pot in pots:
        own = [project for project in projects if project.pot == pot.name]
        excluded = {p.id: won[group] for p in own for group in sorted(p.groups) if group in won}
        result = count(own, _within(ballots, {project.id for project in own}), pot.money, rule, excluded)
        counts.append(PotCount(pot, result))
        won.update({group: p.id for p in own if p.id in result.ids for group in p.groups})
    return tuple(counts)


def spent(counts: Sequence[PotCount]) -> Fraction:
    return sum((each.count.cost for each in counts), Fraction())


def _within(ballots: Ballots, ids: set[str]) -> Ballots:
    """The choices among some projects, and only the voters who made any."""
    kept = [[at for at, name in enumerate(chosen) if name in ids] for chosen in ballots.choices]
    places = [(ballot, at) for ballot, at in enumerate(kept) if at]
    choices = tuple(tuple(ballots.choices[ballot][at] for at in ats) for ballot, ats in places)
    if ballots.points is None:
        return Ballots(choices)
    return Ballots(choices, tuple(tuple(ballots.points[ballot][at] for at in ats) for ballot, ats in places))
