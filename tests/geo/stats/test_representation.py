"""Whose voices are missing: by age band, by channel, and whether unknown homes gather in one channel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.stats.representation import GroupCounts, representation, unknown_by_channel

PEOPLE = np.array([3_000.0, 5_000.0, 4_000.0])


def one_row(participants: list[int], unknown: int = 0) -> GroupCounts:
    return GroupCounts(np.array([participants]), PEOPLE[: len(participants)], np.array([unknown]))


def test_limits_are_the_exact_ones_of_a_binomial_share() -> None:
    found = representation(one_row([12, 60, 48]))
    exact = stats.binomtest(12, 120, 0.25).proportion_ci(0.95, "exact")
    assert found.share[0, 0] == 0.1
    assert found.expected_share[0, 0] == 0.25
    assert found.ratio[0, 0] == pytest.approx(0.4)
    assert found.lo95[0, 0] * 0.25 == pytest.approx(exact.low, rel=1e-9)
    assert found.hi95[0, 0] * 0.25 == pytest.approx(exact.high, rel=1e-9)
    assert found.p_low[0, 0] == pytest.approx(stats.binomtest(12, 120, 0.8 * 0.25, "less").pvalue, rel=1e-9)


def test_limits_for_all_groups_together_are_wider_and_hold() -> None:
    found = representation(one_row([12, 60, 48]))
    assert (found.lo_all < found.lo95).all()
    assert (found.hi_all > found.hi95).all()
    rng = np.random.default_rng(1)
    drawn = rng.multinomial(200, PEOPLE / PEOPLE.sum(), size=600)
    each = representation(GroupCounts(drawn, PEOPLE, np.zeros(600, dtype=np.int64)))
    assert ((each.lo_all <= 1) & (each.hi_all >= 1)).all(axis=1).mean() >= 0.95


def test_a_silent_band_is_missing_and_the_others_are_on_par() -> None:
    assert representation(one_row([30, 550, 420])).voice.tolist() == [["missing", "on_par", "on_par"]]


def test_few_participants_say_too_little() -> None:
    assert representation(one_row([1, 5, 4])).voice.tolist() == [["too_little_data"] * 3]


def test_groups_that_take_part_alike_are_rarely_called_missing() -> None:
    rng = np.random.default_rng(2)
    rows = rng.multinomial(300, PEOPLE / PEOPLE.sum(), size=500)
    alarms = [
        (representation(GroupCounts(r[None, :], PEOPLE, np.zeros(1, dtype=int))).voice == "missing").any() for r in rows
    ]
    assert np.mean(alarms) <= 0.05


def test_unknown_ages_may_make_a_gap_doubtful_but_never_make_one() -> None:
    few, many = representation(one_row([30, 550, 420], 20)), representation(one_row([30, 550, 420], 250))
    assert few.voice[0, 0] == many.voice[0, 0] == "missing"
    assert few.missing_anyway[0, 0]
    assert not many.missing_anyway[0, 0]
    assert not few.missing_anyway[0, 1]


def test_with_most_ages_unknown_there_is_no_word() -> None:
    found = representation(one_row([0, 55, 42], 97 * 2))
    assert found.voice.tolist() == [["too_little_data"] * 3]
    assert found.provisional.tolist() == [True]
    assert representation(one_row([0, 55, 42], 60)).provisional.tolist() == [False]
    assert np.isnan(found.q_low).all()


def test_every_area_is_held_against_its_own_people() -> None:
    participants = np.array([[100, 900], [900, 100]])
    people = np.array([[100.0, 900.0], [900.0, 100.0]])
    found = representation(GroupCounts(participants, people, np.zeros(2, dtype=int)))
    np.testing.assert_allclose(found.ratio, 1.0)
    assert set(found.voice.ravel()) == {"on_par"}


def test_q_is_adjusted_over_rows_and_groups_together() -> None:
    rng = np.random.default_rng(5)
    participants = rng.integers(0, 40, (7, 3))
    found = representation(GroupCounts(participants, PEOPLE, np.zeros(7, dtype=int)))
    expected = stats.false_discovery_control(found.p_low.ravel()).reshape(7, 3)
    np.testing.assert_allclose(found.q_low, expected, rtol=1e-12)


def test_nobody_taking_part_and_nobody_living_there() -> None:
    people = np.array([[10.0, 20.0], [0.0, 30.0], [0.0, 0.0]])
    found = representation(GroupCounts(np.array([[0, 0], [4, 40], [1, 1]]), people, np.zeros(3, dtype=int)))
    assert found.voice[0].tolist() == ["too_little_data"] * 2
    assert found.voice[1, 0] == "no_residents"
    assert found.share[1].tolist() == [0.0, 1.0]
    assert found.voice[2].tolist() == ["no_residents"] * 2
    assert np.isnan(found.ratio[2]).all()
    assert np.isnan(found.share[0]).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=2, max_size=3), st.permutations([0, 1]))
def test_the_order_of_groups_does_not_matter(participants: list[int], order: list[int]) -> None:
    turned = [*order, *range(2, len(participants))]
    one = representation(one_row(participants))
    people = PEOPLE[: len(participants)][turned]
    other = representation(GroupCounts(np.array([participants])[:, turned], people, np.array([0])))
    assert one.voice[0, turned].tolist() == other.voice[0].tolist()
    if sum(participants):
        assert one.share.sum() == pytest.approx(1)
        assert float((one.ratio * one.expected_share).sum()) == pytest.approx(1)


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="rows"):
        GroupCounts(np.array([1, 2]), PEOPLE, np.array([0]))


def test_unknown_homes_in_one_channel_are_noticed() -> None:
    found = unknown_by_channel(np.array([400, 40, 30]), np.array([20, 30, 2]), np.random.default_rng(1))
    assert found.differs
    assert found.p < 0.001
    wilson = stats.binomtest(20, 420).proportion_ci(0.95, "wilson")
    assert (found.lo95[0], found.hi95[0]) == (pytest.approx(wilson.low), pytest.approx(wilson.high))


def test_unknown_homes_spread_alike_are_no_news() -> None:
    found = unknown_by_channel(np.array([90, 45, 9]), np.array([10, 5, 1]), np.random.default_rng(1))
    assert not found.differs
    assert found.p > 0.5


def test_p_of_two_channels_is_near_fishers() -> None:
    known, unknown = np.array([20, 9]), np.array([2, 6])
    found = unknown_by_channel(known, unknown, np.random.default_rng(1), replicates=99_999)
    assert found.p == pytest.approx(stats.fisher_exact([known, unknown]).pvalue, abs=0.01)


def test_false_news_of_channels_is_rare() -> None:
    rng = np.random.default_rng(3)
    drawn = rng.binomial([80, 20, 6, 3], 0.2, size=(300, 4))
    found = [unknown_by_channel(np.array([80, 20, 6, 3]) - u, u, rng, replicates=199).differs for u in drawn]
    assert np.mean(found) <= 0.08


@pytest.mark.parametrize(
    ("known", "unknown"), [([], []), ([5], [5]), ([5, 0], [5, 0]), ([5, 7], [0, 0]), ([0, 0], [5, 7])]
)
def test_one_channel_or_nothing_unknown_is_no_difference(known: list[int], unknown: list[int]) -> None:
    columns = np.array(known, dtype=np.int64), np.array(unknown, dtype=np.int64)
    found = unknown_by_channel(*columns, np.random.default_rng(0))
    assert (found.p, found.differs) == (1, False)
    assert np.isnan(found.share[columns[0] + columns[1] == 0]).all()
