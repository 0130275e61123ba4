"""What the page says is what is counted: a setting that the engine reads has its words, and no other has."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Hashable
from itertools import product
from typing import Any

import pytest
import shapely
from django.test import Client
from django.utils import translation

from accounts.models import Body
from budgeting.models import Pot, Round, RoundPhase
from budgeting.poll import rule_of
from budgeting.services.ideas import IdeaInput, place_idea
from budgeting.services.voters import NotAdmitted
from budgeting.words import (
    age_words,
    ballot_words,
    electorate_words,
    money_words,
    paper_words,
    phase_words,
    pot_words,
    rule_words,
)
from budgeting.worked_example import example_of
from feedback_map.services import PinInput
from geo.models import Area
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_phase, make_proposal, make_round
from tests.budgeting.votes import cast
from tests.factories import SOUTH, WEST, make_category, make_town
from tests.zoning.town_clock import town_clock_at
from zoning.deadlines import HELSINKI

LANGUAGES = ("fi", "sv", "en")
COUNTED: dict[str, tuple[Any, ...]] = {
    "ballot": ("approval", "knapsack", "points", "ranking"),
    "most_choices": (None, 1, 5),
    "points_total": (1, 10),
    "rule": ("greedy", "equal-shares"),
    "utility": ("cost", "cardinality", "points"),
    "completion": ("none", "add1", "add1u", "add1-comparison"),
    "skips": (True, False),
    "threshold": (0, 1, 30),
    "tie_break": ("cheaper", "number"),
}
WHO: dict[str, tuple[Any, ...]] = {
    "ways": ([], ["code"], ["email", "oidc"], ["council"], ["code", "paper"]),
    "residents": ([], ["permanent"], ["permanent", "seasonal"]),
    "min_age": (None, 12),
    "max_age": (None, 29),
    "area": (None, Area(code="r", names={"fi": "Ristiina"})),
    "claims": ({}, {"municipality": ["491"]}),
    "council": (None, Body(code="n", names={"fi": "Nuorisovaltuusto"})),
    "double_entry": (False, True),
    "checked_share": (10, 20),
}


def configurations(fields: dict[str, tuple[Any, ...]], most: int) -> list[Round]:
    every = [dict(zip(fields, values, strict=True)) for values in product(*fields.values())]
    return [Round(**one) for one in random.Random(20261122).sample(every, min(most, len(every)))]


def counted_by(of: Round) -> Hashable:
    """What of the settings reaches the ballot's limits and the count."""
    rule = rule_of(of)
    is_greedy = rule.rule == "greedy"
    points = of.ballot == "ranking" if rule.utility == "points" else None
    skipping = rule.skipping if is_greedy else None
    limits = (of.ballot, of.most_choices, of.points_total if of.ballot == "points" else None)
    return (*limits, rule.rule, rule.utility, points, rule.completion, skipping, rule.threshold, rule.ties)


def admitted_by(of: Round) -> Hashable:
    """What of the settings decides who gets a ballot, and how paper is checked."""
    claims = str(of.claims) if "oidc" in of.ways else ""
    council = of.council.code if of.council and "council" in of.ways else ""
    paper = (of.double_entry or of.checked_share) if "paper" in of.ways else None
    area = of.area.code if of.area else ""
    return (tuple(of.ways), tuple(of.residents), of.min_age, of.max_age, area, claims, council, paper)


def one_to_one(rounds: list[Round], engine: Callable[[Round], Hashable], page: Callable[[Round], Hashable]) -> None:
    said: dict[Hashable, Hashable] = {}
    for of in rounds:
        assert said.setdefault(engine(of), page(of)) == page(of)
    assert len(set(said.values())) == len(said) > 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_rounds_read_alike_exactly_when_they_are_counted_alike(language: str) -> None:
    with translation.override(language):
        one_to_one(configurations(COUNTED, 700), counted_by, lambda of: (*ballot_words(of), *rule_words(of)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_rounds_admit_alike_exactly_when_they_say_so(language: str) -> None:
    with translation.override(language):
        one_to_one(
            configurations(WHO, 700), admitted_by, lambda of: (*electorate_words(of, language), *paper_words(of))
        )


def test_a_round_without_a_vote_says_so_and_nothing_about_ballots() -> None:
    with translation.override("en"):
        assert electorate_words(Round(has_vote=False), "en") == ["There is no public vote in this round."]


def example(**fields: Any) -> dict[str, str]:
    """Of the example, in the order of its rows: what won and why."""
    with translation.override("en"):
        told = example_of(Round(ballot=fields.pop("ballot", "approval"), **fields))
    assert len(told.rows) == 4
    return {row.name: row.why for row in told.rows if row.won}


def test_the_example_is_counted_by_the_rounds_own_rule() -> None:
    """By hand: shares of 200 € pay the swing (4 × 150 €) and the rack (2 × 120 €); raised to 270 € also the bench."""
    assert set(example(rule="greedy")) == {"Swing", "Apple trees"}
    assert set(example(rule="greedy", utility="cardinality")) == {"Swing", "Bench", "Bicycle rack"}
    assert set(example(completion="none")) == {"Swing", "Bicycle rack"}
    told = example(completion="add1")
    assert set(told) == {"Swing", "Bench", "Bicycle rack"}
    assert "€150" in told["Bench"] and "€120" in told["Bicycle rack"]
    with translation.override("en"):
        assert "raised to €270" in example_of(Round(completion="add1")).beginning


@pytest.mark.parametrize("ballot", COUNTED["ballot"])
def test_the_example_is_told_for_every_ballot_and_rule(ballot: str) -> None:
    for rule, utility, completion in product(*(COUNTED[name] for name in ("rule", "utility", "completion"))):
        if utility == "points" and ballot not in ("points", "ranking"):
            continue
        assert example(ballot=ballot, points_total=1, rule=rule, utility=utility, completion=completion)


def test_every_pot_says_its_money_and_whom_it_is_for() -> None:
    pots = [
        Pot(code="town", names={"en": "Town"}, money_cents=100_00),
        Pot(code="r", names={"en": "South"}, kind="area", area=Area(names={"en": "Ristiina"}), money_cents=50_00),
        Pot(code="y", names={"en": "Young"}, kind="age", age_bands=["13-17"], money_cents=25_00),
        Pot(code="t", names={"en": "Parks"}, kind="theme", money_cents=25_00),
    ]
    with translation.override("en"):
        told = " ".join(money_words(pots, "en"))
        kinds = [pot_words(pot, "en") for pot in pots]
    assert "€200 for the round, in 4 pots" in told and "South: €50" in told and "No money moves" in told
    assert kinds == ["the whole town", "the area Ristiina", "people of these ages: 13–17 years", "a theme"]


@pytest.mark.parametrize("ways", [["code"], ["oidc", "email"], ["paper"], ["code", "paper"], ["council"]])
def test_a_pot_for_an_age_group_says_how_each_way_of_voting_is_held_to_it(ways: list[str]) -> None:
    pots = [Pot(code="y", names={"en": "Young"}, kind="age", age_bands=["13-17"], money_cents=25_00)]
    with translation.override("en"):
        of = Round(ways=ways)
        told = [line for line in electorate_words(of, "en", pots) if line not in electorate_words(of, "en")]
        assert age_words(of, [Pot(code="t", kind="town", money_cents=1)]) == []
    said = {"code": "made for an age group", "oidc": "date of birth", "paper": "On paper"}
    assert "Only people of the ages" in told[0]
    for way, words in said.items():
        assert any(words in line for line in told) is (way in ways)
    assert any("you confirm it yourself" in line for line in told) is (ways != ["paper"])


def test_every_kind_of_phase_has_words_of_its_own() -> None:
    assert len({phase_words(kind) for kind in RoundPhase.Kind.values}) == len(RoundPhase.Kind)


FIRST, LAST = datetime.date(2027, 3, 1), datetime.date(2027, 3, 3)
DAY = datetime.timedelta(days=1)
NIGHT, END = datetime.time(0, 0), datetime.time(23, 59, 59)
MOMENTS = (
    datetime.datetime.combine(FIRST - DAY, END),
    datetime.datetime.combine(FIRST, NIGHT),
    datetime.datetime.combine(FIRST + DAY, NIGHT),
    datetime.datetime.combine(LAST, END),
    datetime.datetime.combine(LAST + DAY, NIGHT),
)


def said_by_page(of: Round) -> set[str]:
    page = Client().get(f"/en/{of.municipality.slug}/budget/{of.slug}/")
    return {shown.phase.kind for shown in page.context["phases"] if shown.is_now}


def done_by_engine(of: Round) -> set[str]:
    """What goes through when it is tried."""
    done = set()
    try:
        pin = PinInput(kind="idea", text="Penkki", geometry=shapely.Point(WEST + 2_000, SOUTH + 2_000))
        place_idea(town=of.municipality, idea=IdeaInput(of, pin, "Penkki"))
        done.add("collect")
    except Refused:
        pass
    try:
        with in_town(of.municipality):
            chosen = of.proposals.get()
        cast(of, chosen)
        done.add("vote")
    except (Refused, NotAdmitted):
        pass
    return done


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_page_says_of_each_day_what_the_engine_allows_on_it() -> None:
    town = make_town()
    make_category(town)
    of = make_round(town)
    make_proposal(of)
    with in_town(town):
        of.phases.all().delete()
    make_phase(of, "collect", FIRST, FIRST + DAY)
    make_phase(of, "vote", FIRST + DAY, LAST)
    found = []
    for moment in MOMENTS:
        with town_clock_at(moment.replace(tzinfo=HELSINKI)):
            said = said_by_page(of)
            assert said == done_by_engine(of)
            found.append(sorted(said))
    assert found == [[], ["collect"], ["collect", "vote"], ["vote"], []]
