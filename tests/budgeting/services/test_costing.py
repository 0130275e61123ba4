"""Units estimate what a proposal costs; nothing comes to the ballot without an answer, a cost and a pot."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Body
from budgeting.letters import costing_letter
from budgeting.models import Costing, Pot, Proposal, PublishedProposal
from budgeting.services.costing import (
    Estimate,
    OnTheBallot,
    accept_proposal,
    answer_costing,
    ask_unit,
    comment_as_board,
    default_pot,
)
from delivery.models import OutboxMessage
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_round
from tests.budgeting.ideas import again, collecting, make_idea, opened, steps, told
from tests.factories import make_halves, make_town, spot
from tests.feedback_map.handling import make_unit

YES = Estimate("yes", 200_000, 5_000, timetable={"fi": "Keväällä."})


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


@pytest.fixture
def unit(town: Municipality) -> Body:
    return make_unit(town, email="kadut@example.fi")


def asked(town: Municipality, unit: Body) -> tuple[Proposal, Costing]:
    made = opened(collecting(town))
    return made, ask_unit(town=town, proposal=made, unit=unit)


def test_a_unit_is_asked_once_and_by_letter(town: Municipality, unit: Body) -> None:
    made, costing = asked(town, unit)
    assert ask_unit(town=town, proposal=made, unit=unit) == costing
    assert (again(made).state, steps(made).count("asked")) == ("costing", 1)
    letter = costing_letter(OutboxMessage.objects.get(payload__kind="budgeting.costing").payload)
    assert letter is not None
    assert (letter.to, f"/costs/{costing.public_id}" in letter.text) == ("kadut@example.fi", True)


def test_the_answer_comes_to_the_ballot_with_cost_upkeep_timetable_and_unit(town: Municipality, unit: Body) -> None:
    made, costing = asked(town, unit)
    answer_costing(town=town, costing=costing, estimate=YES)
    accepted = accept_proposal(town=town, proposal=made)
    assert (accepted.state, accepted.cost_cents, accepted.yearly_cents) == ("accepted", 200_000, 5_000)
    assert (accepted.timetable, accepted.unit) == ({"fi": "Keväällä."}, unit)
    shown = PublishedProposal.objects.get()
    assert (shown.state, shown.cost_cents, shown.pot) == ("accepted", 200_000, "town")


def test_the_estimates_of_several_units_are_added_up(town: Municipality, unit: Body) -> None:
    made, costing = asked(town, unit)
    other = ask_unit(town=town, proposal=made, unit=make_unit(town, "puistot"))
    answer_costing(town=town, costing=costing, estimate=YES)
    with pytest.raises(Refused, match="not_answered"):
        accept_proposal(town=town, proposal=made)
    answer_costing(town=town, costing=other, estimate=Estimate("yes", 50_000))
    assert accept_proposal(town=town, proposal=made).cost_cents == 250_000


@pytest.mark.parametrize("feasibility", ["no", "changed"])
def test_a_doubt_needs_a_reason_which_the_sender_sees(town: Municipality, unit: Body, feasibility: str) -> None:
    round = collecting(town)
    idea = make_idea(round)
    made = opened(round, idea)
    costing = ask_unit(town=town, proposal=made, unit=unit)
    with pytest.raises(Refused, match="reason: required"):
        answer_costing(town=town, costing=costing, estimate=Estimate(feasibility, 1_000))
    estimate = Estimate(feasibility, 1_000, reason={"fi": "Putki on alla."})
    answer_costing(town=town, costing=costing, estimate=estimate)
    assert told(idea.pin)[-1] == "Putki on alla."


def test_what_cannot_be_done_does_not_come_to_the_ballot(town: Municipality, unit: Body) -> None:
    made, costing = asked(town, unit)
    answer_costing(town=town, costing=costing, estimate=Estimate("no", reason={"fi": "Ei kanna."}))
    with pytest.raises(Refused, match="not_feasible"):
        accept_proposal(town=town, proposal=made)


def test_a_new_answer_keeps_the_earlier_one_in_the_trace(town: Municipality, unit: Body) -> None:
    made, costing = asked(town, unit)
    for estimate in (YES, YES, Estimate("yes", 300_000)):
        answer_costing(town=town, costing=costing, estimate=estimate)
    with in_town(town):
        first, second = made.history.filter(kind="costed")
    assert (first.before["was"], second.before["was"]["cost_cents"]) == ({}, 200_000)


@pytest.mark.parametrize(
    ("estimate", "wrong"),
    [
        (Estimate("perhaps", 1), "feasibility: required"),
        (Estimate("yes"), "cost: required"),
        (Estimate("yes", -5), "cost: not_a_sum"),
        (Estimate("yes", 1, -5), "yearly: not_a_sum"),
    ],
)
def test_an_estimate_says_what_it_must(town: Municipality, unit: Body, estimate: Estimate, wrong: str) -> None:
    _made, costing = asked(town, unit)
    with pytest.raises(Refused, match=wrong):
        answer_costing(town=town, costing=costing, estimate=estimate)


@pytest.mark.parametrize(
    ("ballot", "wrong"), [({}, "cost: required"), ({"cost_cents": 10_000_001}, "cost: more_than_the_pot")]
)
def test_nothing_comes_to_the_ballot_that_could_not_win(town: Municipality, ballot: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Refused, match=wrong):
        accept_proposal(town=town, proposal=opened(make_round(town)), ballot=OnTheBallot(**ballot))


def test_the_pot_is_that_of_the_area_then_the_theme_then_the_town(town: Municipality) -> None:
    make_halves(town)
    round = make_round(town)
    made = opened(round)
    with in_town(town):
        west = town.areas.get(code="W")
        pots = {"municipality": town, "round": round, "money_cents": 0}
        of_theme = Pot.objects.create(code="puistot", kind="theme", **pots)
        of_area = Pot.objects.create(code="lansi", kind="area", area=west, **pots)
        assert default_pot(made) == round.pots.get(code="town")
        made.theme = round.themes.create(municipality=town, code="puistot")
        assert default_pot(made) == of_theme
        made.geom = spot(1, 1)
        made.save()
        PublishedProposal.objects.update(area_id=west.pk)
        assert default_pot(made) == of_area


def test_a_boards_comment_is_part_of_the_history(town: Municipality) -> None:
    made = opened(make_round(town))
    board = Body.objects.create(municipality=town, code="lansi", kind=Body.Kind.BOARD, names={"fi": "Länsi"})
    comment_as_board(town=town, proposal=made, board=board, text={"fi": "Kannatamme."})
    with in_town(town):
        step = made.history.get(kind="commented")
    assert (step.body, step.text) == (board, {"fi": "Kannatamme."})
