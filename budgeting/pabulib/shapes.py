"""A Pabulib file as it was read: what it says, what a count needs of it, and what had to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from budgeting.tally import Ballots, Project, Rule

MOST_BYTES = 100 * 2**20  # unpacked; the greatest known file has a fifth of it
MOST_PROJECTS = 20_000
MOST_BALLOTS = 1_000_000
POINTS = ("cumulative", "scoring")
VOTE_TYPES = ("approval", "choose-1", "ordinal", *POINTS)


class PabulibRefused(Exception):
    """The file cannot be counted; the message says why and where."""


@dataclass(frozen=True)
class Note:
    """What was mended or left out, and in which row of the file (None: nowhere in particular)."""

    row: int | None
    text: str

    def __str__(self) -> str:
        return self.text if self.row is None else f"row {self.row}: {self.text}"


@dataclass(frozen=True)
class Entry:
    """A row of PROJECTS: its project and all its fields; `place` is latitude and longitude, the right way round."""

    project: Project
    fields: Mapping[str, str]
    place: tuple[float, float] | None = None


@dataclass(frozen=True)
class PabulibFile:
    meta: Mapping[str, str]
    budget: Fraction
    vote_type: str
    entries: tuple[Entry, ...]
    ballots: Ballots
    voters: tuple[Mapping[str, str], ...]  # what VOTES says of each voter besides the vote
    selected: frozenset[str] | None
    notes: tuple[Note, ...] = ()

    @property
    def projects(self) -> tuple[Project, ...]:
        return tuple(entry.project for entry in self.entries)

    @property
    def excluded(self) -> dict[str, str]:
        """Projects that a winner of another pot excludes, with that winner: our own column, as `exclusive_groups`."""
        named = {entry.project.id: entry.fields.get("excluded_by", "") for entry in self.entries}
        return {name: winner for name, winner in named.items() if winner}


@dataclass(frozen=True)
class StatedRule:
    """The rule that a file names, as far as a count knows it; `unknown` says what it does not know."""

    rule: Rule
    unknown: str | None = None
