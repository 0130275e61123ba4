"""Marshall's empirical Bayes."""

from __future__ import annotations

import numpy as np

from geo.stats.bayes import marshall


def test_areas_that_differ_less_than_by_chance_all_get_the_town_s_rate() -> None:
    rates = marshall([10, 10, 10, 10, 11], [1000] * 5)
    np.testing.assert_allclose(rates, 51 / 5000, rtol=1e-15)


def test_small_areas_are_pulled_further_than_large_ones() -> None:
    rates = marshall([0, 0, 90, 10], [20, 2000, 2000, 2000])
    assert rates[1] < rates[0] < 100 / 6020


def test_nobody_anywhere_is_a_rate_of_zero() -> None:
    assert marshall([0, 0], [10, 20]).tolist() == [0, 0]


def test_an_area_without_people_has_no_rate_and_does_not_touch_the_others() -> None:
    rates = marshall([3, 5, 9, 1], [100, 0, 300, np.nan])
    assert np.isnan(rates[[1, 3]]).all()
    np.testing.assert_array_equal(rates[[0, 2]], marshall([3, 9], [100, 300]))


def test_a_hidden_count_has_no_rate_and_without_people_there_are_none() -> None:
    assert np.isnan(marshall([np.nan, 3], [10, 10])[0])
    assert np.isnan(marshall([1, 2], [0, 0])).all()


def test_one_area_keeps_its_own_rate() -> None:
    np.testing.assert_allclose(marshall([7], [100]), 0.07, rtol=1e-15)


def test_equal_areas_get_equal_rates_in_any_order() -> None:
    cases, people = np.array([3.0, 8, 3, 40]), np.array([100.0, 100, 100, 300])
    rates = marshall(cases, people)
    assert rates[0] == rates[2]
    np.testing.assert_allclose(marshall(cases[::-1], people[::-1])[::-1], rates, rtol=1e-14)
