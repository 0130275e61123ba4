"""Participatory budgeting on an area's page: proposals, building, and voters only as the result told of them."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.utils import timezone
from docx import Document

from budgeting.models import GroupShare, Round, RoundResult
from budgeting.services.publishing import publish_proposals
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.factories import make_halves, make_town, spot

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(db: None) -> Round:
    """A result in which twelve voters live in the west, and too few in the east to tell."""
    town = make_town("kokeila")
    make_halves(town)
    of = make_round(town, "kierros")
    rows = {"W": 12, "E": None}
    with in_town(town):
        result = RoundResult.objects.create(
            municipality=town,
            round=of,
            is_official=True,
            rule=of.rule,
            utility=of.utility,
            completion=of.completion,
            ballots=14,
            ballots_hash="0" * 64,
            detail={},
        )
        for code, voters in rows.items():
            GroupShare.objects.create(municipality=town, result=result, dimension="area", key=code, voters=voters)
    make_proposal(of, "Puita torille", state="building")
    make_proposal(of, "Keinu", state="not_won", geom=spot(8, 5))
    publish_proposals(town=town, round=of)
    return of


def area(code: str) -> str:
    return Client().get(f"/en/kokeila/areas/district/{code}").content.decode()


def show_result(of: Round) -> None:
    with in_town(of.municipality):
        Round.objects.filter(pk=of.pk).update(results_at=timezone.now())


def test_voters_are_told_with_the_result_and_not_before(counted: Round) -> None:
    assert '<td class="number">12</td>' not in area("W")
    show_result(counted)
    assert '<td class="number">12</td>' in area("W")


def test_too_few_voters_are_not_counted_on_the_page(counted: Round) -> None:
    show_result(counted)
    assert "too few to tell" in area("E")


def test_what_is_being_built_stands_on_its_own_areas_page_alone(counted: Round) -> None:
    assert "Puita torille" in area("W")
    assert "Puita torille" not in area("E")
    assert "/en/kokeila/budget/kierros/proposals?area=E" in area("E")


def test_an_area_without_budgets_says_nothing_of_them(db: None) -> None:
    make_halves(make_town("kokeila"))
    assert "Participatory budgeting here" not in area("W")


def test_an_area_tells_nothing_of_another_towns_rounds(counted: Round) -> None:
    other: Municipality = make_town("muualla")
    make_halves(other)
    page = Client().get("/en/muualla/areas/district/W").content.decode()
    assert "Puita torille" not in page


def test_the_boards_sheets_tell_of_it_what_the_page_does(counted: Round) -> None:
    def sheet(code: str) -> str:
        made = Client().get(f"/en/kokeila/areas/district/{code}/agenda.docx").content
        return " ".join(line.text for line in Document(io.BytesIO(made)).paragraphs)

    assert "Proposals about places here: 1" in sheet("W") and "Voters who live here" not in sheet("W")
    assert "Puita torille: " in sheet("W") and "Puita torille" not in sheet("E")
    show_result(counted)
    assert "Voters who live here: 12" in sheet("W") and "Voters who live here: too few to tell" in sheet("E")
