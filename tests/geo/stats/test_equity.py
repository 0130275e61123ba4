"""Gini, Lorenz and Theil, and what chance makes of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.stats.equity import by_chance, equity, gini, lorenz, theil
from tests.geo.stats import references

Floats = references.Floats
values = st.lists(st.tuples(st.floats(0, 50), st.floats(0, 900)), min_size=1, max_size=15)


def plain_gini(r: Floats, w: Floats) -> float:
    mean = float(w @ r / w.sum())
    return float((w[:, None] * w[None, :] * abs(r[:, None] - r[None, :])).sum() / (2 * mean * w.sum() ** 2))


@references.needs_references
@pytest.mark.parametrize("name", ["nc_sids74", "pennLC"])
def test_gini_is_laekens(name: str) -> None:
    areas = references.table(f"{name}_areal")
    known = references.table(f"{name}_gini").set_index("key")["value"].astype(float)
    rate, people = references.column(areas, "raw"), references.column(areas, "pop")
    assert gini(rate, people) == pytest.approx(known["gini_rate_popweighted"], rel=1e-10)
    assert gini(rate, np.ones(len(rate))) == pytest.approx(known["gini_rate_unweighted"], rel=1e-10)


@settings(max_examples=100)
@given(values)
def test_gini_is_the_mean_difference_of_two_people(pairs: list[tuple[float, float]]) -> None:
    r, w = np.array(pairs).T
    if float(w @ r) > 1e-3:
        assert gini(r, w) == pytest.approx(plain_gini(r, w), abs=1e-9)
        assert gini(r * 7, w * 3) == pytest.approx(gini(r, w), abs=1e-9)
        assert 0 <= gini(r, w) <= 1


@settings(max_examples=100)
@given(values)
def test_lorenz_climbs_below_the_diagonal_and_holds_half_of_one_less_gini(pairs: list[tuple[float, float]]) -> None:
    r, w = np.array(pairs).T
    if float(w @ r) > 1e-3:
        curve = lorenz(r, w)
        assert curve.x[0] == curve.y[0] == 0
        assert curve.x[-1] == curve.y[-1] == 1
        assert (np.diff(curve.x) >= 0).all()
        assert (np.diff(curve.y) >= 0).all()
        assert (curve.y <= curve.x + 1e-9).all()
        assert 1 - 2 * np.trapezoid(curve.y, curve.x) == pytest.approx(gini(r, w), abs=1e-9)


@settings(max_examples=100)
@given(values, st.randoms(use_true_random=False))
def test_theils_parts_make_the_whole(pairs: list[tuple[float, float]], random: object) -> None:
    r, w = np.array(pairs).T
    group = np.arange(len(r)) % 3
    found = theil(r, w, group)
    assert found.between + found.within == pytest.approx(found.total, abs=1e-9)
    assert min(found.between, found.within, found.total) >= 0
    turned = np.random.default_rng(len(r)).permutation(len(r))
    assert theil(r[turned], w[turned], group[turned]).total == pytest.approx(found.total, abs=1e-9)


def test_people_too_few_to_divide_by_are_no_overflow() -> None:
    least = 5e-324
    found = theil(np.array([0.0, 1.0]), np.array([1.0, least]), np.array([0, 1]))
    assert found.total == found.between == pytest.approx(np.log(1.0) - np.log(least))


def test_theil_within_is_the_groups_own_theils_weighed_by_participation() -> None:
    rng = np.random.default_rng(1)
    r, w, group = rng.uniform(0, 3, 30), rng.integers(1, 900, 30).astype(float), np.arange(30) // 6
    shares = np.bincount(group, w * r) / float(w @ r)
    inside = [theil(r[group == g], w[group == g], group[group == g]).total for g in range(5)]
    assert theil(r, w, group).within == pytest.approx(float(shares @ inside), rel=1e-9)
    assert theil(r, w, np.zeros(30, dtype=int)).between == pytest.approx(0, abs=1e-12)
    assert theil(r, w, np.arange(30)).within == pytest.approx(0, abs=1e-12)


def test_people_who_take_part_alike_show_no_unevenness() -> None:
    same, people = np.full(9, 0.02), np.arange(1.0, 10)
    assert gini(same, people) == pytest.approx(0, abs=1e-12)
    assert theil(same, people, np.arange(9)).total == pytest.approx(0, abs=1e-12)


def test_chance_alone_is_within_its_own_band() -> None:
    rng = np.random.default_rng(4)
    people = rng.integers(50, 3_000, 60).astype(float)
    within = []
    for _ in range(60):
        cases = rng.multinomial(1_250, people / people.sum())
        found = equity(cases, people * 1_250 / people.sum(), people, rng, replicates=199)
        within.append(found.chance.gini_lo <= found.gini <= found.chance.gini_hi)
    assert np.mean(within) >= 0.85


def test_areas_heard_at_half_the_rate_stand_out_from_chance() -> None:
    people = np.full(40, 500.0)
    cases = np.where(np.arange(40) < 12, 10, 40)
    found = equity(cases, people * cases.sum() / people.sum(), people, np.random.default_rng(1))
    assert found.beyond_chance
    assert found.excess == found.gini - found.chance.gini_median > 0
    middle = found.chance.x == 0.5
    assert np.interp(0.5, found.lorenz.x, found.lorenz.y) < found.chance.lorenz_lo[middle][0]


def test_the_same_seed_gives_the_same_band() -> None:
    people = np.array([100.0, 200, 300])
    one, two = (by_chance(50, people, people, np.random.default_rng(3)) for _ in range(2))
    assert one.gini_median == two.gini_median
    assert (one.lorenz_lo == two.lorenz_lo).all()
    assert one.gini_lo <= one.gini_median <= one.gini_hi


def test_the_band_is_that_of_the_drawn_towns_themselves() -> None:
    people, replicates = np.random.default_rng(2).integers(1, 90, 12).astype(float), 40
    band = by_chance(70, people, people * 2, np.random.default_rng(8), replicates)
    drawn = np.random.default_rng(8).multinomial(70, people / people.sum(), size=replicates) / people
    ginis = [gini(r, people * 2) for r in drawn]
    assert band.gini_median == pytest.approx(np.median(ginis), rel=1e-9)
    assert band.gini_hi == pytest.approx(np.percentile(ginis, 97.5), rel=1e-9)
    halves = [np.interp(0.5, lorenz(r, people).x, lorenz(r, people).y) for r in drawn]
    assert band.lorenz_lo[50] == pytest.approx(np.percentile(halves, 2.5), rel=1e-9)


def test_without_participants_people_or_areas_there_is_nothing_to_share() -> None:
    rng, none = np.random.default_rng(0), np.zeros(0)
    assert gini(np.zeros(3), np.ones(3)) == gini(none, none) == gini(np.ones(3), np.zeros(3)) == 0
    assert lorenz(none, none).y.tolist() == [0, 1]
    assert theil(none, none, np.zeros(0, dtype=int)).total == 0
    for cases, people in (([0, 0], [5.0, 5.0]), ([3, 4], [0.0, 0.0])):
        found = equity(np.array(cases), np.array(people), np.array(people), rng)
        assert (found.gini, found.excess, found.beyond_chance) == (0, 0, False)


def test_one_area_is_as_even_as_can_be() -> None:
    found = equity(np.array([7]), np.array([7.0]), np.array([900.0]), np.random.default_rng(0))
    assert (found.gini, found.chance.gini_hi) == (0, 0)


def test_areas_without_people_or_value_are_left_out() -> None:
    r, w = np.array([1.0, 3.0, np.nan, 8.0]), np.array([10.0, 20.0, 5.0, 0.0])
    assert gini(r, w) == gini(r[:2], w[:2])
    assert lorenz(r, w).x.tolist() == lorenz(r[:2], w[:2]).x.tolist()


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        gini(np.array([-1.0]), np.ones(1))
