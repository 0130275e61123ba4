"""Votes as engagement: that somebody voted counts, a person once, never what they chose; against numbers by hand."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from budgeting.models import Turnout
from budgeting.services.casting import BallotInput, cast_ballot, tell_where_from
from geo.models import AreaSet, Municipality
from geo.tenancy import in_town
from neighbourhoods.runs.asking import Asked, months_before
from neighbourhoods.runs.freezing import freeze
from participation.models import Participant
from participation.services import Home
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.votes import cast, opened
from tests.factories import make_halves, make_town
from tests.neighbourhoods.people import act, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def halves(db: None) -> AreaSet:
    return make_halves(make_town())


def acts(town: Municipality) -> list[tuple[str, str, str]]:
    """Kind, channel and process of everything that counts as engagement of a person."""
    with in_town(town), connection.cursor() as cursor:
        cursor.execute(
            "SELECT act.kind, act.channel, process.slug FROM neighbourhoods_engagement act"
            " LEFT JOIN participation_process process ON process.id = act.process_id"
            " WHERE act.participant_id IS NOT NULL ORDER BY 1, 2, 3"
        )
        return [tuple(row) for row in cursor.fetchall()]


def persons(town: Municipality) -> int:
    """How many different people a run would find."""
    frozen = freeze(Asked(town, months_before(timezone.now() + datetime.timedelta(days=1), 12)))
    return int(frozen.sets[0].persons[:, -1].sum())


def test_a_vote_is_engagement_of_its_round_by_its_channel(halves: AreaSet) -> None:
    town = halves.municipality
    of = make_round(town, "kierros")
    cast(of, make_proposal(of))
    assert acts(town) == [("vote", "paper", "kierros")]


def test_a_person_who_votes_in_two_rounds_and_writes_is_one_person(halves: AreaSet) -> None:
    town = halves.municipality
    rounds = [make_round(town, f"kierros-{number}") for number in (1, 2)]
    proposals = [make_proposal(of) for of in rounds]
    token = ""
    for of, proposal in zip(rounds, proposals, strict=True):
        ballot = BallotInput(choices=(proposal.pk,), is_entitled=True)
        receipt = cast_ballot(town=town, admission=opened(of), ballot=ballot, participant_token=token)
        token = receipt.participant_token or token
    with in_town(town):
        act(Participant.objects.get())
    cast(rounds[0], proposals[0])
    assert len(acts(town)) == 4
    assert persons(town) == 2


def test_a_changed_ballot_is_not_another_act(halves: AreaSet) -> None:
    of = make_round(halves.municipality)
    voter, first, second = opened(of), make_proposal(of), make_proposal(of)
    receipt = cast(of, first, by=voter)
    cast(of, second, by=voter, version=receipt.version)
    assert len(acts(halves.municipality)) == 1


def test_voters_count_where_they_live(halves: AreaSet) -> None:
    town = halves.municipality
    of = make_round(town)
    proposal = make_proposal(of)
    for code, voters in (("W", 3), ("E", 1)):
        for _ in range(voters):
            voter = opened(of)
            cast(of, proposal, by=voter)
            tell_where_from(
                town=town, admission=voter, home=Home(area=halves.areas.get(code=code), resident_type="permanent")
            )
    frozen = freeze(Asked(town, months_before(timezone.now() + datetime.timedelta(days=1), 12)))
    rows = frozen.sets[0].persons  # area number (E, W), band, stratum, channels, persons
    assert {area: int(rows[rows[:, 0] == area][:, -1].sum()) for area in (0, 1)} == {0: 1, 1: 3}


def test_a_ballot_whose_voter_is_gone_is_nobodys_act(halves: AreaSet) -> None:
    town = halves.municipality
    of = make_round(town)
    cast(of, make_proposal(of))
    with in_town(town):
        Turnout.objects.update(participant=None)
        act(person(town, None))
    assert [kind for kind, _channel, _process in acts(town)] == ["feedback"]
    with in_town(town), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM neighbourhoods_engagement")
        assert cursor.fetchone() == (1,)
