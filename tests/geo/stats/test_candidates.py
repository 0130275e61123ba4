"""The sharper family: only areas below the middle are candidates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo.stats import poisson, rest
from geo.stats.arrays import Floats
from geo.stats.candidates import candidate_tails
from geo.stats.classes import UNDERSERVED, Rule, classify


def tails(cases: list[float], mean: float) -> Floats:
    counts = np.array(cases)
    return candidate_tails(counts, poisson.low_tail(counts, mean), np.full(counts.shape, mean))


def test_an_area_above_the_middle_is_no_candidate() -> None:
    assert np.isnan(tails([25.0, 40.0], 20.0)).all()
    assert not np.isnan(tails([15.0], 20.0)).any()


@pytest.mark.parametrize("theta", [1.0, 1.2, 2.0])
@pytest.mark.parametrize("mean", [3.0, 20.0, 117.0])
def test_given_that_it_is_a_candidate_a_tail_this_low_is_no_likelier_than_it_says(mean: float, theta: float) -> None:
    counts = np.arange(0, int(3 * mean) + 20, dtype=float)
    given = tails(counts.tolist(), mean)
    candidate = ~np.isnan(given)
    chance = stats.poisson.pmf(counts, theta * mean) * candidate
    chance /= chance.sum()
    for level in given[candidate]:
        assert chance[candidate & (given <= level)].sum() <= level * (1 + 1e-9)


def test_the_same_holds_for_an_area_against_the_rest() -> None:
    total, share = 200.0, float(rest.share_at(0.8, 0.5))
    counts = np.arange(201, dtype=float)
    p_low = rest.low_tail(counts, total, share)
    given = candidate_tails(counts, p_low, np.full(201, 80.0), (np.full(1, total), np.full(201, share)))
    candidate = ~np.isnan(given)
    assert p_low[candidate].max() <= 0.5 < p_low[candidate.sum()]
    assert given[candidate].max() == pytest.approx(1.0)


def test_nobody_is_the_lowest_and_where_nothing_can_be_low_there_is_no_candidate() -> None:
    assert tails([0.0, 1.0], 9.0)[0] < tails([0.0, 1.0], 9.0)[1]
    assert np.isnan(tails([0.0], 0.5)).all()
    assert np.isnan(candidate_tails(np.array([0.0]), np.array([1.0]), np.array([0.0]))).all()
    assert np.isnan(candidate_tails(np.array([np.nan]), np.array([np.nan]), np.array([9.0]))).all()


def test_the_sharper_family_names_what_the_whole_one_names_and_sometimes_more() -> None:
    cases, expected = np.array([70.0, *[120.0] * 15]), np.full(16, 116.9)
    assert classify(cases, expected).codes[0] != UNDERSERVED
    assert classify(cases, expected, Rule(candidates_only=True)).codes[0] == UNDERSERVED


def test_shipped_classes_look_at_all_areas() -> None:
    assert Rule().candidates_only is False
