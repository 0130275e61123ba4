"""Benjamini–Hochberg, and the level that one more area must reach."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo.stats.adjust import Family, benjamini_hochberg, level_reached


def test_the_adjusted_tails_are_scipy_s() -> None:
    tails = np.random.default_rng(3).uniform(size=200) ** 2
    np.testing.assert_allclose(benjamini_hochberg(tails), stats.false_discovery_control(tails), rtol=1e-12)


def test_an_area_without_a_test_does_not_burden_the_others() -> None:
    with_gap = benjamini_hochberg([0.01, np.nan, 0.04])
    np.testing.assert_array_equal(with_gap[[0, 2]], benjamini_hochberg([0.01, 0.04]))
    assert np.isnan(with_gap[1])


def test_one_area_keeps_its_tail_and_no_areas_are_no_trouble() -> None:
    assert benjamini_hochberg([0.03]).tolist() == [0.03]
    assert benjamini_hochberg([]).shape == (0,)


def test_each_row_is_a_family_of_its_own() -> None:
    rows = np.random.default_rng(4).uniform(size=(5, 7))
    np.testing.assert_array_equal(benjamini_hochberg(rows)[2], benjamini_hochberg(rows[2]))


def test_equal_tails_are_adjusted_alike_in_any_order() -> None:
    tails = np.array([0.02, 0.5, 0.02, 0.001])
    assert len(set(benjamini_hochberg(tails)[[0, 2]])) == 1
    np.testing.assert_array_equal(benjamini_hochberg(tails[::-1])[::-1], benjamini_hochberg(tails))


def test_one_more_area_is_named_exactly_at_the_level_reached() -> None:
    tails = np.array([0.001, 0.3, 0.9, 0.9])
    level = float(level_reached(benjamini_hochberg(tails), 0.05))
    assert level == pytest.approx(0.05 * 2 / 4)
    assert benjamini_hochberg(np.where(tails == 0.3, level, tails))[1] <= 0.05
    assert benjamini_hochberg(np.where(tails == 0.3, level * 1.01, tails))[1] > 0.05


def test_without_tests_there_is_no_level_and_never_more_than_the_whole() -> None:
    assert np.isnan(level_reached([np.nan], 0.05))
    assert level_reached([0.0, 0.0], 0.05) == 0.05


@pytest.mark.parametrize("ties", [True, False])
def test_one_tail_that_is_another_is_adjusted_as_all_of_them_would_be(ties: bool) -> None:
    rng = np.random.default_rng(1)
    for _ in range(200):
        shape = (int(rng.integers(1, 5)), int(rng.integers(1, 9)))
        tails = rng.choice([0.0, 0.01, 0.02, 0.5, 1.0, np.nan], shape) if ties else rng.random(shape) ** 3
        place = int(rng.integers(shape[1]))
        tails[:, place] = np.nan_to_num(tails[:, place])
        changed = tails.copy()
        changed[:, place] = np.maximum(tails[:, place], rng.choice([0.01, 0.02, 0.7], shape[0]))
        found = Family.of(tails).with_larger(place, changed[:, place])
        np.testing.assert_array_equal(found, benjamini_hochberg(changed)[:, place])
        smaller = Family.of(changed).with_larger(place, tails[:, place])
        np.testing.assert_array_equal(smaller, benjamini_hochberg(tails)[:, place])
