"""Two windows compared: exact limits, few false alarms, also over a year of monthly looks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.stats.change import ChangeRule, TwoWindows, change_between
from tests.geo.stats.references import Floats

EXACT = ChangeRule(material=1.0, looks=1)


def windows(before: list[int], after: list[int]) -> TwoWindows:
    """Areas of equal people."""
    y1, y2 = np.array(before), np.array(after)
    return TwoWindows(y1, y2, np.full(len(y1), y1.mean()), np.full(len(y2), y2.mean()))


def test_p_is_the_exact_binomial_test_given_both_windows() -> None:
    found = change_between(windows([30, 20, 50], [5, 20, 75]), EXACT)
    for own, y1, y2 in zip(found.p, (30, 20, 50), (5, 20, 75), strict=True):
        tails = [stats.binomtest(y2, y1 + y2, 0.5, side).pvalue for side in ("less", "greater")]
        assert own == pytest.approx(min(1, 2 * min(tails)), rel=1e-9)


def test_limits_are_clopper_and_pearsons() -> None:
    found = change_between(windows([30, 20, 50], [5, 20, 75]), EXACT)
    share = stats.binomtest(5, 35, 0.5).proportion_ci(0.95, "exact")
    assert found.ratio[0] == pytest.approx(5 / 30)
    assert found.lo95[0] == pytest.approx(share.low / (1 - share.low))
    assert found.hi95[0] == pytest.approx(share.high / (1 - share.high))


def test_an_area_that_follows_the_town_has_not_changed() -> None:
    found = change_between(windows([40, 80, 20], [80, 160, 40]))
    np.testing.assert_allclose(found.ratio, 1.0)
    assert set(found.verdict) == {"no_evidence"}
    assert (found.p == 1).all()


def test_an_area_that_falls_silent_while_the_town_goes_on_goes_down_and_the_reverse_up() -> None:
    many = [60] * 20
    assert change_between(windows([60, *many], [4, *many])).verdict[0] == "down"
    found = change_between(windows([4, *many], [60, *many]))
    assert found.verdict[0] == "up"
    assert set(found.verdict[1:]) == {"no_evidence"}


def test_a_change_smaller_than_the_material_one_is_none_however_sure() -> None:
    huge = windows([100_000] * 9, [100_000] * 8 + [110_000])
    assert change_between(huge, ChangeRule(material=1.0)).verdict[-1] == "up"
    assert change_between(huge, ChangeRule(material=0.8)).verdict[-1] == "no_evidence"


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=8), st.randoms())
def test_order_does_not_matter_and_limits_hold_the_ratio(pairs: list[tuple[int, int]], random: object) -> None:
    before, after = (list(column) for column in zip(*pairs, strict=True))
    found = change_between(windows(before, after))
    turned = np.random.default_rng(1).permutation(len(before))
    again = change_between(windows([before[i] for i in turned], [after[i] for i in turned]))
    np.testing.assert_array_equal(again.p, found.p[turned])
    known = ~np.isnan(found.ratio)
    assert (found.lo95[known] <= found.ratio[known]).all()
    assert (found.ratio[known] <= found.hi95[known]).all()
    assert ((found.p >= 0) & (found.p <= 1) & (found.q >= found.p - 1e-12)).all()


def test_the_windows_exchanged_give_the_inverse() -> None:
    there = change_between(windows([30, 20, 50], [5, 25, 70]))
    back = change_between(windows([5, 25, 70], [30, 20, 50]))
    np.testing.assert_allclose(there.ratio, 1 / back.ratio)
    np.testing.assert_allclose(there.lo95, 1 / back.hi95)
    np.testing.assert_allclose(there.p, back.p)


def test_nobody_in_one_or_both_windows() -> None:
    found = change_between(windows([0, 0, 30, 30], [0, 12, 0, 48]))
    assert np.isnan(found.ratio[0])
    assert (found.lo95[0], found.hi95[0], found.p[0]) == (0, np.inf, 1)
    assert np.isinf(found.ratio[1])
    assert found.hi95[1] == np.inf
    assert found.lo95[1] > 0
    assert (found.ratio[2], found.lo95[2]) == (0, 0)
    assert found.hi95[2] < 1


def test_a_window_without_anybody_expected_tests_nothing() -> None:
    nobody = windows([0, 0], [3, 4])
    assert set(change_between(nobody).verdict) == {"no_evidence"}
    none, no_people = np.zeros(0, dtype=np.int64), np.zeros(0)
    assert change_between(TwoWindows(none, none, no_people, no_people)).verdict == ()


def test_one_area_is_its_town() -> None:
    found = change_between(windows([20], [80]))
    assert found.ratio[0] == pytest.approx(1)
    assert found.verdict == ("no_evidence",)


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        TwoWindows(np.zeros(2, dtype=np.int64), np.zeros(3, dtype=np.int64), np.ones(2), np.ones(2))


def year_with_a_false_alarm(rng: np.random.Generator, people: Floats, rate: float, rule: ChangeRule) -> bool:
    """36 months of a town whose areas all follow its ups and downs; twelve looks at the last 12 months against the 12
    before."""
    town = rng.lognormal(0, 0.4, 36)
    months = rng.poisson(rate * town[:, None] * people)
    for look in range(12, 24):
        y1, y2 = months[look - 12 : look].sum(axis=0), months[look : look + 12].sum(axis=0)
        share = people / people.sum()
        if any(
            v != "no_evidence"
            for v in change_between(TwoWindows(y1, y2, share * y1.sum(), share * y2.sum()), rule).verdict
        ):
            return True
    return False


@pytest.mark.parametrize("rate", [0.0005, 0.02])
def test_a_year_of_monthly_looks_raises_a_false_alarm_in_at_most_one_of_twenty_towns(rate: float) -> None:
    rng = np.random.default_rng(11)
    rule = ChangeRule(material=1.0)
    alarms = [year_with_a_false_alarm(rng, rng.integers(50, 3_000, 40).astype(float), rate, rule) for _ in range(100)]
    assert np.mean(alarms) <= 0.05


@pytest.mark.heavy
@pytest.mark.parametrize("areas", [2, 12, 60])
@pytest.mark.parametrize("rate", [0.0002, 0.001, 0.01, 0.05])
def test_false_alarms_stay_rare_in_every_setting(areas: int, rate: float) -> None:
    rng = np.random.default_rng(areas)
    rule = ChangeRule(material=1.0)
    alarms = [
        year_with_a_false_alarm(rng, rng.integers(50, 3_000, areas).astype(float), rate, rule) for _ in range(600)
    ]
    assert np.mean(alarms) <= 0.05


def test_unadjusted_looks_would_cry_wolf() -> None:
    rng = np.random.default_rng(11)
    rule = ChangeRule(material=1.0, looks=1, alpha=0.05)
    people = rng.integers(50, 3_000, 40).astype(float)
    assert np.mean([year_with_a_false_alarm(rng, people, 0.02, rule) for _ in range(60)]) > 0.05
