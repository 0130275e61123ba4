"""Ballots as choices alone, and the hash that says which ballots a result was counted from."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from budgeting.tally.shapes import Exact, exact


@dataclass(frozen=True)
class Ballots:
    """One entry per voter: the projects chosen, and the points given where the ballot asks for points.

    Approval, choose-1 and knapsack ballots are choices alone. Cumulative and scoring ballots give points (at most
    once per project; a project with no points or fewer than none is not supported by that voter). A ranking becomes
    points by `ranked`. A blank ballot counts as a voter.
    """

    choices: tuple[tuple[str, ...], ...]
    points: tuple[tuple[Fraction, ...], ...] | None = None

    def __post_init__(self) -> None:
        if any(len(set(chosen)) != len(chosen) for chosen in self.choices):
            raise ValueError("a ballot names a project twice")
        if self.points is not None and list(map(len, self.choices)) != list(map(len, self.points)):
            raise ValueError("points and choices are not of the same length")

    def __len__(self) -> int:
        return len(self.choices)

    @property
    def votes(self) -> Mapping[str, int]:
        """On how many ballots each project is."""
        return Counter(name for chosen in self.choices for name in chosen)

    @property
    def score(self) -> Mapping[str, int | Fraction]:
        """All points of each project; its votes, where ballots give none."""
        if self.points is None:
            return self.votes
        total: dict[str, Fraction] = {}
        for chosen, given in zip(self.choices, self.points, strict=True):
            for name, points in zip(chosen, given, strict=True):
                total[name] = total.get(name, Fraction()) + points
        return total

    @classmethod
    def approving(cls, ballots: Iterable[Iterable[str]]) -> Ballots:
        return cls(tuple(tuple(ballot) for ballot in ballots))

    @classmethod
    def scoring(cls, ballots: Iterable[Mapping[str, Exact]]) -> Ballots:
        listed = [dict(ballot) for ballot in ballots]
        points = tuple(tuple(exact(given) for given in ballot.values()) for ballot in listed)
        return cls(tuple(tuple(ballot) for ballot in listed), points)

    @classmethod
    def ranked(cls, ballots: Iterable[Iterable[str]], length: int) -> Ballots:
        """Borda points: of `length` places the first gets `length` points, the next one less; what is unranked none."""
        choices = tuple(tuple(ballot) for ballot in ballots)
        points = tuple(tuple(Fraction(max(length - place, 0)) for place in range(len(ballot))) for ballot in choices)
        return cls(choices, points)


def canonical(ballots: Ballots) -> bytes:
    """The ballots in one spelling: neither the order of voters nor the order of choices can be read from it.

    Each ballot is a JSON array, sorted by project: of ids, or of [id, points] with the points as a fraction in lowest
    terms ("3", "1/2"). The lines are sorted and each ends with a line feed; UTF-8, no spaces, nothing escaped that
    JSON does not demand.
    """
    return "".join(sorted(f"{_line(ballots, at)}\n" for at in range(len(ballots)))).encode()


def _line(ballots: Ballots, at: int) -> str:
    chosen: list[str] | list[list[str]] = sorted(ballots.choices[at])
    if ballots.points is not None:
        pairs = zip(ballots.choices[at], ballots.points[at], strict=True)
        chosen = [[name, str(given)] for name, given in sorted(pairs)]
    return json.dumps(chosen, ensure_ascii=False, separators=(",", ":"))


def ballots_hash(ballots: Ballots) -> str:
    """SHA-256 of the canonical ballots, in hexadecimal: the same for the same choices, whoever made them and when."""
    return hashlib.sha256(canonical(ballots)).hexdigest()
