"""A vote is counted at closing by its own rule and by others beside it, and shown when the town publishes it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from budgeting.models import GroupShare, Proposal, ProposalStep, Round, RoundResult
from budgeting.services.counting import publish_results, recount
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_pot, make_proposal, make_round
from tests.budgeting.polls import Voters, counted, same_ideas, told
from tests.factories import make_halves, make_town

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def official(of: Round) -> RoundResult:
    with in_town(of.municipality):
        return RoundResult.objects.get(round=of, is_official=True)


def results_at(of: Round) -> datetime.datetime | None:
    with in_town(of.municipality):
        return Round.objects.get(pk=of.pk).results_at


def winners(result: RoundResult) -> list[str]:
    return [winner["id"] for pot in result.detail["pots"] for winner in pot["winners"]]


def titles_of(of: Round, state: str) -> set[str]:
    with in_town(of.municipality):
        return {one.titles["fi"] for one in Proposal.objects.filter(round=of, state=state)}


def two_rivals(of: Round) -> list[Proposal]:
    return [make_proposal(of, "Suuri", 90_000), make_proposal(of, "Pieni", 30_000)]


def test_closing_counts_by_the_rounds_own_rule_and_by_others_beside_it(town: Municipality) -> None:
    of = make_round(town)
    large, small = two_rivals(of)
    counted(of, Voters(7, [large]), Voters(4, [small]))
    with in_town(town):
        rules = list(RoundResult.objects.filter(round=of).values_list("is_official", "rule", "utility", "completion"))
    assert rules[0] == (True, "equal-shares", "cost", "add1u")
    assert {rule[1:3] for rule in rules[1:]} == {
        ("greedy", "cost"),
        ("greedy", "cardinality"),
        ("equal-shares", "cardinality"),
    }


def test_each_setting_of_the_rule_changes_what_wins(town: Municipality) -> None:
    """Seven for the dear one and four for the cheap one: who wins depends on the rule alone."""
    found = {}
    rules: list[tuple[str, str, dict[str, Any]]] = [
        ("greedy", "cost", {}),
        ("greedy", "cardinality", {}),
        ("greedy", "cost", {"threshold": 8}),
        ("equal-shares", "cost", {"completion": "none"}),
        ("equal-shares", "cost", {"completion": "add1u"}),
    ]
    for rule, utility, extra in rules:
        of = make_round(town, rule=rule, utility=utility, **extra)
        large, small = two_rivals(of)
        counted(of, Voters(7, [large]), Voters(4, [small]))
        found[(rule, utility, *extra.values())] = winners(official(of))
    assert found == {
        ("greedy", "cost"): ["001"],
        ("greedy", "cardinality"): ["002"],
        ("greedy", "cost", 8): [],
        ("equal-shares", "cost", "none"): ["002"],
        ("equal-shares", "cost", "add1u"): ["002"],
    }


def test_no_pot_spends_the_money_of_another(town: Municipality) -> None:
    of = make_round(town, rule="greedy", money=20_000)
    north = make_pot(of, "north", 15_000)
    with in_town(town):
        whole = of.pots.get(code="town")
    make_proposal(of, "Town", 20_000, pot=whole)
    make_proposal(of, "Dear in the north", 16_000, pot=north)
    make_proposal(of, "Cheap in the north", 15_000, pot=north)
    with in_town(town):
        everything = list(of.proposals.all())
    counted(of, Voters(3, everything))
    spent = {pot["pot"]: [winner["id"] for winner in pot["winners"]] for pot in official(of).detail["pots"]}
    assert spent == {"town": ["001"], "north": ["003"]}


def test_the_kept_ballots_give_the_same_result_when_they_are_counted_again(town: Municipality) -> None:
    ideas = same_ideas(make_round(town, money=50_000))
    of = counted(ideas.of, *ideas.wishes)
    before = official(of)
    with in_town(town):
        groups = list(before.groups.order_by("id").values_list("dimension", "key", "voters", "with_win"))
    again = recount(town=town, round=of)
    assert (again.detail, again.ballots_hash, again.ballots) == (before.detail, before.ballots_hash, before.ballots)
    with in_town(town):
        assert list(again.groups.order_by("id").values_list("dimension", "key", "voters", "with_win")) == groups


def test_nothing_is_told_before_the_result_is_published(town: Municipality) -> None:
    of = make_round(town)
    large, _small = two_rivals(of)
    counted(of, Voters(3, [large]))
    assert titles_of(of, Proposal.State.ACCEPTED) == {"Suuri", "Pieni"}


def test_publishing_says_of_each_proposal_whether_it_won(town: Municipality) -> None:
    of = make_round(town)
    large, small = two_rivals(of)
    told(of, Voters(7, [large]), Voters(4, [small]))
    assert (titles_of(of, Proposal.State.WON), titles_of(of, Proposal.State.NOT_WON)) == ({"Pieni"}, {"Suuri"})
    assert results_at(of) is not None


def test_publishing_twice_changes_nothing(town: Municipality) -> None:
    of = make_round(town)
    large, _small = two_rivals(of)
    told(of, Voters(3, [large]))
    at = results_at(of)
    publish_results(town=town, round=of, by=None)
    with in_town(town):
        assert ProposalStep.objects.filter(proposal=large, state=Proposal.State.WON).count() <= 1
    assert results_at(of) == at


def test_a_vote_that_was_not_counted_has_no_result_to_publish(town: Municipality) -> None:
    with pytest.raises(Refused, match="not_counted"):
        publish_results(town=town, round=make_round(town), by=None)


def test_groups_are_kept_as_they_may_be_shown_and_small_ones_are_not(town: Municipality) -> None:
    halves = make_halves(town)
    with in_town(town):
        west, east = halves.areas.order_by("code")
    of = make_round(town)
    large, small = two_rivals(of)
    counted(
        of,
        Voters(20, [small], area=west, age="18-29"),
        Voters(12, [large], area=west, age="30-44"),
        Voters(12, [small], area=east, age="18-29"),
        Voters(10, [large], area=east, age="18-29"),
        Voters(3, [large], age="18-29", channel="paper"),
    )
    with in_town(town):
        shares = {
            (row.dimension, row.key): (row.voters, row.with_win)
            for row in GroupShare.objects.filter(result=official(of))
        }
    assert shares["area", east.code] == (22, 12)
    assert shares["area", ""] == (None, None), "three voters"
    assert shares["area", west.code] == (None, None), "else the total would give the three back"
    assert shares["age", "30-44"] == (12, None), "nobody of them won anything"
    assert shares["channel", "paper"] == shares["channel", "web"] == (None, None)
