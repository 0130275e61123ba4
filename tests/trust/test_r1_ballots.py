"""R1 for ballots: killed while one is cast or a vote is closed, everything has happened or nothing, and can be done."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from budgeting.models import Ballot, CountedBallot, Round, RoundResult, Turnout, Voter
from budgeting.services.casting import receipt_state
from budgeting.services.closing import close_round
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.votes import after_the_vote, cast, opened, printed
from tests.delivery.killing import KILLED, PATIENCE_S, PROJECT, environment
from tests.factories import make_town

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
_READY = """
import sys
import django
django.setup()
from budgeting.models import Proposal, Round
from geo.models import Municipality
from geo.tenancy import in_town
town = Municipality.objects.get()
with in_town(town):
    of, park = Round.objects.get(), Proposal.objects.get()
"""
_CAST = """
from tests.budgeting.votes import cast, opened
cast(of, park, by=opened(of, sys.argv[1]), key="k1")
"""
_CLOSE = """
from budgeting.services.closing import close_round
close_round(town=town, round=of, by=None)
"""


def killed(program: str, dies_at: str, *arguments: str) -> int:
    """How a process of its own ended that did this."""
    command = [sys.executable, "-c", _READY + program, *arguments]
    variables = {**os.environ, **environment(), "KUULUVUUS_FAULT_POINT": dies_at}
    return subprocess.run(command, cwd=PROJECT, env=variables, timeout=PATIENCE_S, check=False).returncode


@pytest.mark.parametrize("point", ["key.claimed", "key.remembered", "ballot.stored"])
def test_a_worker_killed_while_a_ballot_is_cast_leaves_none_and_the_repeat_casts_it_once(point: str) -> None:
    of = make_round(make_town())
    park = make_proposal(of)
    (code,) = printed(of)
    assert killed(_CAST, point, code) == KILLED
    with in_town(of.municipality):
        assert (Ballot.objects.count(), Turnout.objects.count()) == (0, 0)
        assert Round.objects.get().frozen_at is None
    receipts = {cast(of, park, by=opened(of, code), key="k1").code for _ in range(2)}
    assert [receipt_state(town=of.municipality, round=of, typed=one) for one in receipts] == ["cast"]


def test_a_worker_killed_after_a_ballot_was_cast_has_cast_it_and_the_repeat_gives_its_receipt() -> None:
    of = make_round(make_town())
    park = make_proposal(of)
    (code,) = printed(of)
    assert killed(_CAST, "ballot.cast", code) == KILLED
    receipt = cast(of, park, by=opened(of, code), key="k1")
    assert (receipt.replayed, receipt.version) == (True, 1)
    assert receipt_state(town=of.municipality, round=of, typed=receipt.code) == "cast"


@pytest.mark.parametrize("point", ["round.counted", "round.parted"])
def test_a_worker_killed_while_a_vote_is_closed_leaves_it_open_and_whole(point: str) -> None:
    of = make_round(make_town())
    park = make_proposal(of)
    for _ in range(5):
        cast(of, park)
    with after_the_vote(of):
        assert killed(_CLOSE, point) == KILLED
        with in_town(of.municipality):
            assert (Ballot.objects.count(), Voter.objects.count(), CountedBallot.objects.count()) == (5, 5, 0)
            assert (Round.objects.get().closed_at, RoundResult.objects.count()) == (None, 0)
        close_round(town=of.municipality, round=of, by=None)
    with in_town(of.municipality):
        assert (Ballot.objects.count(), CountedBallot.objects.count()) == (0, 5)
