"""From a poll and what the ballots say to counts by pot, and how each ballot fared. No writes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

from budgeting.models import BallotKind
from budgeting.poll import Poll, Said
from budgeting.results import PotCount
from budgeting.tally import Rule, count_by_pot


def count_pots(poll: Poll, said: Sequence[Said], rule: Rule) -> tuple[PotCount, ...]:
    counted = count_by_pot(poll.projects, poll.ballots(said), poll.purses, rule)
    return tuple(PotCount(one.pot.name or "", one.count, _with_win(poll, said, set(one.count.ids))) for one in counted)


def _with_win(poll: Poll, said: Iterable[Said], won: Collection[str]) -> int:
    winners = {key for key, name in poll.names.items() if name in won}
    return sum(has_win(one, winners) for one in said)


def supported(said: Said) -> list[int]:
    """What a ballot is for: no points are no support."""
    if not said.points:
        return list(said.choices)
    return [choice for choice, given in zip(said.choices, said.points, strict=True) if given > 0]


def has_win(said: Said, winners: Collection[int]) -> bool:
    return any(choice in winners for choice in supported(said))


def fared(poll: Poll, winners: Collection[int], said: Sequence[Said]) -> list[tuple[bool, Fraction]]:
    """Of each ballot: whether anything it is for won, and its equal part of what those winners cost."""
    costs = {one.pk: Fraction(one.cost_cents or 0) for one in poll.proposals}
    votes = Counter(choice for one in said for choice in supported(one))
    part = {key: costs[key] / votes[key] for key in winners if votes[key]}
    return [
        (has_win(one, winners), sum((part.get(choice, Fraction(0)) for choice in supported(one)), Fraction(0)))
        for one in said
    ]


def ballots_csv(poll: Poll, said: Iterable[Said]) -> str:
    """Ballots as they are published: choices alone, each in one spelling, in an order that tells nothing."""
    names = poll.names
    has_points = poll.round.ballot == BallotKind.POINTS
    keeps_order = poll.round.ballot == BallotKind.RANKING
    lines = sorted(_line(one, names, keeps_order=keeps_order, has_points=has_points) for one in said)
    return "".join(f"{line}\n" for line in ["vote;points" if has_points else "vote", *lines])


def _line(said: Said, names: dict[int, str], *, keeps_order: bool, has_points: bool) -> str:
    points = said.points if has_points else [0] * len(said.choices)
    pairs = [(names[choice], given) for choice, given in zip(said.choices, points, strict=True) if choice in names]
    if not keeps_order:
        pairs.sort()
    vote = ",".join(name for name, _given in pairs)
    return f"{vote};{','.join(str(given) for _name, given in pairs)}" if has_points else vote


def fingerprint(poll: Poll, said: Iterable[Said]) -> str:
    """SHA-256 of the published file of ballots, to the byte: anybody can compute it with a common tool."""
    return hashlib.sha256(ballots_csv(poll, said).encode()).hexdigest()
