"""The rules once more, plainly: fractions, one voter at a time, one step at a time, and nothing clever.

What `budgeting.tally` gives is held against this on thousands of elections. It shares no code with it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from budgeting.tally import Ballots, Project, Rule

Vote = dict[str, Fraction]


@dataclass
class Poll:
    projects: list[Project]
    votes: list[Vote]
    budget: Fraction
    has_points: bool = False

    @property
    def ballots(self) -> Ballots:
        if self.has_points:
            return Ballots.scoring(self.votes)
        return Ballots.approving(self.votes)

    def cost(self, names: list[str]) -> Fraction:
        return sum((project.cost for project in self.projects if project.id in names), Fraction())


def support(poll: Poll, project: Project, rule: Rule) -> Fraction:
    if rule.utility == "points":
        return sum((vote.get(project.id, Fraction()) for vote in poll.votes), Fraction())
    return Fraction(sum(1 for vote in poll.votes if vote.get(project.id, 0) > 0))


def utility(vote: Vote, project: Project, rule: Rule) -> Fraction:
    given = vote.get(project.id, Fraction())
    if given <= 0:
        return Fraction()
    return {"cost": project.cost, "cardinality": Fraction(1), "points": given}[rule.utility]


def may_win(poll: Poll, rule: Rule) -> list[Project]:
    return [project for project in poll.projects if support(poll, project, rule) >= Fraction(rule.threshold)]


def blocked(project: Project, winners: list[Project]) -> bool:
    return any(project.groups & winner.groups for winner in winners)


def greedy(poll: Poll, rule: Rule, before: list[Project], per_money: bool) -> list[Project]:
    def merit(project: Project) -> Fraction:
        votes = support(poll, project, rule)
        if not per_money:
            return votes
        if project.cost == 0:
            return Fraction(10**30) if votes else Fraction()
        return votes / project.cost

    winners = list(before)
    for project in sorted(may_win(poll, rule), key=lambda p: (-merit(p), p.cost, p.id)):
        if project in winners or blocked(project, winners):
            continue
        if project.cost + sum(winner.cost for winner in winners) <= poll.budget:
            winners.append(project)
        elif not rule.skipping:
            break
    return winners


def price(poll: Poll, project: Project, rule: Rule, purses: list[Fraction]) -> Fraction | None:
    """The least ρ with Σ min(purse, ρ · utility) = cost: between two purses that run dry it is a straight line."""
    backers = [(purse, utility(vote, project, rule)) for purse, vote in zip(purses, poll.votes, strict=True)]
    if project.cost == 0:
        return Fraction(0) if any(vote.get(project.id, 0) > 0 for vote in poll.votes) else None
    backers = sorted(((purse, gain) for purse, gain in backers if gain > 0), key=lambda each: each[0] / each[1])
    if not backers or sum(purse for purse, _ in backers) < project.cost:
        return None
    due, gains = project.cost, sum((gain for _, gain in backers), Fraction())
    for purse, gain in backers:
        if purse / gain >= due / gains:
            return due / gains
        due, gains = due - purse, gains - gain
    raise AssertionError


def equal_shares(poll: Poll, rule: Rule, share: Fraction) -> tuple[list[Project], list[Fraction], list[Fraction]]:
    purses, winners, prices = [share] * len(poll.votes), list[Project](), list[Fraction]()
    while True:
        offers = [
            (found, project.cost, project.id, project)
            for project in may_win(poll, rule)
            if project not in winners
            and not blocked(project, winners)
            and (found := price(poll, project, rule, purses)) is not None
        ]
        if not offers:
            return winners, prices, purses
        rho, _, _, best = min(offers, key=lambda offer: offer[:3])
        due = [rho * utility(vote, best, rule) for vote in poll.votes]
        purses = [purse - min(purse, each) for purse, each in zip(purses, due, strict=True)]
        winners.append(best)
        prices.append(rho)


def add1(poll: Poll, rule: Rule) -> list[Project]:
    share = poll.budget / len(poll.votes)
    winners = equal_shares(poll, rule, share)[0]
    while True:
        left = poll.budget - sum(project.cost for project in winners)
        losers = [p for p in may_win(poll, rule) if p not in winners and not blocked(p, winners)]
        if not any(any(vote.get(p.id, 0) > 0 for vote in poll.votes) for p in losers):
            return winners
        if rule.ends_when_full and not any(p.cost <= left for p in losers):
            return winners
        share += 1
        following = equal_shares(poll, rule, share)[0]
        if sum(project.cost for project in following) > poll.budget:
            return winners
        winners = following


def outcome(poll: Poll, rule: Rule) -> list[str]:
    return [project.id for project in _winners(poll, rule)]


def _winners(poll: Poll, rule: Rule) -> list[Project]:
    if rule.rule == "greedy":
        return greedy(poll, rule, [], rule.utility == "cardinality")
    if not poll.votes:
        return greedy(poll, rule, [], False) if rule.completion == "add1u" else []
    if rule.completion == "none":
        return equal_shares(poll, rule, poll.budget / len(poll.votes))[0]
    shared = add1(poll, rule)
    skipping = Rule(rule.rule, rule.utility, threshold=rule.threshold)
    if rule.completion == "add1u":
        return greedy(poll, skipping, shared, False)
    if rule.completion == "add1-comparison":
        rival = greedy(poll, skipping, [], False)
        gained = [(_gained(vote, shared, rule), _gained(vote, rival, rule)) for vote in poll.votes]
        return rival if sum(b > a for a, b in gained) > sum(a > b for a, b in gained) else shared
    return shared


def _gained(vote: Vote, winners: list[Project], rule: Rule) -> Fraction:
    given = [vote.get(winner.id, Fraction()) for winner in winners]
    return sum((each if rule.utility == "points" else Fraction(1) for each in given if each > 0), Fraction())


COSTS: list[list[int | Fraction]] = [
    [1, 2, 3],
    [10, 10, 20, 30],
    [5, 7, 11, 13],
    [0, 4, 8, 50],
    [Fraction(5, 2), 4, Fraction(1, 3)],
]
POINTS: list[list[int | Fraction]] = [[1, 2, 3], [1, 1, 5], [Fraction(1, 2), 2, 0], [1, 3, -1]]


def some_poll(seed: int) -> Poll:
    """A small election, full of ties: few different costs, few different ballots, projects that are alike."""
    luck = random.Random(seed)
    costs = luck.choice(COSTS)
    names = [str(number) for number in luck.sample(range(1, 30), luck.randint(1, 7))]
    has_points = luck.random() < 0.4
    given = luck.choice(POINTS)
    projects = [Project(name, luck.choice(costs), groups=luck.choice([(), (), (), ("a",), ("b",)])) for name in names]
    kinds = [
        {name: Fraction(luck.choice(given)) if has_points else Fraction(1) for name in names if luck.random() < 0.45}
        for _ in range(luck.randint(1, 5))
    ]
    votes = [dict(luck.choice(kinds)) for _ in range(luck.randint(0 if luck.random() < 0.05 else 1, 12))]
    total = sum((project.cost for project in projects), Fraction())
    budget = luck.choice([Fraction(luck.randint(0, 40)), total / 2, total * Fraction(luck.randint(1, 9), 10)])
    return Poll(projects, votes, budget, has_points)


def some_rule(luck: random.Random) -> Rule:
    return Rule(
        luck.choice(["greedy", "equal-shares", "equal-shares", "equal-shares"]),
        luck.choice(["cost", "cardinality", "points"]),
        luck.choice(["none", "add1", "add1u", "add1-comparison"]),
        skipping=luck.random() < 0.7,
        threshold=luck.choice([0, 0, 0, 1, 2]),
        ends_when_full=luck.random() < 0.7,
    )
