"""The rows of VOTES as ballots: what is not on the ballot paper is left out, and said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from budgeting.pabulib.numbers import number_in
from budgeting.pabulib.sections import Row
from budgeting.pabulib.shapes import MOST_BALLOTS, POINTS, Note, PabulibRefused
from budgeting.tally import Ballots

ONE = Fraction(1)


@dataclass
class Votes:
    choices: list[tuple[str, ...]] = field(default_factory=list)
    points: list[tuple[Fraction, ...]] = field(default_factory=list)
    voters: list[Mapping[str, str]] = field(default_factory=list)

    def ballots(self, vote_type: str, places: int) -> Ballots:
        """Ranks become points by Borda's scheme: the first of so many `places` gets that many points."""
        if vote_type == "ordinal":
            return Ballots.ranked(self.choices, places)
        return Ballots(tuple(self.choices), tuple(self.points) if self.points else None)


def votes(rows: Sequence[Row], known: frozenset[str], vote_type: str, notes: list[Note]) -> Votes:
    """A ballot of a voter who is there twice counts once; a blank one counts as a voter."""
    if len(rows) > MOST_BALLOTS:
        raise PabulibRefused(f"more than {MOST_BALLOTS:,} votes")
    found, seen = Votes(), set[str]()
    with_points = vote_type in POINTS and any(row.fields.get("points") for row in rows)
    if vote_type in POINTS and rows and not with_points:
        notes.append(Note(None, f"{vote_type} ballots without points: counted as approvals"))
    for row in rows:
        voter = row.fields.get("voter_id", "")
        if voter and voter in seen:
            notes.append(Note(row.number, f"voter {voter} is there already: left out"))
            continue
        marks = _marks(row, with_points, notes)
        if marks is None:
            continue
        seen.add(voter)
        kept = list(_kept(row, marks, known, notes))
        found.choices.append(tuple(name for name, _ in kept))
        if with_points:
            found.points.append(tuple(given for _, given in kept))
        found.voters.append({name: cell for name, cell in row.fields.items() if name not in ("vote", "points")})
    return found


def _marks(row: Row, with_points: bool, notes: list[Note]) -> list[tuple[str, Fraction]] | None:
    names = _listed(row.fields.get("vote", ""))
    if not with_points:
        return [(name, ONE) for name in names]
    given = [number_in(text) for text in _listed(row.fields.get("points", ""))]
    points = [number for number in given if number is not None]
    if len(points) == len(given) == len(names):
        return list(zip(names, points, strict=True))
    notes.append(Note(row.number, "choices and points do not match: the ballot is left out"))
    return None


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _kept(
    row: Row, marks: list[tuple[str, Fraction]], known: frozenset[str], notes: list[Note]
) -> Iterator[tuple[str, Fraction]]:
    taken = set[str]()
    for name, given in marks:
        if name not in known:
            notes.append(Note(row.number, f"project {name} is not on the ballot paper: left out of the vote"))
        elif name in taken:
            notes.append(Note(row.number, f"project {name} is in the vote twice: counted once"))
        else:
            taken.add(name)
            yield name, given
