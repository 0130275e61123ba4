"""What it would take to know more."""

from __future__ import annotations

import numpy as np

from geo.stats.classes import NAMES, ON_PAR, Rule, classify
from geo.stats.outlook import needed_here, needed_in_town

RULE = Rule()
CASES = np.array([40.0, 90, 85, 95, 90])
EXPECTED = np.full(5, 80.0)
ROOM = np.full(5, 1000.0)


def test_a_small_area_needs_108_expected_of_a_larger_town() -> None:
    expected = np.array([4.6, 100, 100, 100, 95.4])
    needed = needed_in_town(expected, 400, classify([5, 100, 100, 100, 95], expected, RULE), RULE)
    assert needed[0] == np.ceil(400 * 108 / 4.6)
    assert np.isnan(needed[1:]).sum() == int((classify([5, 100, 100, 100, 95], expected).codes == ON_PAR).sum())


def test_where_the_town_is_large_enough_no_number_is_given() -> None:
    expected = np.full(6, 150.0)
    cases = np.array([125.0, 155, 155, 155, 155, 155])
    classes = classify(cases, expected, RULE)
    assert NAMES[classes.codes[0]] == "too_little_data"
    assert np.isnan(needed_in_town(expected, 900, classes, RULE)[0])


def test_a_dominant_area_asks_for_a_town_of_its_own() -> None:
    expected = np.array([40.0, 10, 10, 10, 10])
    classes = classify([38, 11, 11, 10, 10], expected, RULE)
    assert needed_in_town(expected, 80, classes, RULE)[0] != np.ceil(80 * 108 / 40)


def test_so_many_more_change_the_class_and_one_fewer_does_not() -> None:
    found = needed_here(CASES, EXPECTED, ROOM, RULE)
    before = classify(CASES, EXPECTED, RULE).codes
    for place in np.flatnonzero(~np.isnan(found.added)):
        for more, changed in ((found.added[place], True), (found.added[place] - 1, False)):
            cases = CASES + np.where(np.arange(5) == place, more, 0)
            codes = classify(cases, EXPECTED * cases.sum() / CASES.sum(), RULE).codes
            assert (codes[place] != before[place]) == changed
            assert not changed or codes[place] == found.leads_to[place]
    assert not np.isnan(found.added[0])


def test_one_more_may_make_an_area_underserved_through_the_others() -> None:
    people = np.array([1996.0, 2909, 1959, 3540, 1789, 1578, 2192])
    cases = np.array([75.0, 87, 71, 113, 26, 51, 35])
    found = needed_here(cases, people * cases.sum() / people.sum(), people - cases, RULE)
    assert found.added[4] == 1
    assert NAMES[found.leads_to[4]] == "underserved"


def test_more_than_live_there_cannot_be_asked_for() -> None:
    found = needed_here(CASES, EXPECTED, np.full(5, 1.0), RULE)
    assert np.isnan(found.added).all()


def test_an_area_on_par_needs_nobody() -> None:
    found = needed_here(CASES, EXPECTED, ROOM, RULE)
    assert np.isnan(found.added[classify(CASES, EXPECTED, RULE).codes == ON_PAR]).all()


def test_nobody_anywhere_one_area_and_hidden_counts_give_no_numbers() -> None:
    for cases, expected in (([0.0, 0.0], [0.0, 0.0]), ([50.0], [50.0]), ([np.nan, 50.0], [50.0, 50.0])):
        found = needed_here(np.array(cases), np.array(expected), np.full(len(cases), 100.0), RULE)
        assert np.isnan(found.added).all()
