"""Who stands behind what, as arrays. Voters with the same ballot are one entry with a weight: they pay alike."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from budgeting.tally.ballots import Ballots
from budgeting.tally.shapes import Project, Rule, Ties, Utility

Whole = npt.NDArray[np.int64]
LARGEST_GAIN = 2**50
Marks = tuple[tuple[int, ...], tuple[int, ...]]  # one kind of ballot: places of projects, and scaled points


@dataclass(frozen=True)
class Backing:
    """The supporters of one project: kinds of ballot, how many voters each, and the points each of them gave."""

    kinds: Whole
    voters: Whole
    gains: Whole

    @property
    def gain(self) -> int:
        """All supporters' gains together; exact, for points may be large."""
        return int(sum(int(n) * int(u) for n, u in zip(self.voters, self.gains, strict=True)))


@dataclass(frozen=True)
class Support:
    """Projects in the rule's order of ties, money in whole `scale`ths of a unit.

    `gains` are whole numbers: 1 for each supporter, or under the points utility the points times `point_scale`.
    """

    projects: tuple[Project, ...]
    costs: tuple[int, ...]
    scale: int
    point_scale: int
    kinds: Whole  # voters of each kind of ballot
    backing: tuple[Backing, ...]
    votes: tuple[int, ...]
    points: tuple[Fraction, ...]
    rivals: tuple[frozenset[int], ...]  # what cannot win any more once this has won
    utility: Utility

    @property
    def voters(self) -> int:
        return int(self.kinds.sum())

    def unit(self, place: int) -> Fraction:
        """The utility of one `gain`: what ρ is measured in."""
        if self.utility == "cost":
            return self.projects[place].cost
        return Fraction(1, self.point_scale)

    def amount(self, place: int) -> Fraction:
        """What greedy orders by and thresholds hold against: votes or points."""
        return self.points[place] if self.utility == "points" else Fraction(self.votes[place])


def in_order_of_ties(projects: Sequence[Project], ties: Ties) -> tuple[Project, ...]:
    if ties == "cheaper":
        ordered = sorted(projects, key=lambda project: (project.cost, project.id))
    else:
        ordered = sorted(projects, key=lambda project: _numbered(project.id))
    if len({project.id for project in ordered}) != len(ordered):
        raise ValueError("two projects have the same id")
    return tuple(ordered)


def _numbered(name: str) -> tuple[int, int, str]:
    return (0, int(name), name) if name.isascii() and name.isdigit() and len(name) < 20 else (1, 0, name)


def supporting(projects: Sequence[Project], ballots: Ballots, rule: Rule, budget: Fraction) -> Support:
    ordered = in_order_of_ties(projects, rule.ties)
    scale = math.lcm(budget.denominator, *(project.cost.denominator for project in ordered))
    point_scale = math.lcm(*(given.denominator for ballot in ballots.points or () for given in ballot))
    kinds = Counter(_marks(ballots, {project.id: place for place, project in enumerate(ordered)}, point_scale))
    votes, points = _totals(kinds, len(ordered))
    by_points = rule.utility == "points"
    return Support(
        projects=ordered,
        costs=tuple(int(project.cost * scale) for project in ordered),
        scale=scale,
        point_scale=point_scale if by_points else 1,
        kinds=np.fromiter(kinds.values(), np.int64, len(kinds)),
        backing=_backing(kinds, len(ordered), by_points),
        votes=tuple(votes),
        points=tuple(Fraction(total, point_scale) for total in points),
        rivals=_rivals(ordered),
        utility=rule.utility,
    )


def _marks(ballots: Ballots, place: dict[str, int], scale: int) -> list[Marks]:
    """Each ballot in one spelling, whatever the order of its choices. A project that is not counted is left out."""
    if ballots.points is None:
        listed = (tuple(sorted(place[name] for name in chosen if name in place)) for chosen in ballots.choices)
        return [(chosen, (scale,) * len(chosen)) for chosen in listed]
    marks = []
    for chosen, given in zip(ballots.choices, ballots.points, strict=True):
        pairs = sorted((place[name], int(n * scale)) for name, n in zip(chosen, given, strict=True) if name in place)
        marks.append((tuple(at for at, _ in pairs), tuple(n for _, n in pairs)))
    return marks


def _totals(kinds: Counter[Marks], projects: int) -> tuple[list[int], list[int]]:
    votes, points = [0] * projects, [0] * projects
    for (chosen, given), voters in kinds.items():
        for place, n in zip(chosen, given, strict=True):
            votes[place] += voters * (n > 0)
            points[place] += voters * n
    return votes, points


def _backing(kinds: Counter[Marks], projects: int, by_points: bool) -> tuple[Backing, ...]:
    rows: list[list[tuple[int, int, int]]] = [[] for _ in range(projects)]
    for kind, ((chosen, given), voters) in enumerate(kinds.items()):
        for place, n in zip(chosen, given, strict=True):
            if n > LARGEST_GAIN:
                raise ValueError("points are too many or too finely divided to be counted")
            if n > 0:
                rows[place].append((kind, voters, n if by_points else 1))
    columns = (np.array(backers, np.int64).reshape(-1, 3).T for backers in rows)
    return tuple(Backing(*(np.ascontiguousarray(column) for column in table)) for table in columns)


def _rivals(projects: tuple[Project, ...]) -> tuple[frozenset[int], ...]:
    return tuple(
        frozenset(
            other for other, rival in enumerate(projects) if rival is not project and rival.groups & project.groups
        )
        for project in projects
    )
