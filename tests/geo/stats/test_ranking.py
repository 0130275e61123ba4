"""The gamma–Poisson ranking."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo.stats.ranking import SPREADS, rank_areas


def test_the_formula_is_a_plain_sum_over_the_grid() -> None:
    """Written out with negative binomial probabilities, which is what the weights are."""
    cases, expected = np.array([2.0, 9, 20]), np.array([6.0, 9, 16])
    weight, mean, below = [], [], []
    for spread in np.linspace(0.02, 1.5, 60):
        a = 1 / spread**2
        likelihood = stats.nbinom.pmf(cases, a, a / (a + expected)).prod()
        weight.append(likelihood * np.exp(-(spread**2) / (2 * 0.25)))
        mean.append((a + cases) / (a + expected))
        below.append(stats.gamma.cdf(0.8, a + cases, scale=1 / (a + expected)))
    weights = np.array(weight) / sum(weight)
    ranking = rank_areas(cases, expected)
    np.testing.assert_allclose(ranking.mean, weights @ np.array(mean), rtol=1e-9)
    np.testing.assert_allclose(ranking.p_below, weights @ np.array(below), rtol=1e-9)
    assert ranking.spread == pytest.approx(weights @ SPREADS)


def test_an_area_with_nobody_ranks_low_but_never_at_zero() -> None:
    ranking = rank_areas([0, 30, 30], [12, 24, 24])
    assert 0 < ranking.mean[0] < ranking.mean[1]
    assert ranking.p_below[0] > ranking.p_below[1]


def test_less_data_is_pulled_further_to_the_town() -> None:
    ranking = rank_areas([2, 40, 158], [4, 80, 116])
    assert ranking.mean[1] < ranking.mean[0] < 1


def test_without_anybody_there_is_no_order() -> None:
    ranking = rank_areas([0, 0], [0, 0])
    assert np.isnan(ranking.mean).all()
    assert np.isnan(rank_areas([0, 0], [1, 1]).p_below).all()


def test_areas_without_people_or_with_hidden_counts_do_not_touch_the_others() -> None:
    whole = rank_areas([5, 0, np.nan, 15], [10, 0, 8, 10])
    assert np.isnan(whole.mean[1:3]).all()
    np.testing.assert_array_equal(whole.mean[[0, 3]], rank_areas([5, 15], [10, 10]).mean)


def test_one_area_is_ranked_by_its_own_count() -> None:
    ranking = rank_areas([50], [50])
    assert ranking.mean[0] == pytest.approx(1.0)


def test_equal_areas_get_equal_values_and_order_does_not_matter() -> None:
    cases, expected = np.array([3.0, 9, 3]), np.array([5.0, 5, 5])
    ranking = rank_areas(cases, expected)
    assert ranking.mean[0] == ranking.mean[2]
    np.testing.assert_allclose(rank_areas(cases[::-1], expected[::-1]).mean[::-1], ranking.mean, rtol=1e-12)


def test_the_same_input_gives_the_same_digits() -> None:
    first, second = (rank_areas([3, 9, 4], [5, 5, 6]) for _ in range(2))
    assert first.mean.tobytes() == second.mean.tobytes()
