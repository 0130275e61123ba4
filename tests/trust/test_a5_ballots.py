"""TRUST.md A5: sums within limits, one ballot per voter and round, a closed round refuses, under any race."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import psycopg
import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as drilled
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from budgeting.models import Ballot, CountedBallot, CountedReceipt, Proposal, Round, Turnout, Voter
from budgeting.services.casting import BallotInput, StaleBallot, cast_ballot
from budgeting.services.closing import close_round
from budgeting.services.voters import Admission
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import EURO, make_proposal, make_round
from tests.budgeting.votes import after_the_vote, closed, opened, printed
from tests.databases import _address
from tests.factories import make_town
from tests.trust.ballot_race import INSERT, TURNOUT, Vote, race

MONEY, COSTS, VOTERS = 100, (50, 40, 30, 20, 10), 40


def contested(voters: int = VOTERS) -> tuple[Round, Vote]:
    town = make_town()
    of, other = make_round(town, money=MONEY, ballot="knapsack"), make_round(town)
    proposals = [make_proposal(of, cost=cost) for cost in COSTS]
    codes = {opened(of, code).voter: code for code in printed(of, voters)}
    return of, Vote(
        town=town.pk,
        round=of.pk,
        other_round=other.pk,
        address=f"/{town.slug}/budget/{of.slug}/vote",
        money=MONEY * EURO,
        proposals={each.pk: (each.public_id, each.cost_cents or 0) for each in proposals},
        foreign=make_proposal(other).pk,
        voters=codes,
    )


def held(of: Round, vote: Vote, accepted: Counter[int]) -> None:
    """Nothing over the limit, nothing doubled, nothing lost; and the same after closing."""
    with in_town(of.municipality):
        ballots = list(Ballot.objects.filter(round=of))
        turnouts = list(Turnout.objects.filter(round=of).values_list("voter", flat=True))
    assert [each.choices for each in ballots if not vote.within(each.choices)] == []
    assert {each.voter_id: each.version for each in ballots} == dict(accepted)
    assert sorted(map(str, turnouts)) == sorted(str(each.voter_id) for each in ballots)
    closed(of)
    with in_town(of.municipality):
        counted = Counter(tuple(each.choices) for each in CountedBallot.objects.filter(round=of))
        assert counted == Counter(tuple(each.choices) for each in ballots)
        assert CountedReceipt.objects.filter(round=of).count() == len(ballots)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize(
    ("operations", "threads", "over_wire", "voters"),
    [(240, 8, 1, 10), pytest.param(100_000, 50, 10, 400, marks=pytest.mark.heavy)],
)
def test_contested_ballots_over_http_and_sql_keep_their_limits(
    live_server: Any, operations: int, threads: int, over_wire: int, voters: int
) -> None:
    of, vote = contested(voters)
    tally = race(live_server.url, vote, operations=operations, over_wire=over_wire, threads=threads)
    assert tally.wrong == []
    expected = {"wire accepted", "wire refused", "sql accepted", "sql refused"}
    assert set(tally.outcomes) == expected  # each side got through, and each was refused
    held(of, vote, tally.accepted)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_who_changes_a_ballot_past_the_application_is_turned_away_rather_than_made_to_wait() -> None:
    """Such a one holds the ballot before its voter, the application the voter before the ballot: both would wait."""
    of = make_round(make_town())
    admission, choices = opened(of), [make_proposal(of).pk]
    cast_ballot(town=of.municipality, admission=admission, ballot=BallotInput(choices=tuple(choices)))
    with in_town(of.municipality):
        Voter.objects.select_for_update().get(pk=admission.voter)
        with psycopg.connect(**_address(settings.DATABASES["default"]["NAME"], "default")) as other:
            other.execute("SELECT set_config('kuuluvuus.town', %s, true)", [str(of.municipality_id)])
            with pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute(
                    "UPDATE budgeting_ballot SET choices = %s WHERE voter_id = %s", [choices, admission.voter]
                )


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_turnout_noted_past_the_application_waits_before_it_stands_in_anybodys_way() -> None:
    """Else it would hold the voter's place in the index and wait for whoever casts, who waits for that place."""
    _of, vote = contested(1)
    [voter] = vote.voters
    values = {
        "town": vote.town,
        "round": vote.round,
        "voter": voter,
        "choices": [*vote.proposals][-1:],
        "hash": b"1" * 32,
    }
    address = _address(settings.DATABASES["default"]["NAME"], "default")
    with psycopg.connect(**address) as casting, psycopg.connect(**address) as other, ThreadPoolExecutor(1) as aside:
        for one in (casting, other):
            one.execute("SELECT set_config('kuuluvuus.town', %s, true)", [str(vote.town)])
        casting.execute(INSERT, values)  # the first ballot of a round holds the round
        waiting = aside.submit(other.execute, TURNOUT, values)
        assert wait([waiting], timeout=0.5).not_done
        casting.execute(TURNOUT, values)
        casting.commit()
        with pytest.raises(psycopg.errors.UniqueViolation):
            waiting.result()


class Voting(RuleBasedStateMachine):
    """Three voters, a clerk who withdraws nothing, and a model that knows what may be: the service agrees with it."""

    def __init__(self) -> None:
        super().__init__()
        self.ballots: dict[int, tuple[tuple[int, ...], int]] = {}
        self.is_closed = False

    @initialize(ballot=st.sampled_from(["approval", "knapsack"]), most=st.sampled_from([None, 2]))
    def begin(self, ballot: str, most: int | None) -> None:
        self.town = make_town()
        self.round = make_round(self.town, money=MONEY, ballot=ballot, most_choices=most)
        self.costs = {make_proposal(self.round, cost=cost).pk: cost for cost in COSTS}
        self.foreign = make_proposal(make_round(self.town)).pk
        self.voters: list[Admission] = [opened(self.round, code) for code in printed(self.round, 3)]

    @rule(who=st.integers(0, 2), picks=st.lists(st.integers(0, len(COSTS)), max_size=5), knows=st.booleans())
    def cast(self, who: int, picks: list[int], knows: bool) -> None:
        known = [*self.costs, self.foreign]
        choices = tuple(known[pick] for pick in picks)
        before = self.ballots.get(who)
        version = before[1] if before and knows else None
        try:
            ballot = BallotInput(choices=choices, version=version)
            receipt = cast_ballot(town=self.town, admission=self.voters[who], ballot=ballot)
        except (Refused, StaleBallot) as refused:
            stale = isinstance(refused, StaleBallot)
            assert not self._may(choices) or self.is_closed or (stale and before is not None and version is None)
        else:
            assert self._may(choices)
            assert not self.is_closed
            assert version == (before[1] if before else None)
            assert receipt.version == (version or 0) + 1
            self.ballots[who] = (tuple(sorted(choices)), receipt.version)

    @rule()
    def close(self) -> None:
        if self.ballots and not self.is_closed:
            with after_the_vote(self.round):
                close_round(town=self.town, round=self.round, by=None)
            self.is_closed = True

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "round"):
            return
        expected = sorted(choices for choices, _version in self.ballots.values())
        with in_town(self.town):
            kept = CountedBallot if self.is_closed else Ballot
            found = sorted(tuple(each.choices) for each in kept.objects.filter(round=self.round))
            assert found == expected
            assert Turnout.objects.filter(round=self.round).count() == len(expected)
            assert (Round.objects.get(pk=self.round.pk).frozen_at is not None) == bool(expected)

    def _may(self, choices: tuple[int, ...]) -> bool:
        most, money = self.round.most_choices, self.round.ballot == "knapsack"
        return (
            0 < len(choices) == len(set(choices)) <= (most or len(choices))
            and self.foreign not in choices
            and (not money or sum(self.costs[one] for one in choices) <= MONEY)
        )


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize(("examples", "steps"), [(4, 12), pytest.param(150, 40, marks=pytest.mark.heavy)])
def test_voting_agrees_with_its_model(examples: int, steps: int) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    held_back = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Voting,
        settings=drilled(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=held_back,
        ),
    )


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_proposal_on_the_ballot_keeps_its_cost_once_somebody_has_voted() -> None:
    """Else a ballot within its money would be over it afterwards."""
    from django.db import IntegrityError, transaction

    of, vote = contested(1)
    admission = opened(of, next(iter(vote.voters.values())))
    cast_ballot(town=of.municipality, admission=admission, ballot=BallotInput((next(iter(vote.proposals)),)))
    with in_town(of.municipality), pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(round=of).update(cost_cents=MONEY * EURO * 2)
