"""The yearly report over the wire: the page's own figures, each with its method and source."""

from __future__ import annotations

import pytest
from django.test import Client

from geo.models import Municipality
from neighbourhoods.reports.asking import Asked, scope_asked
from neighbourhoods.reports.report import make_report
from tests.factories import make_category, make_halves, make_town
from tests.neighbourhoods.programmes import make_a_goal, make_a_measure, make_a_programme, make_unit
from tests.wire import read
from zoning.clock import town_today


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town()
    make_halves(town)
    make_category(town)
    make_a_measure(make_a_goal(make_a_programme(town)))
    return town


def year() -> int:
    return town_today().year


@pytest.mark.parametrize("asked", [{}, {"area": "district/E"}, {"unit": "viestinta"}])
def test_the_figures_are_those_of_the_page(town: Municipality, asked: dict[str, str]) -> None:
    make_unit(town)
    found = read(town, f"reports/{year()}", **asked)  # type: ignore[arg-type]  # none of them is its status
    report = make_report(scope_asked(town, Asked(year(), **asked)))  # type: ignore[arg-type]  # a unit or an area
    told = [(one["key"], one["value"], one["missing"]) for part in found["sections"] for one in part["figures"]]
    assert told == [(one.key, one.value, one.missing) for part in report.sections for one in part.figures]
    assert len(told) > 20 and (found["forms"] is None) == ("area" in asked)


def test_every_figure_has_a_name_a_method_and_a_source(town: Municipality) -> None:
    for part in read(town, f"reports/{year()}")["sections"]:
        for one in part["figures"]:
            assert part["name"] and one["name"] and one["method"] and town.slug in one["source"]


def test_names_are_in_the_readers_language(town: Municipality) -> None:
    address = f"/api/v1/towns/{town.slug}/reports/{year()}"
    said = {
        Client().get(address, headers={"Accept-Language": one}).json()["sections"][0]["name"] for one in ("fi", "en")
    }
    assert len(said) == 2


def test_days_of_the_year_can_be_asked_for(town: Municipality) -> None:
    first = f"{year()}-01-01"
    found = read(town, f"reports/{year()}", from_=first, to=first)
    assert (found["first_day"], found["last_day"]) == (first, first)


@pytest.mark.parametrize(
    ("name", "value"),
    [("from", "2999-01-01"), ("to", "1990-01-01"), ("from", "eilen"), ("unit", "none"), ("area", "x/y"), ("x", "y")],
)
def test_what_is_not_there_is_refused_by_name(town: Municipality, name: str, value: str) -> None:
    answer = Client().get(f"/api/v1/towns/{town.slug}/reports/{year()}", {name: value})
    assert answer.status_code == 400
    assert {error["field"] for error in answer.json()["errors"]} <= {name, "from"}


@pytest.mark.parametrize("no_year", [1999, 2999, 99_999_999_999])
def test_a_year_that_has_not_come_has_no_report(town: Municipality, no_year: int) -> None:
    read(town, f"reports/{no_year}", 404)
