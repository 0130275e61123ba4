"""The count of a round: stored at closing, by its own rule and by others beside it; shown once it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from budgeting.models import Round, RoundResult
from geo.models import Municipality


@dataclass(frozen=True)
class CastBallot:
    """One valid ballot as closing hands it over: what it chose, and the groups its voter counts in.

    The groups come from the turnout and are used for shares of groups alone; nothing of them is stored by ballot.
    """

    choices: tuple[int, ...]
    points: tuple[int, ...] = ()
    area: str = ""  # code of an area of the town's home set; empty: not known
    age_band: str = ""
    channel: str = ""


def store_results(*, town: Municipality, round: Round, ballots: Sequence[CastBallot]) -> RoundResult:
    """Counts and stores what came of it, in the transaction of closing; gives the official result."""
    raise NotImplementedError


def publish_results(*, town: Municipality, round: Round, by: User | None) -> RoundResult:
    """Shows the result and says of each proposal whether it won. Doing it again changes nothing."""
    raise NotImplementedError
