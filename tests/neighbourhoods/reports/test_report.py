"""The report of a period: every figure has a method and a source, and persons come from releases alone."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Body
from feedback_map.models import PublishedOutcome
from geo.models import Area, AreaSet, Municipality
from geo.tenancy import in_town
from neighbourhoods.models import Measure, ReleasedCoverage
from neighbourhoods.programme.indicators import INDICATORS, live
from neighbourhoods.programme.services import Progress, Shown, add_evidence, tell_progress
from neighbourhoods.reports.figures import Figure, Period, Scope
from neighbourhoods.reports.methods import METHODS, MISSING, SECTIONS
from neighbourhoods.reports.report import Report, make_report
from participation.models import Event, Participant, Process
from tests.factories import make_category, make_halves, make_town, spot
from tests.frontend.coverage_example import BORDERS, example, release_example
from tests.neighbourhoods.programmes import make_a_goal, make_a_measure, make_a_programme

YEAR = Period(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), datetime.date(2026, 12, 31))


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town()
    make_halves(town)
    make_category(town)
    return town


def report(town: Municipality, **only: object) -> Report:
    return make_report(Scope(town, YEAR, **only))  # type: ignore[arg-type]  # a unit or an area


def figures(town: Municipality, **only: object) -> dict[str, Figure]:
    return {one.key: one for section in report(town, **only).sections for one in section.figures}


def east(town: Municipality) -> Area:
    return Area.objects.select_related("area_set").get(municipality=town, code="E")


def test_every_figure_has_a_name_a_method_and_a_source(town: Municipality) -> None:
    make_a_measure(make_a_goal(make_a_programme(town)))
    for only in ({}, {"area": east(town)}):
        told = report(town, **only)
        assert {section.key for section in told.sections} == set(SECTIONS)
        for section in told.sections:
            for one in section.figures:
                assert METHODS[one.key].how and one.source.statement and one.source.asked["town"] == town.slug
                assert (one.value is not None or one.word != "") == (one.missing == "")
                assert one.missing == "" or one.missing in MISSING


def test_without_a_release_nothing_is_told_of_persons(town: Municipality) -> None:
    with in_town(town):
        Participant.objects.create(municipality=town, identity="token")
    told = figures(town)
    assert (told["participants"].value, told["participants"].missing) == (None, "not_released")


def test_persons_are_those_of_the_release_with_its_run(town: Municipality) -> None:
    release_example(town, example())
    told = figures(town)["participants"]
    assert told.value == 412
    assert told.source.release == ReleasedCoverage.objects.get().release.public_id and told.source.run


def test_between_releases_no_figure_of_persons_changes(town: Municipality) -> None:
    release_example(town, example())
    before = figures(town)["participants"], figures(town)["underserved_areas"]
    with in_town(town):
        Participant.objects.bulk_create(Participant(municipality=town, identity="token") for _ in range(9))
    assert (figures(town)["participants"], figures(town)["underserved_areas"]) == before


def test_a_hidden_number_of_persons_stays_hidden(town: Municipality) -> None:
    release_example(town, example())
    coverage = example()
    hidden = next(row for row in coverage.areas if row.suppressed)
    area_set = AreaSet.objects.get(municipality=town, kind=BORDERS.kind)
    area = Area.objects.filter(area_set=area_set, code=hidden.code).first() or east(town)
    Area.objects.filter(pk=area.pk).update(code=hidden.code)
    told = figures(town, area=Area.objects.select_related("area_set").get(pk=area.pk))
    assert (told["participants"].value, told["participants"].missing) == (None, "hidden")


def test_figures_of_the_town_are_not_given_to_a_unit(town: Municipality) -> None:
    unit = Body.objects.create(municipality=town, kind="unit", code="kadut", names={"fi": "Kadut"})
    told = figures(town, unit=unit)
    for key in ("participants", "events", "rounds", "places"):
        assert (told[key].value, told[key].missing) == (None, "not_by_unit")


def test_consultations_events_and_outcomes_of_the_period_are_counted(town: Municipality) -> None:
    at = datetime.datetime(2026, 5, 1, 15, tzinfo=datetime.UTC)
    Process.objects.create(municipality=town, slug="a", opens_on="2025-11-01", closes_on="2026-02-01", area=east(town))
    Process.objects.create(municipality=town, slug="b", opens_on="2025-01-01", closes_on="2025-12-31")
    Process.objects.create(municipality=town, slug="c", opens_on="2026-01-01", is_public=False)
    Event.objects.create(municipality=town, code="here", starts_at=at, point=spot(7, 2))
    Event.objects.create(municipality=town, code="there", starts_at=at, point=spot(2, 2))
    Event.objects.create(municipality=town, code="off", starts_at=at, called_off_at=at)
    PublishedOutcome.objects.create(
        outcome_id=1, public_id="x", municipality=town, decided_on=at.date(), published_at=at, about_area=east(town)
    )
    keys = ("consultations", "events", "outcomes")
    told, here = figures(town), figures(town, area=east(town))
    assert [told[key].value for key in keys] == [1, 2, 1]
    assert [here[key].value for key in keys] == [1, 1, 1]


def test_measures_are_counted_as_they_stand(town: Municipality) -> None:
    goal = make_a_goal(make_a_programme(town))
    late = make_a_measure(goal, "Eka", due_on=datetime.date(2026, 6, 1))
    shown = make_a_measure(goal, "Toka")
    make_a_measure(goal, "Kolmas")
    tell_progress(town=town, measure=late, progress=Progress("under_way"), version=1)
    tell_progress(town=town, measure=shown, progress=Progress("done"), version=1)
    add_evidence(town=town, measure=shown, shown=Shown(YEAR.today, "https://kokeila.fi/"), by=None)
    told = figures(town)
    keys = ("planned", "under_way", "done", "overdue", "without_evidence")
    assert [told[f"measures_{key}"].value for key in keys] == [1, 1, 1, 1, 1]


def test_a_programme_that_is_not_public_is_not_counted(town: Municipality) -> None:
    make_a_measure(make_a_goal(make_a_programme(town, is_public=False)))
    assert "measures_planned" not in figures(town)


def test_forms_that_an_area_lacks_are_seen(town: Municipality) -> None:
    forms = ["planning", "decision"]
    Process.objects.create(municipality=town, slug="a", opens_on="2026-01-01", area=east(town), forms=forms)
    Process.objects.create(municipality=town, slug="b", opens_on="2026-01-01", forms=["action"])
    Process.objects.create(municipality=town, slug="c", opens_on="2026-01-01")
    matrix = report(town).forms
    assert matrix is not None and (matrix.consultations, matrix.without_form) == (3, 1)
    rows = {row.area.code: row for row in matrix.rows if row.area}
    assert rows["E"].missing == ["information", "action", "evaluation"]
    assert len(rows["W"].missing) == 5 and matrix.town.counts["action"] == 1
    assert matrix.gaps == 8


def test_a_consultation_about_another_set_s_area_stands_where_that_lies(town: Municipality) -> None:
    parts = make_halves(town, "neighbourhood")
    part = parts.areas.select_related("area_set").get(code="W")
    Process.objects.create(municipality=town, slug="a", opens_on="2026-01-01", area=part, forms=["planning"])
    matrix = report(town).forms
    assert matrix is not None
    assert {row.area.code: row.counts["planning"] for row in matrix.rows if row.area} == {"E": 0, "W": 1}


def test_every_indicator_is_a_figure_with_a_method(town: Municipality) -> None:
    goal = make_a_goal(make_a_programme(town))
    for key in INDICATORS:
        make_a_measure(goal, key, indicator=key)
    with in_town(town):
        measures = list(Measure.objects.select_related("owner", "area"))
    found = live(measures, town, timezone.localdate())
    assert {measure.indicator for measure in measures if found[measure.pk].figure.key == measure.indicator} == set(
        INDICATORS
    )


@pytest.mark.parametrize(
    ("aim", "target", "reached"), [("at_least", 0, True), ("at_least", 1, False), ("at_most", 0, True)]
)
def test_a_target_is_reached_or_not_by_the_live_number(
    town: Municipality, aim: str, target: float, reached: bool
) -> None:
    measure = make_a_measure(make_a_goal(make_a_programme(town)), indicator="outcomes", target=target, aim=aim)
    assert live([measure], town, timezone.localdate())[measure.pk].is_reached is reached


def test_a_number_that_is_not_known_reaches_nothing(town: Municipality) -> None:
    goal = make_a_goal(make_a_programme(town))
    measure = make_a_measure(goal, indicator="participants", target=1)
    assert live([measure], town, timezone.localdate())[measure.pk].is_reached is None
