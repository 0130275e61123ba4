"""Ballots on paper: entered once, some of them read again by a second person, and decided on where they differ."""

from __future__ import annotations

import pytest

from accounts.models import User
from budgeting.models import Ballot, PaperBallot, Round, Turnout, Voter
from budgeting.services.paper import (
    PaperInput,
    check_paper,
    differing,
    enter_paper,
    readings,
    resolve_paper,
    spoil_paper,
    to_check,
)
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import ParticipantHome
from participation.services import Home
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.votes import after_the_vote, make_clerk
from tests.factories import make_halves, make_town

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
State = PaperBallot.State


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


@pytest.fixture
def clerk(db: None) -> User:
    return make_clerk()


@pytest.fixture
def other(db: None) -> User:
    return make_clerk()


def said(of: Round) -> list[tuple[list[int], list[int]]]:
    with in_town(of.municipality):
        return list(Ballot.objects.order_by("pk").values_list("choices", "points"))


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [error.code for error in refused.value.errors]


def test_a_paper_ballot_counts_with_the_place_and_channel_it_came_by(town: Municipality, clerk: User) -> None:
    halves = make_halves(town)
    of = make_round(town, checked_share=0)
    park = make_proposal(of)
    home = Home(area=halves.areas.get(code="E"), age_band="75+")
    paper = PaperInput(" A-001 ", (park.pk,), place="Kirjasto", channel="event", home=home)
    kept = enter_paper(town=town, round=of, paper=paper, by=clerk)
    assert (kept.number, kept.place, kept.state) == ("A-001", "Kirjasto", State.ENTERED)
    assert said(of) == [([park.pk], [])]
    with in_town(town):
        turnout = Turnout.objects.get()
        assert (turnout.channel, turnout.area and turnout.area.code, turnout.age_band) == ("event", "E", "75+")
        assert turnout.voter_id == kept.voter_id
        assert ParticipantHome.objects.get().participant_id == turnout.participant_id


def test_one_number_is_entered_once(town: Municipality, clerk: User) -> None:
    of = make_round(town, checked_share=0)
    paper = PaperInput("1", (make_proposal(of).pk,))
    enter_paper(town=town, round=of, paper=paper, by=clerk)
    with pytest.raises(Refused) as refused:
        enter_paper(town=town, round=of, paper=paper, by=clerk)
    assert codes_of(refused) == ["entered"]
    assert len(said(of)) == 1


def test_paper_keeps_to_the_limits_and_is_entered_until_the_vote_is_closed(town: Municipality, clerk: User) -> None:
    of = make_round(town, most_choices=1, checked_share=0)
    park, path = make_proposal(of), make_proposal(of)
    with pytest.raises(Refused) as refused:
        enter_paper(town=town, round=of, paper=PaperInput("1", (park.pk, path.pk)), by=clerk)
    assert codes_of(refused) == ["too_many"]
    with after_the_vote(of):
        enter_paper(town=town, round=of, paper=PaperInput("1", (park.pk,)), by=clerk)
    assert len(said(of)) == 1


def test_a_round_without_paper_takes_none(town: Municipality, clerk: User) -> None:
    of = make_round(town, ways=["code"])
    with pytest.raises(Refused) as refused:
        enter_paper(town=town, round=of, paper=PaperInput("1", (make_proposal(of).pk,)), by=clerk)
    assert codes_of(refused) == ["wrong_way"]


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        (PaperInput(" "), "required"),
        (PaperInput("1", channel="open311"), "unknown_channel"),
        (PaperInput("1", place="x" * 201), "too_long"),
    ],
)
def test_a_paper_says_its_number_and_where_it_came_from(
    town: Municipality, clerk: User, paper: PaperInput, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        enter_paper(town=town, round=make_round(town), paper=paper, by=clerk)
    assert codes_of(refused) == [code]


def test_the_lot_asks_for_about_the_share_that_the_round_wants_checked(town: Municipality, clerk: User) -> None:
    """Of sixty with a half, fewer than ten or more than fifty would come up once in ten million times."""
    of = make_round(town, checked_share=50)
    park = make_proposal(of)
    for number in range(60):
        enter_paper(town=town, round=of, paper=PaperInput(str(number), (park.pk,)), by=clerk)
    with in_town(town):
        assert 10 <= PaperBallot.objects.filter(state=State.TO_CHECK).count() <= 50


def test_with_double_entry_every_ballot_waits_for_a_second_person(town: Municipality, clerk: User, other: User) -> None:
    of = make_round(town, double_entry=True, checked_share=0)
    park, path = make_proposal(of), make_proposal(of)
    paper = enter_paper(town=town, round=of, paper=PaperInput("1", (park.pk, path.pk)), by=clerk)
    assert (to_check(town=town, round=of, by=clerk), to_check(town=town, round=of, by=other)) == ([], [paper])
    with pytest.raises(Refused) as refused:
        check_paper(town=town, paper=paper, read=PaperInput("1", (park.pk, path.pk)), by=clerk)
    assert codes_of(refused) == ["own_entry"]
    checked = check_paper(town=town, paper=paper, read=PaperInput("1", (path.pk, park.pk)), by=other)
    assert (checked.state, checked.checked_by) == (State.AGREED, other)
    assert checked.second_choices is None


def test_the_order_of_a_ranking_must_agree_too(town: Municipality, clerk: User, other: User) -> None:
    of = make_round(town, ballot="ranking", double_entry=True)
    park, path = make_proposal(of), make_proposal(of)
    paper = enter_paper(town=town, round=of, paper=PaperInput("1", (park.pk, path.pk)), by=clerk)
    checked = check_paper(town=town, paper=paper, read=PaperInput("1", (path.pk, park.pk)), by=other)
    assert checked.state == State.DIFFERS


def test_two_readings_that_differ_wait_until_somebody_decides(town: Municipality, clerk: User, other: User) -> None:
    of = make_round(town, double_entry=True)
    park, path = make_proposal(of), make_proposal(of)
    paper = enter_paper(town=town, round=of, paper=PaperInput("1", (park.pk,)), by=clerk)
    check_paper(town=town, paper=paper, read=PaperInput("1", (path.pk,)), by=other)
    assert differing(town=town, round=of) == [paper]
    first, second = readings(town=town, paper=paper)
    assert (first.choices, second.choices) == ((park.pk,), (path.pk,))
    decided = resolve_paper(town=town, paper=paper, read=second, by=clerk)
    assert (decided.state, decided.second_choices) == (State.AGREED, None)
    assert said(of) == [([path.pk], [])]
    with pytest.raises(Refused):
        resolve_paper(town=town, paper=paper, read=first, by=clerk)


def test_a_spoiled_ballot_is_kept_as_such_and_not_counted(town: Municipality, clerk: User) -> None:
    of = make_round(town, checked_share=0)
    kept = enter_paper(town=town, round=of, paper=PaperInput("1", spoiled=True), by=clerk)
    assert (kept.state, kept.voter_id, said(of)) == (State.SPOILED, None, [])


def test_that_a_ballot_is_spoiled_is_checked_too_and_counts_when_it_can_be_read(
    town: Municipality, clerk: User, other: User
) -> None:
    of = make_round(town, double_entry=True)
    park = make_proposal(of)
    agreed, read = (
        enter_paper(town=town, round=of, paper=PaperInput(number, spoiled=True), by=clerk) for number in "12"
    )
    spoiled = check_paper(town=town, paper=agreed, read=PaperInput("1", spoiled=True), by=other)
    assert spoiled.state == State.SPOILED
    differs = check_paper(town=town, paper=read, read=PaperInput("2", (park.pk,)), by=other)
    assert differs.state == State.DIFFERS
    resolve_paper(town=town, paper=read, read=readings(town=town, paper=read)[1], by=clerk)
    assert said(of) == [([park.pk], [])]


def test_a_ballot_that_turns_out_spoiled_goes_with_its_turnout(town: Municipality, clerk: User) -> None:
    of = make_round(town, checked_share=0)
    paper = enter_paper(town=town, round=of, paper=PaperInput("1", (make_proposal(of).pk,)), by=clerk)
    for _again in range(2):
        assert spoil_paper(town=town, paper=paper, by=clerk).state == State.SPOILED
    with in_town(town):
        assert (Ballot.objects.count(), Turnout.objects.count(), Voter.objects.count()) == (0, 0, 0)
