"""A dominant area against the rest of the town."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo.stats import poisson, rest


def test_seventy_percent_at_seven_tenths_of_the_rest_looks_like_886_thousandths_of_the_town() -> None:
    assert rest.share_at(0.7, 0.7) / 0.7 == pytest.approx(0.886, abs=5e-4)


def test_the_tail_is_binomial_given_the_town_s_total() -> None:
    counts = np.arange(0, 51, dtype=float)
    np.testing.assert_allclose(rest.low_tail(counts, 50, 0.37), stats.binom.cdf(counts, 50, 0.37), rtol=1e-10)


def test_the_binomial_is_exact_when_the_town_s_total_is_given() -> None:
    """Two Poisson counts, listed: the area's, given their sum, is binomial with share θw/(θw + 1 − w)."""
    weight, theta, common, total = 0.4, 0.8, 21.0, 17
    here = stats.poisson.pmf(np.arange(total + 1), common * theta * weight)
    there = stats.poisson.pmf(total - np.arange(total + 1), common * (1 - weight))
    given = (here * there).cumsum() / (here * there).sum()
    np.testing.assert_allclose(
        rest.low_tail(np.arange(total + 1), total, rest.share_at(theta, weight)), given, rtol=1e-9
    )


def test_limits_are_the_ratios_at_which_the_tail_is_alpha() -> None:
    lower, upper = rest.lower_limit(40, 100, 0.5, 0.1), rest.upper_limit(40, 100, 0.5, 0.1)
    assert rest.low_tail(40, 100, rest.share_at(upper, 0.5)) == pytest.approx(0.1, rel=1e-9)
    assert 1 - rest.low_tail(39, 100, rest.share_at(lower, 0.5)) == pytest.approx(0.1, rel=1e-9)
    assert lower < rest.ratio(40, 100, 0.5) < upper


def test_a_small_area_of_a_large_town_is_compared_as_with_the_town() -> None:
    weight, total = 1e-5, 3e6
    assert rest.low_tail(20, total, rest.share_at(0.8, weight)) == pytest.approx(
        float(poisson.low_tail(20, 0.8 * weight * total)), rel=1e-3
    )


def test_with_nobody_here_the_ratio_and_its_lower_limit_are_zero() -> None:
    assert rest.ratio(0, 40, 0.5) == 0
    assert rest.lower_limit(0, 40, 0.5, 0.1) == 0
    assert rest.low_tail(0, 40, 0.5) == pytest.approx(0.5**40)


def test_with_everybody_from_here_the_ratio_has_no_end() -> None:
    assert np.isinf(rest.ratio(40, 40, 0.5))
    assert np.isinf(rest.upper_limit(40, 40, 0.5, 0.1))
    assert rest.low_tail(40, 40, 0.5) == 1


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_without_an_area_or_without_a_rest_there_is_no_ratio(weight: float) -> None:
    assert np.isnan(rest.ratio(5, 40, weight))
    assert np.isnan(rest.lower_limit(5, 40, weight, 0.1))
    assert rest.share_at(0.8, weight) == weight


def test_nobody_in_the_town_gives_no_ratio_and_a_hidden_count_no_tail() -> None:
    assert np.isnan(rest.ratio(0, 0, 0.5))
    assert np.isnan(rest.low_tail(np.nan, 40, 0.5))
    assert np.isnan(rest.lower_limit(np.nan, 40, 0.5, 0.1))
