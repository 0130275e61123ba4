"""The programme over the wire: what its page tells, and nothing of a draft."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.models import Measure
from neighbourhoods.programme.services import Progress, Shown, add_evidence, tell_progress
from tests.factories import make_town
from tests.neighbourhoods.programmes import make_a_goal, make_a_measure, make_a_programme, make_unit
from tests.wire import read

LONG_AGO = datetime.date(2025, 2, 1)


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


@pytest.fixture
def measure(town: Municipality) -> Measure:
    goal = make_a_goal(make_a_programme(town))
    make_a_measure(goal, "Muu", owner=make_unit(town))
    return make_a_measure(goal, due_on=LONG_AGO, indicator="events", target=4)


def measures(found: Any) -> list[str]:
    return [one["titles"]["fi"] for goal in found["goals"] for one in goal["measures"]]


def test_the_list_has_what_is_public_those_in_force_first(town: Municipality) -> None:
    for slug, fields in (("ennen", {"stage": "ended"}), ("nyt", {}), ("salassa", {"is_public": False})):
        make_a_programme(town, slug, **fields)
    found = read(town, "programmes")
    assert [one["slug"] for one in found["programmes"]] == ["nyt", "ennen"]
    assert (found["numberMatched"], found["next"]) == (2, None)
    read(town, "programmes/salassa", 404)


def test_a_measure_tells_who_when_how_far_and_its_number(town: Municipality, measure: Measure) -> None:
    found = read(town, f"programmes/ohjelma/measures/{measure.public_id}")
    assert (found["status"], found["due_on"], found["is_overdue"]) == ("planned", "2025-02-01", True)
    assert found["owner_words"] == "Viestintä"
    number = found["indicator"]
    assert (number["figure"]["value"], number["target"], number["is_reached"]) == (0, 4, False)


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({}, ["Muu", "Kuvaamme prosessit"]),
        ({"only": "overdue"}, ["Kuvaamme prosessit"]),
        ({"unit": "viestinta"}, ["Muu"]),
        ({"status_": "done"}, []),
    ],
)
def test_measures_can_be_had_as_on_the_page(
    town: Municipality, measure: Measure, asked: dict[str, str], left: list[str]
) -> None:
    found = read(town, "programmes/ohjelma", **asked)  # type: ignore[arg-type]  # none of them is its status
    assert measures(found) == left
    assert (found["measures"], found["overdue"]) == (2, 1)


@pytest.mark.parametrize("asked", [{"only": "late"}, {"status_": "x"}, {"colour": "red"}])
def test_what_cannot_be_asked_is_refused(town: Municipality, measure: Measure, asked: dict[str, str]) -> None:
    read(town, "programmes/ohjelma", 400, **asked)


def test_what_shows_a_measure_is_told_with_it(town: Municipality, measure: Measure) -> None:
    tell_progress(town=town, measure=measure, progress=Progress(Measure.Status.DONE, {"fi": "Valmis."}), version=None)
    assert read(town, "programmes/ohjelma", only="no-evidence")["without_evidence"] == 1
    shown = Shown(datetime.date(2026, 1, 1), "https://kokeila.fi/")
    add_evidence(town=town, measure=measure, shown=shown, by=None)
    (told,) = read(town, f"programmes/ohjelma/measures/{measure.public_id}")["evidence"]
    assert told == {"kind": "page", "name": "https://kokeila.fi/", "words": {}, "day": "2026-01-01"}


def test_ten_measures_cost_the_database_no_more_than_two(
    town: Municipality, measure: Measure, django_assert_max_num_queries: Any
) -> None:
    with in_town(town):
        goal = measure.goal
    for number in range(8):
        make_a_measure(goal, f"Toimi {number}", indicator="events")
    with django_assert_max_num_queries(24):
        assert len(measures(read(town, "programmes/ohjelma"))) == 10
