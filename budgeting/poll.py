"""A round's rows as the values that tally counts: its proposals, its pots, its rule, and ballots in their numbers.

A proposal is called by its number in the round, filled up with noughts so that the order of the text is the order of
the numbers: ties that go by the id go to the smaller number. Money is in euros, and euros are what add1 adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from budgeting.models import BallotKind, ExclusionMember, Pot, Proposal, Round, Utility
from budgeting.tally import Ballots, Project, Rule
from budgeting.tally import Pot as Purse

CENTS = 100


class Said(Protocol):
    """What a ballot says: rows of proposals, in order of preference for a ranking, and points along them."""

    @property
    def choices(self) -> Sequence[int]: ...
    @property
    def points(self) -> Sequence[int]: ...


@dataclass(frozen=True)
class Poll:
    """What could be voted on in a round. Proposals are in the order of their numbers."""

    round: Round
    pots: tuple[Pot, ...]
    proposals: tuple[Proposal, ...]
    groups: dict[int, frozenset[str]]

    @property
    def names(self) -> dict[int, str]:
        """Row of a proposal → what it is called in the count."""
        width = max([3, *(len(str(one.number)) for one in self.proposals)])
        return {one.pk: str(one.number).zfill(width) for one in self.proposals}

    @property
    def projects(self) -> list[Project]:
        names, codes = self.names, {pot.pk: pot.code for pot in self.pots}
        nothing = frozenset[str]()
        return [
            Project(names[one.pk], _euros(one.cost_cents or 0), codes[one.pot_id], self.groups.get(one.pk, nothing))
            for one in self.proposals
            if one.pot_id is not None
        ]

    @property
    def purses(self) -> list[Purse]:
        return [Purse(pot.code, _euros(pot.money_cents)) for pot in self.pots]

    def ballots(self, said: Iterable[Said]) -> Ballots:
        """A ranking gives its first place as many points as there are places, and each next place one less."""
        names, kind = self.names, self.round.ballot
        named = [([names.get(choice, "") for choice in one.choices], one.points) for one in said]
        if kind == BallotKind.RANKING:
            return Ballots.ranked((_known(vote) for vote, _points in named), self.round.most_choices or len(names))
        if kind == BallotKind.POINTS:
            return Ballots.scoring(_scored(vote, points) for vote, points in named)
        return Ballots.approving(_known(vote) for vote, _points in named)


def _euros(cents: int) -> Fraction:
    return Fraction(cents, CENTS)


def _known(vote: Iterable[str]) -> list[str]:
    """Without what is not on the ballot any more."""
    return [name for name in vote if name]


def _scored(vote: Iterable[str], points: Iterable[int]) -> dict[str, int]:
    return {name: given for name, given in zip(vote, points, strict=True) if name}


def poll_of(round: Round) -> Poll:
    """Runs inside `in_town`."""
    pots = tuple(Pot.objects.filter(round=round))
    proposals = tuple(Proposal.objects.filter(round=round).on_ballot().select_related("about_area"))
    rows = ExclusionMember.objects.filter(exclusion__round=round)
    groups: dict[int, set[str]] = {}
    for proposal, exclusion in rows.values_list("proposal_id", "exclusion__public_id"):
        groups.setdefault(proposal, set()).add(exclusion)
    return Poll(round, pots, proposals, {key: frozenset(value) for key, value in groups.items()})


def rule_of(round: Round) -> Rule:
    return Rule(
        rule=round.rule,  # type: ignore[arg-type]  # the column's choices are the rule's words
        utility=round.utility,  # type: ignore[arg-type]  # as above
        completion=round.completion if round.rule == "equal-shares" else "none",  # type: ignore[arg-type]  # as above
        skipping=round.skips,
        threshold=round.threshold,
        ties=round.tie_break,  # type: ignore[arg-type]  # as above
    )


def other_rules(round: Round) -> Sequence[Rule]:
    """The rules that are shown beside the round's own: the two ways of greedy, and equal shares completed."""
    threshold, ties = round.threshold, round.tie_break
    utilities: list[str] = [Utility.COST, Utility.CARDINALITY]
    if round.ballot in (BallotKind.POINTS, BallotKind.RANKING):
        utilities = [Utility.POINTS, Utility.COST]
    rules = [
        *(
            Rule("greedy", utility, threshold=threshold, ties=ties)  # type: ignore[arg-type]  # the columns' own choices
            for utility in utilities
        ),
        *(
            Rule("equal-shares", utility, "add1u", threshold=threshold, ties=ties)  # type: ignore[arg-type]  # as above
            for utility in utilities
        ),
    ]
    return [rule for rule in rules if rule != rule_of(round)]
