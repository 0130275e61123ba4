"""The one entry: edge cases of a set of areas."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from geo.stats.classes import NAMES
from geo.stats.coverage import AreaCounts, AreaCoverage, DataError, Rule, area_coverage

PEOPLE = [1996.0, 2909, 1959, 3540, 1789, 1578, 2192]
CASES = [75.0, 87, 71, 113, 26, 51, 35]


def counts(cases: list[float], people: list[float] | None = None, **more: Any) -> AreaCounts:
    return AreaCounts(
        tuple(f"a{number}" for number in range(len(cases))),
        np.array(cases),
        None if people is None else np.array(people),
        **more,
    )


def names(coverage: AreaCoverage) -> list[str]:
    return [NAMES[code] for code in coverage.classes]


def test_what_is_expected_adds_up_to_what_was_seen() -> None:
    coverage = area_coverage(counts(CASES, PEOPLE))
    assert coverage.expected.sum() == pytest.approx(sum(CASES), abs=1e-9)
    np.testing.assert_allclose(coverage.share, np.array(CASES) / PEOPLE)
    assert coverage.town.share == pytest.approx(sum(CASES) / sum(PEOPLE))


def test_the_twenty_seventh_participant_makes_the_fifth_area_underserved() -> None:
    more = [*CASES[:4], 27.0, *CASES[5:]]
    assert names(area_coverage(counts(CASES, PEOPLE)))[4] == "too_little_data"
    assert names(area_coverage(counts(more, PEOPLE)))[4] == "underserved"


def test_nobody_anywhere_gives_no_rates_and_no_classes() -> None:
    coverage = area_coverage(counts([0, 0, 0], [100, 200, 0]))
    assert names(coverage) == ["too_little_data", "too_little_data", "no_residents"]
    assert coverage.town.no_classes == "no_cases"
    for name in ("sir", "sir_lo95", "sir_hi95", "p_low", "q_low", "ranking_mean", "findable", "needed_in_town"):
        assert np.isnan(getattr(coverage, name)).all(), name


def test_fewer_than_thirty_give_numbers_but_no_classes() -> None:
    coverage = area_coverage(counts([0, 14, 15], [300, 300, 300]))
    assert set(names(coverage)) == {"too_little_data"}
    assert coverage.town.no_classes == "few_cases"
    assert coverage.q_low[0] <= 0.05


def test_one_area_has_no_comparison() -> None:
    coverage = area_coverage(counts([300], [1000]))
    assert names(coverage) == ["too_little_data"]
    assert coverage.town.no_classes == "one_area"


def test_participants_where_nobody_lives_are_a_data_error_and_out_of_the_expectation() -> None:
    coverage = area_coverage(counts([*CASES, 9], [*PEOPLE, 0]))
    without = area_coverage(counts(CASES, PEOPLE))
    assert coverage.town.errors == (DataError(7, "cases_without_people"),)
    assert names(coverage)[7] == "no_residents"
    np.testing.assert_array_equal(coverage.expected[:7], without.expected)
    np.testing.assert_array_equal(coverage.q_low[:7], without.q_low)
    assert np.isnan(coverage.expected[7])
    assert np.isnan(coverage.p_low[7])


def test_an_area_of_unknown_population_is_not_called_empty() -> None:
    coverage = area_coverage(counts([*CASES, 9], [*PEOPLE, np.nan]))
    assert names(coverage)[7] == "too_little_data"
    np.testing.assert_array_equal(coverage.expected[:7], area_coverage(counts(CASES, PEOPLE)).expected)


def test_nobody_in_an_area_is_never_on_par() -> None:
    coverage = area_coverage(counts([*CASES, 0], [*PEOPLE, 3]))
    assert names(coverage)[7] == "too_little_data"
    assert coverage.sir_lo95[7] == 0


def test_unknown_homes_make_a_run_provisional_and_then_classless() -> None:
    known = sum(CASES)
    shares = ((0.3, False, ""), (0.45, True, ""), (0.65, True, "unknown_homes"))
    for share, provisional, why in shares:
        coverage = area_coverage(counts(CASES, PEOPLE, without_area=known * share / (1 - share)))
        assert (coverage.town.provisional, coverage.town.no_classes) == (provisional, why)
        assert (set(names(coverage)) == {"too_little_data"}) == bool(why)
        assert not (why and coverage.needed_here[~np.isnan(coverage.needed_here)].size)


def test_a_town_where_few_were_heard_says_so() -> None:
    assert area_coverage(counts(CASES, [n * 5 for n in PEOPLE])).town.sparse
    assert not area_coverage(counts(CASES, PEOPLE)).town.sparse


def test_ages_change_what_is_expected() -> None:
    people = np.array([[500.0, 100], [100, 500], [300, 300], [300, 300], [300, 300]])
    by_band = np.array([[20.0, 10], [4, 50], [12, 30], [12, 30], [12, 30]])
    coverage = area_coverage(
        counts(by_band.sum(axis=1).tolist(), people.sum(axis=1).tolist(), cases_by_band=by_band, people_by_band=people)
    )
    assert coverage.town.standardised
    assert coverage.town.bands == ((0,), (1,))
    np.testing.assert_allclose(coverage.sir, 1.0)
    assert set(coverage.sensitivity) >= {"delta_lower", "delta_higher", "crude", "design_effect", "rest"}


def test_bands_that_do_not_add_up_are_reported_not_repaired() -> None:
    bands = np.array([[500.0, 100], [100, 510]])
    coverage = area_coverage(
        counts([40, 20], [600, 600], cases_by_band=np.array([[20.0, 20], [10, 11]]), people_by_band=bands)
    )
    assert set(coverage.town.errors) == {DataError(1, "bands_differ_from_total"), DataError(1, "more_ages_than_cases")}


def test_hidden_counts_are_too_little_data_and_leave_the_rest_classed() -> None:
    whole = area_coverage(counts(CASES, PEOPLE))
    hidden = area_coverage(
        counts([np.nan, *CASES[1:]], PEOPLE, expected=whole.expected, total=sum(CASES)), Rule(fdr=0.06)
    )
    assert names(hidden)[0] == "too_little_data"
    assert names(hidden)[4] == "underserved"
    assert np.isnan(hidden.sir[0])
    assert np.isnan(hidden.ranking_mean[0])


def test_a_dominant_area_is_read_against_the_rest() -> None:
    coverage = area_coverage(counts([490, 75, 75, 75, 75], [7000, 750, 750, 750, 750]))
    assert coverage.against_rest.tolist() == [True, False, False, False, False]
    assert coverage.theta[0] == pytest.approx(0.7)
    assert coverage.sir[0] == pytest.approx(0.886, abs=5e-4)
    assert coverage.theta_lo95[0] < 0.7 < coverage.theta_hi95[0]
    np.testing.assert_array_equal(coverage.theta[1:], coverage.sir[1:])


def test_overrepresented_is_a_note_beside_the_class() -> None:
    coverage = area_coverage(counts([200, 87, 71, 113, 60, 51, 70], PEOPLE))
    assert coverage.overrepresented.tolist() == [True, *[False] * 6]
    assert names(coverage)[0] == "on_par"


def test_given_expectations_may_be_of_another_standard() -> None:
    coverage = area_coverage(counts(CASES, expected=np.full(7, 80.0)))
    assert coverage.town.why_crude == "given"
    np.testing.assert_allclose(coverage.sir, np.array(CASES) / 80)
    assert np.isnan(coverage.share).all()


def test_the_same_input_gives_the_same_digits() -> None:
    first, second = area_coverage(counts(CASES, PEOPLE)), area_coverage(counts(CASES, PEOPLE))
    for name in (one.name for one in fields(first)):
        value = getattr(first, name)
        if isinstance(value, np.ndarray):
            assert value.tobytes() == getattr(second, name).tobytes()


def test_no_areas_at_all_is_an_empty_answer() -> None:
    coverage = area_coverage(counts([], []))
    assert coverage.classes.shape == (0,)
    assert coverage.town.no_classes == "no_cases"


@pytest.mark.parametrize(
    ("cases", "people", "more"),
    [([1.0], None, {}), ([-1.0], [3.0], {}), ([np.inf], [3.0], {}), ([1.0], [3.0, 4.0], {})],
)
def test_impossible_input_is_refused(cases: list[float], people: list[float] | None, more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"neither|negative|areas"):
        counts(cases, people, **more)
