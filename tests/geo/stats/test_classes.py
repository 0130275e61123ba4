"""The four classes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo.stats.classes import NAMES, Rule, classify

NOTHING, LESS, LIKE, UNKNOWN = (
    NAMES.index(name) for name in ("no_residents", "underserved", "on_par", "too_little_data")
)
TOWN = np.array([200.0, 200, 200, 200, 200, 200])


def test_codes_are_places_in_the_names() -> None:
    assert [NAMES[code] for code in (NOTHING, LESS, LIKE, UNKNOWN)] == list(NAMES)
    assert NAMES == ("no_residents", "underserved", "on_par", "too_little_data")


def test_an_area_far_below_its_expectation_is_underserved_and_the_others_are_on_par() -> None:
    cases = np.array([60.0, 228, 228, 228, 228, 228])
    assert classify(cases, TOWN).codes.tolist() == [LESS, *[LIKE] * 5]


def test_the_tail_is_at_delta_times_the_expectation() -> None:
    found = classify([30, 170, 200, 200, 200, 200], TOWN, Rule(delta=0.7))
    np.testing.assert_allclose(found.p_low[:2], stats.poisson.cdf([30, 170], 140), rtol=1e-10)


def test_nobody_is_never_on_par_even_where_hardly_anybody_was_expected() -> None:
    expected = np.array([0.01, 200, 200, 200, 200, 200])
    assert classify([0, 200, 200, 200, 200, 200], expected).codes[0] == UNKNOWN


def test_nobody_where_many_were_expected_is_underserved() -> None:
    assert classify([0, 40, 40, 40, 40, 40], [33.3] * 6).codes[0] == LESS


def test_a_small_area_like_the_others_is_not_known_yet() -> None:
    assert classify([5, 200, 200, 200, 200, 200], [5, *[200] * 5]).codes[0] == UNKNOWN


def test_with_fewer_than_thirty_participants_there_are_no_classes() -> None:
    expected = np.array([14.5, 3, 3, 3, 3, 2.5])
    assert set(classify([0, 9, 5, 5, 5, 5], expected).codes) == {UNKNOWN}
    assert classify([0, 10, 5, 5, 5, 5], expected * 30 / 29).codes[0] == LESS


def test_nobody_anywhere_is_too_little_data_without_a_warning() -> None:
    found = classify(np.zeros(3), np.zeros(3))
    assert set(found.codes) == {UNKNOWN}
    assert np.isnan(found.p_low).all()


def test_an_area_without_residents_says_so_first() -> None:
    found = classify([0, 40, 40], [0, 40, 40], no_residents=[True, False, False])
    assert found.codes[0] == NOTHING
    assert np.isnan(found.q_low[0])


def test_residents_without_an_expectation_are_too_little_data() -> None:
    assert classify([0, 40, 40, 40, 40], [0, 40, 40, 40, 40]).codes[0] == UNKNOWN


def test_one_area_has_nothing_to_compare_with() -> None:
    assert classify([80], [80.0]).codes.tolist() == [UNKNOWN]
    assert classify([80, 0], [80.0, 0]).codes.tolist() == [UNKNOWN, UNKNOWN]


def test_a_dominant_area_is_compared_with_the_rest() -> None:
    """70 % of residents at a true .7 of the rest: to the town .886, and yet found."""
    share = 0.49 / 0.79
    cases = np.round(np.array([share, *[(1 - share) / 4] * 4]) * 8000)
    expected = np.array([0.7, *[0.075] * 4]) * cases.sum()
    found = classify(cases, expected)
    assert found.against_rest.tolist() == [True, False, False, False, False]
    assert found.codes[0] == LESS
    assert classify(cases, expected, Rule(town_share_limit=1.0)).codes[0] == LIKE


def test_exactly_a_quarter_is_not_dominant() -> None:
    people = np.array([1.0, 1, 1, 1]) / 3
    assert not classify([30, 31, 29, 33], people * 123 / people.sum()).against_rest.any()


def test_a_hidden_count_is_too_little_data_and_burdens_the_family_as_if_it_were_high() -> None:
    cases, expected = np.array([20.0, 80, 80, 80, 80]), np.array([40.0, 75, 75, 75, 75])
    hidden = classify([20, np.nan, 80, 80, 80], expected, total=340)
    assert hidden.codes[1] == UNKNOWN
    assert np.isnan(hidden.q_low[1])
    assert hidden.q_low[0] == classify(cases, expected).q_low[0]


def test_towns_are_classed_one_by_one() -> None:
    random = np.random.default_rng(2)
    cases = random.poisson(50, (20, 8)).astype(float)
    expected = np.full((20, 8), cases.mean(axis=1, keepdims=True))
    whole = classify(cases, expected)
    for town in range(20):
        np.testing.assert_array_equal(classify(cases[town], expected[town]).codes, whole.codes[town])


@pytest.mark.parametrize("delta", [0.7, 0.8, 0.9])
def test_an_area_at_delta_is_called_on_par_at_most_once_in_ten(delta: float) -> None:
    for expected in (10.0, 37.0, 140.0, 900.0):
        counts = np.arange(0, int(expected * 2))
        towns = np.column_stack([counts, np.full((counts.size, 9), expected)])
        codes = classify(towns, np.full(10, expected), Rule(delta=delta)).codes[:, 0]
        assert stats.poisson.pmf(counts, delta * expected)[codes == LIKE].sum() <= 0.1
