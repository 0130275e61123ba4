"""How a ballot is opened: by code, by a link sent to an address, by strong identification, as a council's member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import User
from budgeting.models import Round, VotingWay
from geo.models import Municipality

TICKET_HOURS = 4


class NotAdmitted(Exception):
    """What was shown opens no ballot of the round. `code` says why, for the page."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Knock:
    """Whose guesses are counted together: `delivery.services.address_of(request)`."""

    address: str


@dataclass(frozen=True)
class Admission:
    """Somebody who may cast one ballot in the round, or change it. `channel` and `event` are those of the turnout."""

    round: int
    voter: int
    way: VotingWay
    channel: str
    event: int | None = None


def open_by_code(*, town: Municipality, round: Round, typed: str, knock: Knock) -> Admission:
    """NotAdmitted: "mistyped" (not counted as a guess), "unknown", "withdrawn", "not_open", "wrong_way".

    RateLimited (429) after ten wrong guesses from an address in ten minutes.
    """
    raise NotImplementedError


@dataclass(frozen=True)
class LinkWish:
    """Who asks for a link, and in which language the letter is."""

    email: str
    language: str


def send_link(*, town: Municipality, round: Round, wish: LinkWish, knock: Knock) -> None:
    """Send the link that opens the address's ballot. Nothing tells whether the address has voted. Raises Refused."""
    raise NotImplementedError


def open_by_link(*, town: Municipality, round: Round, key: str, knock: Knock) -> Admission:
    """By the key in the letter, as long as it is good: "unknown", "expired", "not_open"."""
    raise NotImplementedError


def open_by_claims(*, town: Municipality, round: Round, subject: str, claims: Mapping[str, object]) -> Admission:
    """By what an identity provider says of somebody; the round's claims must be among it: "not_entitled"."""
    raise NotImplementedError


def open_for_member(*, town: Municipality, round: Round, user: User) -> Admission:
    """For a member of the round's council who is signed in: "not_entitled"."""
    raise NotImplementedError


def ticket_of(admission: Admission) -> str:
    """A signed word for the form or a cookie of the voter's browser: good for some hours, and for this round alone."""
    raise NotImplementedError


def admission_by_ticket(*, round: Round, ticket: str) -> Admission | None:
    """Who it was made for; None when it is not ours, too old, or of another round."""
    raise NotImplementedError
