"""`cast_ballot` is the one way in for a ballot: with its turnout, in one transaction, or not at all.

Every limit is held by the database (migration of the ballots' triggers); what it refuses is told as Refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from budgeting.models import Round
from budgeting.services.voters import Admission
from geo.models import Municipality
from participation.services import Home


class StaleBallot(Exception):
    """The ballot was cast or changed meanwhile, or there is one already. `version` is what it is now."""

    def __init__(self, version: int) -> None:
        super().__init__(str(version))
        self.version = version


@dataclass(frozen=True)
class BallotInput:
    """What is chosen: ids of proposals, in order of preference for a ranking; `points` along them for points.

    `is_entitled`: the voter says that they belong to those who may vote, where the round limits that.
    `version`: of the ballot that this one replaces; None for the first. `key`: idempotency key of the browser.
    """

    choices: tuple[int, ...]
    points: tuple[int, ...] = ()
    is_entitled: bool = False
    version: int | None = None
    key: str = ""


@dataclass(frozen=True)
class Receipt:
    """`code` proves that the ballot is in the count, and nothing of what it says. Shown once; a change gives a new one.

    `participant_token`: to be kept in the voter's browser (not on a shared device); None where there is none.
    """

    code: str
    version: int
    participant_token: str | None = None
    replayed: bool = False


@dataclass(frozen=True)
class CurrentBallot:
    choices: tuple[int, ...]
    points: tuple[int, ...]
    version: int


def cast_ballot(
    *, town: Municipality, admission: Admission, ballot: BallotInput, participant_token: str | None = None
) -> Receipt:
    """Cast the ballot, or change it while the vote is open.

    Raises Refused (fields: choices, points, is_entitled, round), StaleBallot (409/412), IdempotencyConflict (422).
    `participant_token`: the browser's, if it has one; "" makes a new participant with a token, None (a shared device)
    one without.
    """
    raise NotImplementedError


def current_ballot(*, town: Municipality, admission: Admission) -> CurrentBallot | None:
    """What the voter has cast so far, to be changed; None before the first. Nobody else may be shown it."""
    raise NotImplementedError


def tell_where_from(*, town: Municipality, admission: Admission, home: Home) -> None:
    """Where the voter lives and how old they are, as they say after casting; until closing. Again replaces it."""
    raise NotImplementedError


def receipt_state(*, town: Municipality, round: Round, typed: str) -> str:
    """Of a receipt's code: "mistyped", "unknown", "cast" (waits for the count) or "counted". Nothing of the choices."""
    raise NotImplementedError
