"""Bursts: the tail is scipy's, chance is rarely named, a planted burst is found, and the edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.stats.arrays import Floats
from geo.stats.bursts import find_bursts, overdispersion, upper_tail

CELLS, WEEKS = 150, 26


def weeks_of(rng: np.random.Generator, spread: float, weeks: int = WEEKS) -> Floats:
    """Past weeks and, last, this one, of cells between one message a month and ten a week."""
    means = rng.gamma(0.6, 3.0, CELLS)[:, None] * np.ones(weeks + 1)
    if spread:
        means = means * rng.gamma(1 / spread, spread, means.shape)
    return rng.poisson(means).astype(float)


@pytest.mark.parametrize(("now", "total", "weeks", "spread"), [(5, 30, 26, 0.3), (9, 9, 8, 1.5), (1, 200, 52, 0.05)])
def test_the_tail_is_scipy_s_beta_binomial(now: int, total: int, weeks: int, spread: float) -> None:
    theirs = stats.betabinom(total, 1 / spread, weeks / spread).sf(now - 1)
    assert upper_tail(now, total, weeks, spread) == pytest.approx(theirs, rel=1e-8)


def test_without_overdispersion_it_is_the_conditional_binomial() -> None:
    assert upper_tail(6, 20, 12, 0.0) == pytest.approx(stats.binom(20, 1 / 13).sf(5), rel=1e-12)
    assert upper_tail(6, 20, 12, 2e-6) == pytest.approx(upper_tail(6, 20, 12, 0.0), rel=1e-3)


def test_the_conditional_tail_is_that_of_negative_binomial_weeks() -> None:
    """Many worlds of 1 + 10 weeks with one mean; among those with the same total, how often is this week so high."""
    rng = np.random.default_rng(2)
    worlds = rng.negative_binomial(2, 0.4, (200_000, 11))
    same = worlds[worlds.sum(axis=1) == 33]
    assert np.mean(same[:, 0] >= 7) == pytest.approx(upper_tail(7, 33, 10, 0.5), abs=0.01)


def share_told(spread: float, weeks: int, worlds: int) -> float:
    """In which share of towns where nothing happened a burst was named: any that is named is false."""
    rng = np.random.default_rng([int(spread * 10), weeks])
    told = 0
    for _ in range(worlds):
        counts = weeks_of(rng, spread, weeks)
        told += bool(find_bursts(counts[:, -1], counts[:, :-1]).named.any())
    return told / worlds


@pytest.mark.parametrize(("spread", "weeks"), [(0.0, 8), (0.5, 26)])
def test_when_nothing_happened_a_town_is_rarely_told_of_a_burst(spread: float, weeks: int) -> None:
    assert share_told(spread, weeks, 60) <= 0.05


@pytest.mark.heavy
@pytest.mark.parametrize("spread", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("weeks", [8, 26, 52])
def test_over_many_towns_and_pasts_bursts_by_chance_keep_to_their_rate(spread: float, weeks: int) -> None:
    assert share_told(spread, weeks, 1_000) <= 0.05


def test_a_planted_burst_is_found_and_few_others_are_named() -> None:
    rng = np.random.default_rng(17)
    found, false, named = 0, 0, 0
    for _ in range(60):
        counts = weeks_of(rng, 0.3)
        counts[0, :-1] = rng.poisson(2, WEEKS)
        counts[0, -1] = rng.poisson(20)
        bursts = find_bursts(counts[:, -1], counts[:, :-1])
        found += int(bursts.named[0])
        false += int(bursts.named[1:].sum())
        named += max(int(bursts.named.sum()), 1)
    assert found / 60 >= 0.9
    assert false / named <= 0.05


def test_a_cell_that_was_silent_until_now_can_burst() -> None:
    bursts = find_bursts([12, 2, 3], np.vstack([np.zeros(26), np.tile([1, 3], 13), np.tile([2, 4], 13)]))
    assert bursts.named.tolist() == [True, False, False]
    assert bursts.usual.tolist() == [0, 2, 3]


def test_a_few_messages_are_no_burst_however_quiet_it_was() -> None:
    assert not find_bursts([4], np.zeros((1, 52))).named.any()
    assert find_bursts([12], np.zeros((1, 52)), fewest=5).named.all()


def test_nothing_is_tested_after_a_short_past_nor_without_cells() -> None:
    short = find_bursts([50], np.zeros((1, 7)))
    assert np.isnan(short.p).all()
    assert not short.named.any()
    assert find_bursts([], np.zeros((0, 26))).q.size == 0
    assert find_bursts([5], np.zeros((1, 0))).named.tolist() == [False]


def test_a_cell_that_could_not_be_named_burdens_nobody() -> None:
    past = np.vstack([np.ones(26), np.zeros(26)])
    alone = find_bursts([9], past[:1])
    both = find_bursts([9, 0], past)
    assert np.isnan(both.q[1])
    assert both.q[0] == alone.q[0] == alone.p[0]


def test_a_restless_past_explains_more() -> None:
    calm, restless = np.full((1, 26), 2.0), np.array([[0, 0, 0, 8] * 6 + [0, 0]], dtype=float)
    assert find_bursts([9], restless).p[0] > 10 * find_bursts([9], calm).p[0]


def test_overdispersion_is_found_by_moments_and_is_never_negative() -> None:
    rng = np.random.default_rng(3)
    weeks = rng.negative_binomial(2, 2 / (2 + 6.0), (400, 52))
    together = overdispersion(weeks).min()
    assert together == pytest.approx(0.5, rel=0.1)
    assert overdispersion(np.full((3, 20), 4.0)).tolist() == [0, 0, 0]
    assert overdispersion(np.zeros((2, 20))).tolist() == [0, 0]
    assert overdispersion([[3.0]]).tolist() == [0]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000), st.integers(5, 40))
def test_order_does_not_matter_and_one_more_message_is_never_less_of_a_burst(seed: int, now: int) -> None:
    rng = np.random.default_rng(seed)
    past, this = rng.poisson(rng.gamma(1, 2, (20, 1)), (20, 12)).astype(float), rng.poisson(3, 20).astype(float)
    this[0] = now
    mixed = rng.permutation(20)
    plain = find_bursts(this, past)
    np.testing.assert_allclose(find_bursts(this[mixed], past[mixed]).q, plain.q[mixed], rtol=1e-9)
    more = this.copy()
    more[0] += 1
    assert find_bursts(more, past).p[0] <= plain.p[0]
