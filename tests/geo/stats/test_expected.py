"""Crude and age-standardised expectations."""

from __future__ import annotations

import numpy as np
import pytest

from geo.stats.expected import crude, indirect, merge_thin, standardise

PEOPLE = np.array([[100.0, 300], [200, 100], [50, 250]])
CASES = np.array([[10.0, 30], [30, 5], [5, 20]])


def test_crude_shares_the_participants_by_residents() -> None:
    np.testing.assert_allclose(crude([100, 300], 40), [10, 30])


def test_crude_leaves_unknown_people_out_and_zero_people_at_zero() -> None:
    expected = crude([100, np.nan, 300, 0], 40)
    assert np.isnan(expected[1])
    np.testing.assert_allclose(expected[[0, 2, 3]], [10, 30, 0])
    assert crude([0, 0], 5).tolist() == [0, 0]
    assert crude([100, 300], 0).tolist() == [0, 0]


def test_indirect_uses_the_town_s_rate_of_each_age() -> None:
    rates = CASES.sum(axis=0) / PEOPLE.sum(axis=0)
    expected = indirect(CASES, PEOPLE)
    np.testing.assert_allclose(expected, PEOPLE @ rates)
    assert expected.sum() == pytest.approx(CASES.sum(), abs=1e-12)
    np.testing.assert_array_equal(indirect(CASES.sum(axis=0), PEOPLE), expected)


def test_one_area_is_expected_to_have_what_it_has() -> None:
    assert indirect(CASES[:1], PEOPLE[:1])[0] == pytest.approx(CASES[0].sum())


def test_an_age_nobody_has_and_ages_nobody_took_part_in_give_nothing() -> None:
    assert indirect([[5, 0], [5, 0]], [[10, 0], [10, 0]]).tolist() == [5, 5]
    assert indirect(np.zeros((2, 2)), PEOPLE[:2]).tolist() == [0, 0]


def test_thin_ages_join_a_neighbour_until_none_is_thin() -> None:
    assert merge_thin([12, 3, 40, 30], [10, 10, 10, 10]) == ((0, 1), (2,), (3,))
    assert merge_thin([4, 4, 4, 30], [10, 10, 10, 10]) == ((0, 1, 2), (3,))
    assert merge_thin([20, 15], [10, 10]) == ((0,), (1,))


def test_an_age_with_participants_and_no_people_joins_a_neighbour() -> None:
    assert merge_thin([20, 15, 12], [10, 0, 10]) == ((0,), (1, 2))


def test_with_too_few_participants_all_ages_become_one() -> None:
    assert merge_thin([2, 3, 1], [5, 5, 5]) == ((0, 1, 2),)
    assert merge_thin([], []) == ()
    assert merge_thin([0, 0], [5, 5]) == ((0, 1),)


def test_unknown_ages_are_spread_by_the_known_ones() -> None:
    found = standardise(PEOPLE.sum(axis=1), 110.0, CASES, PEOPLE)
    assert found.standardised
    np.testing.assert_allclose(found.expected, indirect(CASES, PEOPLE) * 110 / 100)


def test_with_the_age_of_few_known_the_expectation_is_crude() -> None:
    found = standardise(PEOPLE.sum(axis=1), 126.0, CASES, PEOPLE)
    assert (found.standardised, found.why) == (False, "few_ages")
    np.testing.assert_allclose(found.expected, crude(PEOPLE.sum(axis=1), 126))


def test_with_one_age_band_left_the_expectation_is_crude() -> None:
    found = standardise(PEOPLE.sum(axis=1), 10.0, CASES / 10, PEOPLE)
    assert (found.standardised, found.why, found.bands) == (False, "thin_bands", ((0, 1),))


def test_an_area_of_unknown_ages_gets_the_others_structure_on_its_own_residents() -> None:
    hidden = np.where([[False], [True], [False]], np.nan, PEOPLE)
    found = standardise(PEOPLE.sum(axis=1), 100.0, CASES, hidden)
    filled = np.where([[False], [True], [False]], 300 * np.array([150, 550]) / 700, PEOPLE)
    np.testing.assert_allclose(found.expected, indirect(CASES.sum(axis=0), filled))
    assert found.expected.sum() == pytest.approx(100, abs=1e-9)


def test_no_participants_and_no_people_give_zeros_and_unknown_people_nothing() -> None:
    assert standardise([400, 300], 0, np.zeros((2, 2)), PEOPLE[:2]).expected.tolist() == [0, 0]
    found = standardise(
        [400, np.nan, 0], 45.0, CASES * [[1], [0], [0]], np.array([[100, 300], [np.nan, np.nan], [0, 0]])
    )
    assert found.expected[2] == 0
    assert np.isnan(found.expected[1])


def test_without_any_known_ages_of_residents_the_expectation_is_crude() -> None:
    found = standardise([400, 300], 80.0, CASES[:2], np.full((2, 2), np.nan))
    assert (found.standardised, found.why) == (False, "thin_bands")
    np.testing.assert_allclose(found.expected, crude([400, 300], 80))
