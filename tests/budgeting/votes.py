"""Voters and ballots for tests, cast as people cast them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from accounts.models import User
from budgeting.models import Proposal, Round
from budgeting.services.casting import BallotInput, Receipt, cast_ballot
from budgeting.services.closing import close_round
from budgeting.services.codes import SheetInput, print_sheet
from budgeting.services.voters import Admission, Knock, open_by_code
from geo.tenancy import in_town
from participation.models import Channel
from tests.zoning.town_clock import town_clock_at
from zoning.clock import town_now

_numbers = count(1)
HOME = Knock("192.0.2.1")


def make_clerk() -> User:
    return User.objects.create_user(f"virkailija{next(_numbers)}@example.fi")


def printed(of: Round, codes: int = 1, channel: str = Channel.PAPER) -> tuple[str, ...]:
    sheet = SheetInput(label="9B", codes=codes, channel=channel)
    return print_sheet(town=of.municipality, round=of, sheet=sheet, by=make_clerk()).codes


def opened(of: Round, code: str = "") -> Admission:
    """A voter with a code of their own, or with this one."""
    return open_by_code(town=of.municipality, round=of, typed=code or printed(of)[0], knock=HOME)


def cast(of: Round, *chosen: Proposal, by: Admission | None = None, **said: object) -> Receipt:
    """The ballot of a new voter (or of this one) that chooses these proposals."""
    ballot = BallotInput(choices=tuple(each.pk for each in chosen), is_entitled=True, **said)  # type: ignore[arg-type]
    return cast_ballot(town=of.municipality, admission=by or opened(of), ballot=ballot)


@contextmanager
def after_the_vote(of: Round) -> Iterator[None]:
    """The day after the last day of the vote."""
    with in_town(of.municipality):
        last = max(phase.ends_on for phase in of.phases.filter(kind="vote") if phase.ends_on)
    noon = datetime.datetime.combine(last, datetime.time(12), tzinfo=datetime.UTC) + datetime.timedelta(days=1)
    with town_clock_at(max(noon, town_now())):
        yield


def closed(of: Round) -> Round:
    """The round after its vote, counted and parted from its voters."""
    with after_the_vote(of):
        return close_round(town=of.municipality, round=of, by=None)
