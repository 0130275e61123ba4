"""One ballot per voter and round, within its limits, with its turnout, changed until closing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from budgeting.models import Ballot, CodeSheet, Proposal, Round, Turnout, VotingWay
from budgeting.services.casting import (
    BallotInput,
    StaleBallot,
    cast_ballot,
    current_ballot,
    receipt_state,
    tell_where_from,
)
from budgeting.services.codes import withdraw_sheet
from delivery.services import IdempotencyConflict
from geo.models import AreaSet, Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import Participant, ParticipantHome
from participation.services import Home
from tests.budgeting.factories import make_pot, make_proposal, make_round
from tests.budgeting.votes import cast, opened, printed
from tests.factories import make_halves, make_town
from tests.zoning.town_clock import town_clock_at
from zoning.deadlines import HELSINKI

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refused.value.errors]


def refusal(of: Round, *chosen: Proposal, **said: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        cast(of, *chosen, **said)
    return codes_of(refused)


def test_a_ballot_is_kept_with_its_turnout_and_the_first_one_freezes_the_round(town: Municipality) -> None:
    of = make_round(town)
    park, path = make_proposal(of), make_proposal(of)
    receipt = cast(of, path, park)
    with in_town(town):
        ballot, turnout = Ballot.objects.get(), Turnout.objects.get()
        assert (ballot.choices, ballot.version) == ([park.pk, path.pk], 1)
        assert (turnout.voter_id, turnout.round_id, turnout.channel) == (ballot.voter_id, of.pk, "paper")
        assert Round.objects.get().frozen_at is not None
    assert receipt_state(town=town, round=of, typed=receipt.code) == "cast"


def test_a_code_that_has_voted_changes_its_ballot_and_does_not_get_another(town: Municipality) -> None:
    of = make_round(town)
    park, path = make_proposal(of), make_proposal(of)
    (code,) = printed(of)
    first = cast(of, park, by=opened(of, code))
    with pytest.raises(StaleBallot) as stale:
        cast(of, path, by=opened(of, code))
    assert stale.value.version == 1
    second = cast(of, path, by=opened(of, code), version=1)
    now = current_ballot(town=town, admission=opened(of, code))
    assert now is not None
    assert (now.choices, now.version, second.version) == ((path.pk,), 2, 2)
    with in_town(town):
        assert (Ballot.objects.count(), Turnout.objects.count()) == (1, 1)
    states = [receipt_state(town=town, round=of, typed=each.code) for each in (first, second)]
    assert states == ["unknown", "cast"]


def test_a_change_of_a_ballot_that_was_changed_meanwhile_is_refused(town: Municipality) -> None:
    of = make_round(town)
    park, path = make_proposal(of), make_proposal(of)
    voter = opened(of)
    cast(of, park, by=voter)
    cast(of, path, by=voter, version=1)
    with pytest.raises(StaleBallot):
        cast(of, park, by=voter, version=1)


def test_the_same_ballot_sent_twice_with_one_key_is_one_ballot_with_one_receipt(town: Municipality) -> None:
    of = make_round(town)
    park, path = make_proposal(of), make_proposal(of)
    voter = opened(of)
    first = cast(of, park, by=voter, key="k1")
    again = cast(of, park, by=voter, key="k1")
    assert (again.code, again.version, again.replayed) == (first.code, 1, True)
    with pytest.raises(IdempotencyConflict):
        cast(of, path, by=voter, key="k1")


def test_what_a_key_leaves_behind_cannot_be_tried_against_choices(town: Municipality) -> None:
    """Without the key, which only the browser has, no guess at the choices gives the fingerprint."""
    of = make_round(town)
    park = make_proposal(of)
    kept = []
    for key in ("one", "two"):
        cast(of, park, by=opened(of), key=key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerprint FROM delivery_idempotencykey WHERE scope LIKE 'ballot %'")
        kept = [bytes(row[0]) for row in cursor.fetchall()]
    assert len(set(kept)) == 2


@pytest.mark.parametrize(
    ("fields", "points", "codes"),
    [
        ({"ballot": "approval", "most_choices": 1}, (), [("choices", "too_many")]),
        ({"ballot": "ranking", "most_choices": 1}, (), [("choices", "too_many")]),
        ({"ballot": "knapsack"}, (), [("choices", "over_money")]),
        ({"ballot": "points", "points_total": 10}, (6, 5), [("points", "over_points")]),
        ({"ballot": "points", "points_total": 10}, (6,), [("points", "points_for_each")]),
        ({"ballot": "points", "points_total": 10}, (6, 0), [("points", "points_for_each")]),
        ({"ballot": "approval"}, (1, 1), [("points", "no_points")]),
    ],
)
def test_a_ballot_beyond_its_limits_is_refused(
    town: Municipality, fields: dict[str, Any], points: tuple[int, ...], codes: list[tuple[str, str]]
) -> None:
    of = make_round(town, money=100_000, **fields)
    park, path = make_proposal(of, cost=60_000), make_proposal(of, cost=50_000)
    assert refusal(of, park, path, points=points) == codes
    with in_town(town):
        assert (Ballot.objects.count(), Turnout.objects.count()) == (0, 0)
        assert Round.objects.get().frozen_at is None


def test_a_ballot_up_to_its_limits_is_taken(town: Municipality) -> None:
    of = make_round(town, money=100_000, ballot="knapsack")
    assert cast(of, make_proposal(of, cost=60_000), make_proposal(of, cost=40_000)).version == 1


def test_money_of_one_pot_is_not_spent_in_another(town: Municipality) -> None:
    of = make_round(town, money=100_000, ballot="knapsack")
    west = make_pot(of, "west", 50_000)
    cheap, dear = make_proposal(of, cost=10_000), make_proposal(of, cost=60_000, pot=west)
    assert refusal(of, cheap, dear) == [("choices", "over_money")]


def test_points_and_places_of_a_ranking_stay_with_their_choices(town: Municipality) -> None:
    points = make_round(town, ballot="points", points_total=10)
    park, path = make_proposal(points), make_proposal(points)
    ranking = make_round(town, ballot="ranking")
    first, second = make_proposal(ranking), make_proposal(ranking)
    cast(points, path, park, points=(7, 3))
    cast(ranking, second, first)
    with in_town(town):
        shared, ordered = Ballot.objects.order_by("pk")
    assert (shared.choices, shared.points) == ([park.pk, path.pk], [3, 7])
    assert ordered.choices == [second.pk, first.pk]


def test_a_ballot_is_of_proposals_on_its_own_round_s_ballot(town: Municipality) -> None:
    of, other = make_round(town), make_round(town)
    park, elsewhere = make_proposal(of), make_proposal(other)
    draft = make_proposal(of, state="open")
    assert refusal(of, elsewhere) == [("choices", "not_on_ballot")]
    assert refusal(of, draft) == [("choices", "not_on_ballot")]
    assert refusal(of, park, park) == [("choices", "twice")]
    assert refusal(of) == [("choices", "empty")]


def test_a_voter_of_one_round_has_no_ballot_in_another(town: Municipality) -> None:
    of, other = make_round(town), make_round(town)
    voter, elsewhere = opened(of), make_proposal(other)
    stranger = type(voter)(other.pk, voter.voter, voter.way, voter.channel)
    assert refusal(other, elsewhere, by=stranger) == [("round", "not_open")]


def test_the_vote_takes_ballots_on_its_days_alone(town: Municipality) -> None:
    of = make_round(town)
    park = make_proposal(of)
    voter = opened(of)
    with in_town(town):
        last_day = of.phases.get().ends_on
    assert last_day
    last_second = datetime.datetime.combine(last_day, datetime.time(23, 59, 59), tzinfo=HELSINKI)
    with town_clock_at(last_second):
        cast(of, park, by=voter)
    with town_clock_at(last_second + datetime.timedelta(seconds=1)):
        assert refusal(of, park, by=voter, version=1) == [("round", "not_open")]
    with town_clock_at(last_second - datetime.timedelta(days=30)):
        assert refusal(of, park, by=voter, version=1) == [("round", "not_open")]


def test_an_unpublished_round_takes_no_ballots(town: Municipality) -> None:
    of = make_round(town)
    park, voter = make_proposal(of), opened(of)
    with in_town(town):
        Round.objects.update(published_at=None)
    assert refusal(of, park, by=voter) == [("round", "not_open")]


def test_who_may_vote_is_said_by_the_voter_where_the_round_limits_it(town: Municipality) -> None:
    of = make_round(town, min_age=12)
    park, voter = make_proposal(of), opened(of)
    with pytest.raises(Refused) as refused:
        cast_ballot(town=town, admission=voter, ballot=BallotInput((park.pk,)))
    assert codes_of(refused) == [("is_entitled", "not_said")]
    assert cast(of, park, by=voter).version == 1


def test_a_withdrawn_code_casts_nothing_new_but_what_it_cast_may_be_changed(town: Municipality) -> None:
    of = make_round(town)
    park = make_proposal(of)
    codes = printed(of, 2)
    used, unused = (opened(of, code) for code in codes)
    cast(of, park, by=used)
    with in_town(town):
        sheet = CodeSheet.objects.get()
    withdraw_sheet(town=town, sheet=sheet)
    assert refusal(of, park, by=unused) == [("round", "withdrawn")]
    assert cast(of, park, by=used, version=1).version == 2


def test_a_way_of_voting_that_the_round_does_not_have_is_refused(town: Municipality) -> None:
    of = make_round(town)
    park, voter = make_proposal(of), opened(of)
    with in_town(town):
        Round.objects.update(ways=[VotingWay.EMAIL])
    assert refusal(of, park, by=voter) == [("round", "wrong_way")]


def test_where_a_voter_lives_is_kept_with_the_turnout_and_never_with_the_ballot(town: Municipality) -> None:
    halves: AreaSet = make_halves(town)
    of = make_round(town)
    park, voter = make_proposal(of), opened(of)
    cast(of, park, by=voter)
    home = Home(area=halves.areas.get(code="W"), age_band="13-17", resident_type="permanent")
    tell_where_from(town=town, admission=voter, home=home)
    with in_town(town):
        turnout = Turnout.objects.get()
        kept = ParticipantHome.objects.get(participant=turnout.participant_id)
        assert (turnout.area and turnout.area.code, turnout.age_band, turnout.resident_type) == (
            "W",
            "13-17",
            "permanent",
        )
        assert turnout.home_id == kept.pk


def test_a_known_browser_is_the_same_participant_and_a_shared_device_always_a_new_one(town: Municipality) -> None:
    of, other = make_round(town), make_round(town)
    park, bench = make_proposal(of), make_proposal(other)
    ballot, second = BallotInput((park.pk,)), BallotInput((bench.pk,))
    first = cast_ballot(town=town, admission=opened(of), ballot=ballot, participant_token="")
    assert first.participant_token
    cast_ballot(town=town, admission=opened(other), ballot=second, participant_token=first.participant_token)
    shared = cast_ballot(town=town, admission=opened(of), ballot=ballot, participant_token=None)
    assert shared.participant_token is None
    with in_town(town):
        assert Turnout.objects.values("participant").distinct().count() == 2
        identities = set(Participant.objects.values_list("identity", flat=True))
    assert identities == {"token", "shared"}


def test_a_receipt_that_was_mistyped_is_told_from_one_that_is_not_known(town: Municipality) -> None:
    of = make_round(town)
    receipt = cast(of, make_proposal(of))
    other = make_round(town)
    wrong = ("1" if receipt.code[0] == "0" else "0") + receipt.code[1:]
    assert receipt_state(town=town, round=of, typed=wrong) == "mistyped"
    assert receipt_state(town=town, round=other, typed=receipt.code) == "unknown"
    assert receipt_state(town=town, round=of, typed=receipt.code.lower().replace("-", " ")) == "cast"


def test_numbers_that_no_proposal_can_have_are_refused_like_any_other(town: Municipality) -> None:
    of = make_round(town)
    voter = opened(of)
    for number in (-1, 2**63):
        with pytest.raises(Refused) as refused:
            cast_ballot(town=town, admission=voter, ballot=BallotInput((number,)))
        assert codes_of(refused) == [("choices", "not_on_ballot")]


def test_ballots_are_cast_the_same_where_nothing_may_stay_prepared(town: Municipality) -> None:
    of = make_round(town)
    park, voter = make_proposal(of), opened(of)
    with override_settings(PREPARED_STATEMENTS=False):
        cast(of, park, by=voter)
        assert cast(of, park, by=voter, version=1).version == 2


def test_where_somebody_lives_is_asked_after_their_ballot_and_known_in_the_next_round(town: Municipality) -> None:
    halves = make_halves(town)
    of, other = make_round(town), make_round(town)
    home = Home(area=halves.areas.get(code="E"), age_band="30-44")
    voter, ballot = opened(of), BallotInput((make_proposal(of).pk,))
    with pytest.raises(Refused) as refused:
        tell_where_from(town=town, admission=voter, home=home)
    assert codes_of(refused) == [("home", "not_cast")]
    receipt = cast_ballot(town=town, admission=voter, ballot=ballot, participant_token="")
    tell_where_from(town=town, admission=voter, home=home)
    second = BallotInput((make_proposal(other).pk,))
    cast_ballot(town=town, admission=opened(other), ballot=second, participant_token=receipt.participant_token)
    with in_town(town):
        turnout = Turnout.objects.get(round=other)
        assert (turnout.area and turnout.area.code, turnout.age_band) == ("E", "30-44")
