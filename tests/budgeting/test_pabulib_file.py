"""Whoever downloads the ballots and runs the command gets the winners of the page."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from budgeting.models import Exclusion, ExclusionMember, Pot, Proposal, Round, RoundResult
from budgeting.pabulib_file import pabulib_file
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_pot, make_proposal, make_round
from tests.budgeting.polls import Voters, counted, same_ideas
from tests.factories import make_town

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def written_by(of: Round, pot: str) -> str:
    with in_town(of.municipality):
        return pabulib_file(of, Pot.objects.get(round=of, code=pot), "fi")


def recounted(of: Round, pot: str, place: Path, *said: str) -> list[str]:
    """As somebody does it who has the file and the command, and no database."""
    file = place / f"{pot}.pb"
    file.write_text(written_by(of, pot))
    out = io.StringIO()
    call_command("tally", str(file), *said, "--json", stdout=out, stderr=io.StringIO())
    winners: list[str] = json.loads(out.getvalue())["winners"]
    return winners


def on_page(of: Round, pot: str) -> list[str]:
    with in_town(of.municipality):
        detail = RoundResult.objects.get(round=of, is_official=True).detail
    return [winner["id"] for one in detail["pots"] if one["pot"] == pot for winner in one["winners"]]


def command_of(of: Round) -> list[str]:
    from frontend.budget.result_page import ResultPage
    from frontend.pages import Page

    with in_town(of.municipality):
        return ResultPage(Page("fi", of.municipality), of.municipality, of).command.split()


RULES: list[dict[str, Any]] = [
    {"rule": "greedy", "utility": "cost"},
    {"rule": "greedy", "utility": "cost", "skips": False},
    {"rule": "greedy", "utility": "cardinality"},
    {"rule": "greedy", "utility": "cost", "threshold": 20, "tie_break": "number"},
    {"rule": "equal-shares", "utility": "cost", "completion": "none"},
    {"rule": "equal-shares", "utility": "cost", "completion": "add1"},
    {"rule": "equal-shares", "utility": "cost", "completion": "add1u"},
    {"rule": "equal-shares", "utility": "cardinality", "completion": "add1-comparison"},
]


def test_the_command_on_the_page_gives_the_winners_of_the_page(town: Municipality, tmp_path: Path) -> None:
    for rule in RULES:
        ideas = same_ideas(make_round(town, money=50_000, **rule))
        of = counted(ideas.of, *ideas.wishes)
        assert recounted(of, "town", tmp_path, *command_of(of)) == on_page(of, "town") != [], rule


def test_points_and_rankings_are_counted_again_alike(town: Municipality, tmp_path: Path) -> None:
    for kind, points in (("points", (6, 4)), ("ranking", ())):
        of = make_round(town, money=50_000, ballot=kind, points_total=10, utility="points")
        a, b, c = (make_proposal(of, title, cost) for title, cost in (("A", 20_000), ("B", 30_000), ("C", 25_000)))
        counted(of, Voters(9, [a, b], points), Voters(7, [c, a], points), Voters(5, [b, c], points))
        assert recounted(of, "town", tmp_path, *command_of(of)) == on_page(of, "town") != []


def test_what_an_alternative_excludes_stays_excluded_also_in_another_pot(town: Municipality, tmp_path: Path) -> None:
    of = make_round(town, money=50_000, rule="greedy")
    north = make_pot(of, "north", 30_000)
    with in_town(town):
        whole = of.pots.get(code="town")
    rivals = [
        make_proposal(of, "Uimaranta", 20_000, pot=north),
        make_proposal(of, "Uimala", 40_000, pot=whole),
        make_proposal(of, "Uimahalli", 30_000, pot=north),
    ]
    other = make_proposal(of, "Laavu", 9_000, pot=whole)
    exclude(of, *rivals)
    counted(of, Voters(9, [*rivals, other]), Voters(2, [rivals[1]]))
    assert (on_page(of, "north"), on_page(of, "town")) == (["001"], ["004"])
    assert recounted(of, "north", tmp_path, *command_of(of)) == ["001"]
    assert recounted(of, "town", tmp_path, *command_of(of)) == ["004"]


def exclude(of: Round, *rivals: Proposal) -> None:
    town = of.municipality
    with in_town(town):
        exclusion = Exclusion.objects.create(municipality=town, round=of, kind=Exclusion.Kind.ALTERNATIVE)
        for rival in rivals:
            ExclusionMember.objects.create(municipality=town, exclusion=exclusion, proposal=rival)


def test_a_file_holds_choices_and_nothing_of_who_chose(town: Municipality) -> None:
    ideas = same_ideas(make_round(town, money=50_000))
    of = counted(ideas.of, *ideas.wishes)
    rows = written_by(of, "town").split("VOTES\n")[1].splitlines()
    assert rows[0] == "voter_id;vote"
    assert rows[1:] == sorted(rows[1:], key=lambda row: int(row.split(";")[0]))
    votes = [row.split(";")[1] for row in rows[1:]]
    assert votes == sorted(votes) and len(votes) == 80
