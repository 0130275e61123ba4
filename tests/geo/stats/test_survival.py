"""Durations of which some are still open: a textbook's table, scipy's curve, and the edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.stats.survival import NOT_REACHED, Survival, ended_by, kaplan_meier

# Weeks in remission of the 21 patients on 6-mercaptopurine (Freireich et al. 1963; Kalbfleisch & Prentice 2002,
# table 1.2). The shares and standard errors are those printed by Kleinbaum & Klein, Survival Analysis (3rd ed.), §2.
RELAPSED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
WELL = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PRINTED = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}


def curve_of(ended: list[int], still_open: list[int]) -> Survival:
    lengths = [*ended, *still_open]
    flags = np.array([True] * len(ended) + [False] * len(still_open), dtype=bool)
    return kaplan_meier(lengths, flags, ~flags)


def test_the_curve_is_the_textbook_s() -> None:
    curve = curve_of(RELAPSED, WELL)
    shares = dict(zip(curve.times.tolist(), curve.share.tolist(), strict=True))
    for week, share in PRINTED.items():
        assert shares[week] == pytest.approx(share, abs=5e-5)
    assert (curve.cases, curve.endings) == (21, 9)


def test_the_median_of_the_textbook_is_23_weeks_from_13_to_not_reached() -> None:
    median = ended_by(curve_of(RELAPSED, WELL), 0.5)
    assert (median.value, median.low, median.high) == (23, 13, None)


def test_curve_and_limits_are_scipy_s() -> None:
    rng = np.random.default_rng(11)
    lengths, flags = rng.integers(0, 30, 300), rng.random(300) < 0.6
    curve = kaplan_meier(lengths, flags, ~flags)
    theirs = stats.ecdf(stats.CensoredData(lengths[flags].astype(float), right=lengths[~flags].astype(float))).sf
    limits = theirs.confidence_interval(method="log-log")
    at = np.isin(curve.times, theirs.quantiles)
    np.testing.assert_allclose(curve.share[at], theirs.probabilities, rtol=1e-12)
    inside = at & (curve.share > 0) & (curve.share < 1)
    np.testing.assert_allclose(curve.low[inside], limits.low.probabilities[inside[at]], rtol=1e-9)
    np.testing.assert_allclose(curve.high[inside], limits.high.probabilities[inside[at]], rtol=1e-9)


def test_nothing_is_known_of_no_rows() -> None:
    curve = kaplan_meier([], [], [])
    assert curve.cases == 0
    assert ended_by(curve, 0.5) == NOT_REACHED


def test_when_all_are_open_no_length_is_given() -> None:
    curve = curve_of([], [3, 4, 4])
    assert curve.share.tolist() == [1, 1]
    assert ended_by(curve, 0.5) == NOT_REACHED


def test_a_share_that_was_not_reached_has_no_length() -> None:
    curve = curve_of([1], [5, 5])
    assert ended_by(curve, 0.5).value is None
    assert ended_by(curve, 0.5).low == 1, "that it takes longer than this is known all the same"
    assert ended_by(curve, 0.3).value == 1


def test_an_ending_comes_before_what_was_last_seen_at_the_same_length() -> None:
    assert curve_of([4], [4]).share.tolist() == [0.5]
    assert ended_by(curve_of([4], [4]), 0.5).value == 4


def test_exactly_half_is_enough_for_a_median() -> None:
    assert ended_by(curve_of([1, 2, 3, 4, 5, 6], []), 0.5).value == 3


def test_nothing_is_said_of_the_limits_once_all_have_ended() -> None:
    curve = curve_of([0, 2], [])
    assert curve.share.tolist() == [0.5, 0]
    assert np.isnan(curve.low[-1])
    assert np.isnan(curve.high[-1])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=60), st.integers(0, 100))
def test_order_does_not_matter_and_one_more_open_case_never_shortens_a_median(
    cases: list[tuple[int, bool]], seed: int
) -> None:
    lengths, flags = np.array([one[0] for one in cases]), np.array([one[1] for one in cases])
    mixed = np.random.default_rng(seed).permutation(lengths.size)
    curve = kaplan_meier(lengths, flags, ~flags)
    np.testing.assert_array_equal(curve.share, kaplan_meier(lengths[mixed], flags[mixed], ~flags[mixed]).share)
    longer = kaplan_meier([*lengths, 99], [*flags, False], [*~flags, True])
    before, after = ended_by(curve, 0.5).value, ended_by(longer, 0.5).value
    assert after is None or (before is not None and after >= before)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=60))
def test_shares_fall_and_lie_within_their_limits(cases: list[tuple[int, bool]]) -> None:
    lengths, flags = np.array([one[0] for one in cases]), np.array([one[1] for one in cases])
    curve = kaplan_meier(lengths, flags, ~flags)
    assert np.all(np.diff(curve.share) <= 1e-12)
    known = ~np.isnan(curve.low)
    assert np.all(curve.low[known] <= curve.share[known] + 1e-12)
    assert np.all(curve.share[known] <= curve.high[known] + 1e-12)


def test_the_interval_of_the_median_holds_it_as_often_as_it_says() -> None:
    """Exponential times, a third censored: nominal 95 %, seeded."""
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(200):
        times, last_seen = rng.exponential(10, 60), rng.exponential(20, 60)
        ended = times <= last_seen
        median = ended_by(kaplan_meier(np.minimum(times, last_seen), ended, ~ended), 0.5)
        held += (median.low or 0) <= 10 * np.log(2) <= (median.high or np.inf)
    assert 0.92 <= held / 200 <= 0.985
