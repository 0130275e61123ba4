"""People within an outline: a weighted sum that a hand can follow, and bounds that hold whatever is not known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.stats.areal import ceilings_of, guessed, people_inside
from geo.stats.arrays import Floats

HIDDEN = np.nan


def table(*rows: Sequence[float]) -> Floats:
    return np.array(rows, dtype=np.float64)


def inside(counts: Floats, shares: Floats, total: int | None = 0) -> dict[str, list[float]]:
    found = people_inside(counts, shares, ceilings_of(counts, total), guessed(counts, total))
    return {name: value[0].tolist() for name, value in vars(found).items()}


def test_people_are_weighted_by_the_surface_inside() -> None:
    found = inside(table([100, 40, 60], [30, 10, 20], [7, 7, 0]), table([0.25], [1.0], [0.0]))
    assert found["estimate"] == pytest.approx([55.0, 20.0, 35.0], abs=1e-9)
    assert found["at_least"] == found["at_most"] == pytest.approx(found["estimate"])
    assert found["surely"] == [30, 10, 20], "whoever lives in a unit that is wholly inside"
    assert found["possibly"] == [130, 50, 80], "whoever lives in a unit that is touched"


def test_a_hidden_count_is_not_zero_but_between_zero_and_what_is_left_of_the_total() -> None:
    found = inside(table([8, HIDDEN, 3], [100, 25, 75]), table([0.5], [0.0]))
    assert found["at_least"][1] == 0
    assert found["at_most"][1] == 2.5
    assert found["estimate"][1] == pytest.approx(2.5), "all that is left of the total is of the one hidden age"


def test_hidden_ages_are_guessed_as_they_are_shared_where_they_are_shown() -> None:
    found = inside(table([8, HIDDEN, HIDDEN], [100, 25, 75]), table([1.0], [0.0]))
    assert found["estimate"] == pytest.approx([8, 2, 6])
    assert (found["at_least"][1], found["at_most"][1]) == (0, 8)


def test_a_hidden_total_is_never_invented() -> None:
    counts = table([HIDDEN, HIDDEN], [10, 10])
    assert np.isnan(inside(counts, table([0.5], [1.0]))["estimate"][0])
    assert inside(counts, table([0.5], [1.0]))["at_least"] == [10, 10]
    assert np.isinf(inside(counts, table([0.5], [1.0]))["at_most"][0])
    limited = people_inside(counts, table([0.5], [1.0]), ceilings_of(counts, 0, 30), guessed(counts, 0))
    assert limited.at_most[0].tolist() == [25, 25]


def test_a_hidden_unit_that_is_not_touched_leaves_the_number_known() -> None:
    assert inside(table([HIDDEN, HIDDEN], [10, 10]), table([0.0], [1.0]))["estimate"] == [10, 10]


def test_an_outline_that_touches_no_unit_has_nobody() -> None:
    assert inside(table([5, 5]), table([0.0]))["estimate"] == [0, 0]
    empty = people_inside(np.zeros((0, 2)), np.zeros((0, 3)), np.zeros((0, 2)), np.zeros((0, 2)))
    assert empty.estimate.tolist() == [[0, 0]] * 3


def test_ages_that_are_shown_nowhere_are_shared_evenly() -> None:
    assert guessed(table([8, HIDDEN, HIDDEN]), 0).tolist() == [[8, 4, 4]]


def test_a_figure_without_ages_has_no_ceiling_of_its_own() -> None:
    assert np.isinf(ceilings_of(table([HIDDEN]), None)).all()
    assert np.isnan(guessed(table([HIDDEN]), None)).all()


def test_shares_of_other_units_are_refused() -> None:
    with pytest.raises(ValueError, match="different units"):
        people_inside(table([1]), table([1], [1]), table([1]), table([1]))
    with pytest.raises(ValueError, match="part of a whole"):
        people_inside(table([1]), table([1.5]), table([1]), table([1]))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.booleans(), st.floats(0, 1)), min_size=1, max_size=8)
)
def test_bounds_hold_the_truth_and_the_estimate(units: list[tuple[int, int, bool, float]]) -> None:
    truth = table(*([a + b, a, b] for a, b, _hidden, _share in units))
    shown = truth.copy()
    shown[[hidden for *_, hidden, _share in units], 1:] = HIDDEN
    shares = np.array([[share] for *_, share in units])
    found = people_inside(shown, shares, ceilings_of(shown, 0), guessed(shown, 0))
    even = (shares.T @ truth)[0]
    slack = 1e-9
    assert (found.at_least[0] <= even + slack).all() and (even <= found.at_most[0] + slack).all()
    assert (found.at_least <= found.estimate + slack).all() and (found.estimate <= found.at_most + slack).all()
    assert (found.surely <= found.at_least + slack).all() and (found.at_most <= found.possibly + slack).all()
    assert found.estimate[0, 1:].sum() == pytest.approx(found.estimate[0, 0]), "the ages sum to all ages"
