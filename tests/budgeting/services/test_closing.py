"""Closing counts every ballot once, and leaves nothing that ties a voter to what they chose."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import IntegrityError, connection, transaction

from budgeting.models import Ballot, CountedBallot, CountedReceipt, PaperBallot, Round, RoundPhase, Turnout, Voter
from budgeting.services.casting import BallotInput, cast_ballot, receipt_state
from budgeting.services.closing import close_round, vote_state
from budgeting.services.paper import PaperInput, enter_paper
from delivery.models import IdempotencyKey
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.votes import after_the_vote, cast, closed, make_clerk, opened, printed
from tests.factories import make_town

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def refused_codes(of: Round) -> list[str]:
    with pytest.raises(Refused) as refused:
        close_round(town=of.municipality, round=of, by=None)
    return [error.code for error in refused.value.errors]


def raw(statement: str) -> None:
    """By whoever has the application's password, past the application; with what is checked at commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_closing_keeps_each_ballot_s_choices_once_and_every_receipt(town: Municipality) -> None:
    of = make_round(town)
    park, path = make_proposal(of), make_proposal(of)
    receipts = [cast(of, *chosen) for chosen in ([park], [path], [park, path], [park])]
    over = closed(of)
    assert over.closed_at is not None
    with in_town(town):
        counted = Counter(tuple(each.choices) for each in CountedBallot.objects.all())
    assert counted == {(park.pk,): 2, (path.pk,): 1, (park.pk, path.pk): 1}
    assert {receipt_state(town=town, round=of, typed=each.code) for each in receipts} == {"counted"}


def test_after_closing_no_voter_no_key_and_no_second_reading_is_left(town: Municipality) -> None:
    of, clerk = make_round(town, checked_share=0), make_clerk()
    park = make_proposal(of)
    printed(of, 5)
    cast(of, park, key="k1")
    enter_paper(town=town, round=of, paper=PaperInput("1", (park.pk,)), by=clerk)
    closed(of)
    with in_town(town):
        assert (Ballot.objects.count(), Voter.objects.count(), CountedReceipt.objects.count()) == (0, 0, 2)
        assert set(Turnout.objects.values_list("voter", flat=True)) == {None}
        paper = PaperBallot.objects.get()
        assert (paper.voter, paper.second_choices) == (None, None)
    assert not IdempotencyKey.objects.filter(scope__startswith="ballot").exists()


def test_closing_one_round_leaves_the_keys_and_voters_of_others(town: Municipality) -> None:
    of, other = make_round(town), make_round(town)
    cast(of, make_proposal(of), key="k1")
    cast(other, make_proposal(other), key="k2")
    closed(of)
    with in_town(town):
        assert Ballot.objects.get().round_id == other.pk
    assert IdempotencyKey.objects.filter(scope__startswith="ballot").count() == 1


def test_a_vote_is_closed_after_its_last_day_and_closing_again_changes_nothing(town: Municipality) -> None:
    of = make_round(town)
    cast(of, make_proposal(of))
    assert refused_codes(of) == ["vote_goes_on"]
    first = closed(of)
    assert closed(of).closed_at == first.closed_at


def test_a_vote_that_nobody_took_part_in_is_closed_too(town: Municipality) -> None:
    of = make_round(town)
    make_proposal(of)
    assert closed(of).closed_at is not None


def test_a_vote_without_a_last_day_or_without_a_vote_is_not_closed(town: Municipality) -> None:
    of, without = make_round(town), make_round(town, has_vote=False)
    with in_town(town):
        RoundPhase.objects.filter(round=of).update(ends_on=None)
    assert (refused_codes(of), refused_codes(without)) == (["no_last_day"], ["no_vote"])


def test_paper_that_waits_for_a_second_person_keeps_the_vote_open(town: Municipality) -> None:
    of = make_round(town, double_entry=True)
    enter_paper(town=town, round=of, paper=PaperInput("1", (make_proposal(of).pk,)), by=make_clerk())
    with after_the_vote(of):
        assert refused_codes(of) == ["paper_unchecked"]
    with in_town(town):
        PaperBallot.objects.update(state=PaperBallot.State.DIFFERS)
    with after_the_vote(of):
        assert refused_codes(of) == ["paper_differs"]


def test_the_desk_sees_how_many_voted_and_how_and_what_stands_against_closing(town: Municipality) -> None:
    of = make_round(town, double_entry=True)
    park = make_proposal(of)
    cast(of, park, by=opened(of, printed(of, 1, "school")[0]))
    enter_paper(town=town, round=of, paper=PaperInput("1", (park.pk,)), by=make_clerk())
    state = vote_state(town=town, round=of)
    assert (state.ballots, state.by_channel, state.to_check) == (2, {"school": 1, "paper": 1}, 1)
    assert sum(state.by_day.values()) == 2
    assert state.obstacles == ("vote_goes_on", "paper_unchecked")


def test_the_desk_sees_how_many_ballots_came_from_a_browser_that_had_cast_another(town: Municipality) -> None:
    of = make_round(town)
    ballot = BallotInput((make_proposal(of).pk,))
    token = cast_ballot(town=town, admission=opened(of), ballot=ballot, participant_token="").participant_token
    for same in (token, token, "", None):
        cast_ballot(town=town, admission=opened(of), ballot=ballot, participant_token=same)
    state = vote_state(town=town, round=of)
    assert (state.ballots, state.of_one_browser) == (5, 2)


def test_no_statement_takes_ballots_away_before_they_are_counted(town: Municipality) -> None:
    of = make_round(town)
    park = make_proposal(of)
    cast(of, park)
    cast(of, park)
    with in_town(town):
        for statement in (
            "DELETE FROM budgeting_ballot",
            "DELETE FROM budgeting_turnout",
            "UPDATE budgeting_turnout SET voter_id = NULL",
            "INSERT INTO budgeting_countedreceipt (id, municipality_id, round_id, receipt_hash)"
            " SELECT gen_random_uuid(), municipality_id, round_id, receipt_hash FROM budgeting_ballot",
            "UPDATE budgeting_round SET closed_at = town_clock()",
        ):
            with pytest.raises(IntegrityError, match="ballot: "):
                raw(statement)


def test_closing_by_hand_holds_only_with_exactly_the_choices_that_were_cast(town: Municipality) -> None:
    of = make_round(town)
    park, path = make_proposal(of), make_proposal(of)
    for chosen in (park, park, path):
        cast(of, chosen)
    counted = (
        "INSERT INTO budgeting_countedballot (id, municipality_id, round_id, choices, points)"
        " SELECT gen_random_uuid(), municipality_id, round_id, {choices}, points FROM budgeting_ballot {rest}"
    )
    receipts = (
        "INSERT INTO budgeting_countedreceipt (id, municipality_id, round_id, receipt_hash)"
        " SELECT gen_random_uuid(), municipality_id, round_id, receipt_hash FROM budgeting_ballot"
    )
    with after_the_vote(of), in_town(town):
        for choices, rest in (("choices", "LIMIT 2"), (f"ARRAY[{path.pk}]::bigint[]", "")):
            with pytest.raises(IntegrityError, match="not_counted"), transaction.atomic():
                raw_closed(counted.format(choices=choices, rest=rest), receipts)
        with pytest.raises(IntegrityError, match="not_counted"), transaction.atomic():
            raw_closed(counted.format(choices="choices", rest=""))
        raw_closed(counted.format(choices="choices", rest=""), receipts)
        with pytest.raises(IntegrityError, match="not_closing"):
            raw(receipts.replace("round_id, receipt_hash FROM budgeting_ballot", "id, 'x' FROM budgeting_round"))
        for statement in ("UPDATE budgeting_countedballot SET points = '{1}'", "DELETE FROM budgeting_countedballot"):
            with pytest.raises(IntegrityError, match="counted_stays"):
                raw(statement)
        with pytest.raises(IntegrityError, match="ballot: closed"):
            raw("UPDATE budgeting_round SET closed_at = NULL")


def raw_closed(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE budgeting_round SET closed_at = town_clock()")
        for statement in (*statements, "DELETE FROM budgeting_ballot"):
            cursor.execute(statement)
