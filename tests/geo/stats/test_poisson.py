"""Exact tails and limits of a Poisson count."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo.stats import poisson

COUNTS = np.arange(0, 60, dtype=float)


def test_tails_are_sums_of_probabilities() -> None:
    for mean in (0.3, 4.6, 30.0):
        np.testing.assert_allclose(poisson.low_tail(COUNTS, mean), stats.poisson.cdf(COUNTS, mean), rtol=1e-12)
        np.testing.assert_allclose(poisson.high_tail(COUNTS, mean), stats.poisson.sf(COUNTS - 1, mean), rtol=1e-9)


def test_with_nobody_the_low_tail_is_the_chance_of_nobody() -> None:
    assert poisson.low_tail(0, 3.0) == pytest.approx(np.exp(-3.0), rel=1e-15)
    assert poisson.high_tail(0, 3.0) == 1


def test_where_nobody_is_expected_nothing_is_unlikely() -> None:
    assert poisson.low_tail(0, 0.0) == 1
    assert np.isnan(poisson.ratio(0, 0.0))
    assert all(np.isnan(limit) for limit in poisson.ratio_limits(0, 0.0))
    assert np.isnan(poisson.funnel_limits(0.0, 0.95)).all()
    assert poisson.smallest_count(0.5, 0.0) == 0


def test_a_hidden_count_has_no_tail_and_no_limit() -> None:
    assert np.isnan(poisson.low_tail(np.nan, 3.0))
    assert np.isnan(poisson.high_tail(np.nan, 3.0))
    assert np.isnan(poisson.lower_limit(np.nan, 0.1))
    assert np.isnan(poisson.upper_limit(np.nan, 0.1))
    assert np.isnan(poisson.smallest_count(0.5, np.nan))


def test_the_lower_limit_of_nobody_is_zero() -> None:
    assert poisson.lower_limit(0, 0.1) == 0
    assert poisson.ratio_limits(0, 2.0)[0] == 0
    assert poisson.upper_limit(0, 0.1) == pytest.approx(-np.log(0.1))


def test_a_limit_is_the_mean_at_which_the_tail_is_alpha() -> None:
    lower, upper = poisson.lower_limit(COUNTS[1:], 0.1), poisson.upper_limit(COUNTS, 0.025)
    np.testing.assert_allclose(poisson.high_tail(COUNTS[1:], lower), 0.1, rtol=1e-10)
    np.testing.assert_allclose(poisson.low_tail(COUNTS, upper), 0.025, rtol=1e-10)


def test_the_smallest_count_is_the_quantile() -> None:
    means = np.array([0.02, 0.5, 4.6, 108.0, 5000.0])
    for p in (1e-6, 0.025, 0.5, 0.9, 0.999):
        np.testing.assert_array_equal(poisson.smallest_count(p, means), stats.poisson.ppf(p, means))


def test_the_largest_low_count_is_just_within_the_level() -> None:
    means = np.linspace(0.1, 200, 400)
    count = poisson.largest_count_within(0.05, means)
    assert (poisson.low_tail(count, means)[count >= 0] <= 0.05).all()
    assert (poisson.low_tail(count + 1, means) > 0.05).all()
    assert (count[means < -np.log(0.05)] == -1).all()


def test_the_funnel_narrows_as_more_is_expected_and_holds_one() -> None:
    means = np.array([2.0, 10.0, 50.0, 400.0])
    lower, upper = poisson.funnel_limits(means, 0.95)
    assert (np.diff(lower) > 0).all()
    assert (np.diff(upper) < 0).all()
    assert ((lower < 1) & (upper > 1)).all()


def test_areas_are_looked_at_one_by_one() -> None:
    np.testing.assert_array_equal(poisson.low_tail([3, 3], [5.0, 5.0]), [poisson.low_tail(3, 5.0)] * 2)
