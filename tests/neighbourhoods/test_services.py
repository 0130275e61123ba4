"""A release counts persons by home, hides small numbers, waits for a second month, and stands until the next."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from geo.models import AreaSet, Municipality
from geo.tenancy import in_town
from neighbourhoods.models import AreaFigure, CoverageRun, Release, ReleasedCoverage
from neighbourhoods.releases.coverage import UNCONFIRMED
from neighbourhoods.results import Coverage
from neighbourhoods.results_json import from_json
from neighbourhoods.services import make_release
from participation.models import Process
from tests.factories import box, make_area, make_halves, make_town
from tests.neighbourhoods.people import act, count_people, people_take_part, person, put_where


@pytest.fixture
def halves(db: None) -> AreaSet:
    town = make_town()
    halves = make_halves(town)
    count_people(halves, {"E": 4000, "W": 4000})
    return halves


def released(halves: AreaSet, release: Release | None = None, months: int = 12, who: str = "residents") -> Coverage:
    release = release or release_now(halves.municipality)
    row = ReleasedCoverage.objects.get(release=release, kind=halves.kind, months=months, denominator=who)
    return from_json(row.coverage)


def release_now(town: Municipality, **how: object) -> Release:
    return make_release(town=town, replicates=19, **how)  # type: ignore[arg-type]


def figure(halves: AreaSet, code: str) -> AreaFigure:
    return release_now(halves.municipality).figures.get(area__code=code)


def test_persons_count_once_where_they_live_not_where_they_point(halves: AreaSet) -> None:
    people_take_part(halves.municipality, 26, halves.areas.get(code="W"), acts=2)
    people_take_part(halves.municipality, 29, halves.areas.get(code="E"))
    assert figure(halves, "W").participants_home == 26


def test_a_small_number_is_hidden_and_takes_another_with_it(halves: AreaSet) -> None:
    people_take_part(halves.municipality, 2, halves.areas.get(code="W"))
    people_take_part(halves.municipality, 60, halves.areas.get(code="E"))
    release = release_now(halves.municipality)
    west, east = (release.figures.get(area__code=code) for code in "WE")
    assert (west.participants_home, west.hidden) == (None, "under_five")
    assert (east.participants_home, east.hidden) == (None, "protects")


def test_nothing_that_gives_a_hidden_number_back_is_released(halves: AreaSet) -> None:
    people_take_part(halves.municipality, 2, halves.areas.get(code="W"))
    people_take_part(halves.municipality, 60, halves.areas.get(code="E"))
    row = released(halves).area("W")
    assert row is not None and row.suppressed == "under_five"
    told = (row.participants, row.share_percent, row.sir, row.sir_lo95, row.p_low, row.q_low, row.eb_global)
    assert set(told) | {row.ranking_mean, row.p_below_delta, row.needed_here, row.robust} == {None}
    assert row.expected is not None and row.expected % 5 == 0


def test_an_area_with_few_people_is_hidden(halves: AreaSet) -> None:
    villages = AreaSet.objects.create(municipality=halves.municipality, kind="village", valid_from="2020-01-01")
    make_area(villages, "V", box(0, 0, 1, 1))
    make_area(villages, "U", box(1, 0, 10, 10))
    count_people(villages, {"V": 12, "U": 7988})
    people_take_part(halves.municipality, 7, villages.areas.get(code="V"))
    people_take_part(halves.municipality, 40, villages.areas.get(code="U"))
    assert figure(villages, "V").hidden == "few_people"


def test_the_public_hash_names_the_inputs_and_lets_nobody_check_a_guess_of_them(halves: AreaSet) -> None:
    people_take_part(halves.municipality, 40, halves.areas.get(code="W"))
    first, second = (released(halves, release_now(halves.municipality)) for _ in range(2))
    with in_town(halves.municipality):
        own = set(CoverageRun.objects.values_list("inputs_hash", flat=True))
    assert first.method.inputs_hash not in own
    assert len(first.method.inputs_hash) == 64
    assert second.method.run != first.method.run


def test_a_release_stands_still_when_new_input_comes(halves: AreaSet) -> None:
    people_take_part(halves.municipality, 26, halves.areas.get(code="W"))
    people_take_part(halves.municipality, 29, halves.areas.get(code="E"))
    release = release_now(halves.municipality)
    before = list(release.coverages.order_by("pk").values_list("coverage", flat=True))
    people_take_part(halves.municipality, 3, halves.areas.get(code="W"))
    assert list(release.coverages.order_by("pk").values_list("coverage", flat=True)) == before
    assert release.figures.get(area__code="W").participants_home == 26


def test_every_window_is_released(halves: AreaSet) -> None:
    year = datetime.timedelta(days=365)
    people_take_part(halves.municipality, 30, halves.areas.get(code="W"), at=timezone.now() - 2.5 * year)
    people_take_part(halves.municipality, 40, halves.areas.get(code="E"))
    release = release_now(halves.municipality)
    assert [released(halves, release, months).town.participants for months in (12, 24, 36)] == [40, 40, 70]


def test_a_class_waits_for_a_second_month_in_a_row(halves: AreaSet) -> None:
    now = timezone.now()
    people_take_part(halves.municipality, 80, halves.areas.get(code="W"), at=now - datetime.timedelta(days=100))
    people_take_part(halves.municipality, 8, halves.areas.get(code="E"), at=now - datetime.timedelta(days=100))
    this_month = timezone.localtime(now).replace(day=1, hour=3)
    last_month = (this_month - datetime.timedelta(days=3)).replace(day=1)
    first = released(halves, release_now(halves.municipality, at=last_month)).area("E")
    second = released(halves, release_now(halves.municipality, at=this_month)).area("E")
    assert first is not None and second is not None
    assert (first.class_, first.notes) == ("too_little_data", (UNCONFIRMED,))
    assert (second.class_, second.notes) == ("underserved", ())


def test_a_month_without_a_release_breaks_the_row(halves: AreaSet) -> None:
    now = timezone.now()
    people_take_part(halves.municipality, 80, halves.areas.get(code="W"), at=now - datetime.timedelta(days=200))
    people_take_part(halves.municipality, 8, halves.areas.get(code="E"), at=now - datetime.timedelta(days=200))
    release_now(halves.municipality, at=now - datetime.timedelta(days=70))
    row = released(halves, release_now(halves.municipality, at=now)).area("E")
    assert row is not None and row.notes == (UNCONFIRMED,)


def test_the_end_of_a_process_needs_no_second_look(halves: AreaSet) -> None:
    town, day = halves.municipality, timezone.localdate()
    process = Process.objects.create(
        municipality=town,
        slug="metsat",
        opens_on=day - datetime.timedelta(days=30),
        closes_on=day - datetime.timedelta(days=1),
    )
    then = timezone.now() - datetime.timedelta(days=10)
    for code, count in (("W", 80), ("E", 8)):
        for _ in range(count):
            act(person(town, halves.areas.get(code=code), at=then), at=then, process=process)
    people_take_part(town, 50, halves.areas.get(code="E"), at=then)  # in no process
    release = release_now(town, process=process)
    row = ReleasedCoverage.objects.get(release=release, denominator="residents")
    found = from_json(row.coverage).area("E")
    assert found is not None and (found.participants, found.class_) == (8, "underserved")
    assert not release.figures.exists()


def test_holiday_residents_are_released_beside_residents(halves: AreaSet) -> None:
    count_people(halves, {"E": 500, "W": 500}, what="holiday_homes")
    people_take_part(halves.municipality, 20, halves.areas.get(code="W"), tie="seasonal")
    people_take_part(halves.municipality, 20, halves.areas.get(code="E"), tie="seasonal")
    people_take_part(halves.municipality, 60, halves.areas.get(code="E"))
    release = release_now(halves.municipality)
    seasonal = released(halves, release, who="seasonal")
    assert (seasonal.town.participants, seasonal.town.residents) == (40, 2000)
    assert released(halves, release).town.participants == 60


def test_what_lies_below_a_hidden_area_gives_it_not_away(halves: AreaSet) -> None:
    town = halves.municipality
    villages = AreaSet.objects.create(municipality=town, kind="village", valid_from="2020-01-01")
    make_area(villages, "V", box(5, 0, 10, 5), parent=halves.areas.get(code="E"))
    make_area(villages, "U", box(5, 5, 10, 10), parent=halves.areas.get(code="E"))
    put_where(town, halves, {"W": 2})
    put_where(town, villages, {"V": 27, "U": 28})
    release = release_now(town)
    hidden = {one.area.code: one.hidden for one in release.figures.select_related("area")}
    assert hidden["W"] and hidden["E"]
    assert (hidden["V"], hidden["U"]) != ("", "")  # together they are what lies in E
