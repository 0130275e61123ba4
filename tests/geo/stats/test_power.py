"""What could have been found, and what it would take."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geo.stats import power, rest
from geo.stats.classes import ON_PAR, UNDERSERVED, Rule, classify


def test_an_average_area_is_called_on_par_four_times_of_five_from_108_expected_on() -> None:
    assert power.expected_for_on_par() == 108
    assert power.chance_on_par(39) == pytest.approx(0.52, abs=0.005)


def test_the_chance_of_on_par_is_that_of_the_class() -> None:
    """Every count an area of E = 60 may have, classed, and weighed by its probability."""
    counts = np.arange(0, 200, dtype=float)
    towns = np.column_stack([counts, np.repeat(np.full((200, 1), 600.0), 9, axis=1)])
    codes = classify(towns, np.array([60.0] + [600.0] * 9)).codes[:, 0]
    chance = stats.poisson.pmf(counts, 60)[codes == ON_PAR].sum()
    assert power.chance_on_par(60) == pytest.approx(chance, rel=1e-9)


@pytest.mark.parametrize(
    ("level", "needed"), [(0.05, (14, 50, 117, 484)), (0.01, (20, 80, 186, 774)), (0.05 / 60, (31, 125, 295, 1221))]
)
def test_what_must_be_expected_to_find_an_area(level: float, needed: tuple[int, ...]) -> None:
    """The method's table (13/50/119/487, 20/78/183/779, 31/123/292/1227) within a tooth of the exact chance."""
    found = tuple(int(power.expected_to_find(ratio, level)) for ratio in (0.25, 0.5, 0.6, 0.7))
    assert found == needed


def test_the_classic_test_needs_what_the_method_says() -> None:
    found = [power.expected_to_find(ratio, 0.025, delta=1.0) for ratio in (0.25, 0.5, 0.6, 0.7)]
    assert found == pytest.approx([10, 28, 44, 80], abs=1)


def test_a_findable_ratio_is_found_four_times_of_five() -> None:
    expected = np.array([20.0, 100.0, 400.0])
    ratios = power.findable_ratio(expected, 0.01)
    chances = [power.chance_of_finding(e, r, 0.01) for e, r in zip(expected, ratios, strict=True)]
    np.testing.assert_allclose(chances, 0.8, rtol=1e-9)
    assert (np.diff(ratios) > 0).all()
    assert (ratios < 0.8).all()


def test_where_even_nobody_would_not_be_found_nothing_is_findable() -> None:
    assert np.isnan(power.findable_ratio([2.0, 0.0, np.nan], 0.05)).all()
    assert power.chance_of_finding([2.0, 0.0], 0.25, 0.05).tolist() == [0, 0]
    assert power.chance_on_par(0.0) == 0


def test_ratios_at_delta_can_never_be_found() -> None:
    assert power.expected_to_find(0.8, 0.05) == float("inf")


def test_a_dominant_area_s_findable_ratio_is_found_four_times_of_five() -> None:
    ratio = power.findable_against_rest(500, 0.4, 0.05)
    count = stats.binom.ppf(0.05, 500, rest.share_at(0.8, 0.4)) - 1
    assert rest.low_tail(count, 500, rest.share_at(ratio, 0.4)) == pytest.approx(0.8, rel=1e-9)


@pytest.mark.parametrize(("total", "weight"), [(0, 0.4), (500, 0.0), (500, 1.0), (2, 0.4)])
def test_without_a_rest_or_participants_nothing_is_findable(total: float, weight: float) -> None:
    assert np.isnan(power.findable_against_rest(total, weight, 0.05))


def test_a_town_of_the_needed_size_calls_a_dominant_area_on_par_four_times_of_five() -> None:
    needed = int(power.town_for_on_par(0.4))
    counts = np.arange(needed + 1, dtype=float)
    towns = np.column_stack([counts, *[(needed - counts) / 6] * 6])
    codes = classify(towns, np.array([0.4] + [0.1] * 6) * needed, Rule()).codes[:, 0]
    chance = stats.binom.pmf(counts, needed, 0.4)[codes == ON_PAR].sum()
    assert 0.8 <= chance < 0.83
    assert not (codes[counts > needed * 0.4] == UNDERSERVED).any()


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_no_town_is_large_enough_for_one_area_or_for_nobody(weight: float) -> None:
    assert power.town_for_on_par(weight) == float("inf")


def test_an_area_whose_expectation_is_not_known_has_no_chances() -> None:
    assert power.chance_of_finding([np.nan], 0.5, 0.05).tolist() == [0]
    assert power.chance_on_par([np.nan]).tolist() == [0]
