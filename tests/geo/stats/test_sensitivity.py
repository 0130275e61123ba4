"""The sensitivity rows, and what is called robust."""

from __future__ import annotations

import numpy as np

from geo.stats.arrays import Codes, Floats
from geo.stats.classes import NAMES, ON_PAR, TOO_LITTLE_DATA, UNDERSERVED, Rule, classify
from geo.stats.sensitivity import Choices, robust, variants

EXPECTED = np.full(6, 100.0)
CASES = np.array([40.0, 112, 112, 112, 112, 112])


def choices(cases: Floats = CASES, **more: Floats) -> Choices:
    return Choices(cases, EXPECTED, more.pop("crude", EXPECTED), float(cases.sum()), np.zeros(6, dtype=bool), **more)


def codes(*values: np.int8) -> Codes:
    return np.array(values, dtype=np.int8)


def test_each_row_is_the_class_under_that_choice() -> None:
    rows = variants(choices(), Rule())
    assert set(rows) == {"delta_lower", "delta_higher", "crude", "design_effect", "rest", "candidates"}
    np.testing.assert_array_equal(rows["delta_lower"], classify(CASES, EXPECTED, Rule(delta=0.8 - 0.1)).codes)
    np.testing.assert_array_equal(rows["design_effect"], classify(CASES / 1.5, EXPECTED / 1.5).codes)
    np.testing.assert_array_equal(rows["rest"], classify(CASES, EXPECTED, Rule(town_share_limit=0.0)).codes)


def test_ages_show_in_the_crude_row() -> None:
    crude = np.array([45.0, 111, 111, 111, 111, 111])
    rows = variants(choices(crude=crude), Rule())
    assert rows["crude"][0] == TOO_LITTLE_DATA != rows["delta_higher"][0]


def test_headcounts_enter_a_row_only_when_there_are_any_and_weigh_less_than_people() -> None:
    assert "with_headcounts" not in variants(choices(headcounts=np.zeros(6)), Rule())
    rows = variants(choices(headcounts=np.array([90.0, 0, 0, 0, 0, 0])), Rule())
    assert NAMES[rows["with_headcounts"][0]] != "underserved"


def test_nobody_anywhere_is_too_little_data_in_every_row() -> None:
    nothing = Choices(np.zeros(2), np.zeros(2), np.zeros(2), 0.0, np.zeros(2, dtype=bool), np.array([3.0, 0.0]))
    assert {code for row in variants(nothing, Rule()).values() for code in row} == {TOO_LITTLE_DATA}


def test_a_reversal_under_any_choice_is_not_robust() -> None:
    rows = {"delta_higher": codes(UNDERSERVED, ON_PAR, TOO_LITTLE_DATA)}
    assert robust(codes(ON_PAR, UNDERSERVED, UNDERSERVED), rows).tolist() == [False, False, True]


def test_any_change_without_ages_by_design_effect_or_against_the_rest_is_not_robust() -> None:
    for name in ("crude", "design_effect", "rest"):
        assert robust(codes(ON_PAR, ON_PAR), {name: codes(TOO_LITTLE_DATA, ON_PAR)}).tolist() == [False, True]
    assert robust(codes(ON_PAR), {"delta_lower": codes(TOO_LITTLE_DATA)}).tolist() == [True]
