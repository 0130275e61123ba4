"""Ballots on paper: entered with the place they came from, and checked by a second person, all or by a sample."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from budgeting.models import PaperBallot, Round
from geo.models import Municipality
from participation.models import Channel, Event
from participation.services import Home


@dataclass(frozen=True)
class PaperInput:
    """One sheet of paper as it is read: its number, what is marked, and where the box stood.

    `spoiled`: it cannot be counted (unreadable, too many marks); then there are no choices.
    """

    number: str
    choices: tuple[int, ...] = ()
    points: tuple[int, ...] = ()
    place: str = ""
    channel: str = Channel.PAPER
    event: Event | None = None
    spoiled: bool = False
    home: Home | None = None


def enter_paper(*, town: Municipality, round: Round, paper: PaperInput, by: User) -> PaperBallot:
    """Enter a ballot, or that it is spoiled. Whether a second person must check it is drawn by lot, which nobody can
    foresee. The same number again is Refused ("entered")."""
    raise NotImplementedError


def to_check(*, town: Municipality, round: Round, by: User) -> list[PaperBallot]:
    """What waits for a second person other than the one who entered it, by number."""
    raise NotImplementedError


def check_paper(*, town: Municipality, paper: PaperBallot, read: PaperInput, by: User) -> PaperBallot:
    """A second reading without seeing the first: the state becomes "agreed" or "differs". Raises Refused."""
    raise NotImplementedError


def differing(*, town: Municipality, round: Round) -> list[PaperBallot]:
    """Read in two ways; `readings` says how."""
    raise NotImplementedError


def readings(*, town: Municipality, paper: PaperBallot) -> tuple[PaperInput, PaperInput]:
    """The two readings of a ballot that differ."""
    raise NotImplementedError


def resolve_paper(*, town: Municipality, paper: PaperBallot, read: PaperInput, by: User) -> PaperBallot:
    """What it says after both looked again; anybody who may enter ballots decides."""
    raise NotImplementedError


def spoil_paper(*, town: Municipality, paper: PaperBallot, by: User) -> PaperBallot:
    """It cannot be counted after all: its ballot and its turnout go. Again changes nothing."""
    raise NotImplementedError
