"""People are spread by shared surface, and the town's sum is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.importing.interpolation import fill_hidden, shares, spread


def boxes(*corners: tuple[float, float, float, float]) -> Any:
    return np.array([*(shapely.box(*corner) for corner in corners), None], dtype=object)[:-1]


LEFT, RIGHT, WHOLE = (0, 0, 10, 10), (10, 0, 20, 10), (0, 0, 20, 10)


def test_a_source_is_shared_by_surface() -> None:
    weights = shares(boxes(WHOLE), boxes((0, 0, 5, 10), (5, 0, 20, 10)))
    assert np.allclose(weights.toarray(), [[0.25], [0.75]])


def test_slivers_along_a_border_take_nobody() -> None:
    weights = shares(boxes(LEFT, RIGHT), boxes((0, 0, 10.05, 10), (10.05, 0, 20, 10)))
    assert np.allclose(weights.toarray(), [[1, 0], [0, 1]])


def test_an_island_outside_every_target_goes_to_the_nearest() -> None:
    weights = shares(boxes(LEFT, RIGHT, (30, 0, 31, 1)), boxes(LEFT, RIGHT))
    assert weights.toarray()[:, 2].tolist() == [0, 1]


def test_a_set_that_covers_a_corner_does_not_draw_in_the_whole_town() -> None:
    weights = shares(boxes(LEFT, RIGHT), boxes((0, 0, 5, 10)))
    assert np.allclose(weights.toarray(), [[0.5, 0]])


@settings(deadline=None)
@given(st.lists(st.integers(0, 5000), min_size=4, max_size=4), st.floats(1, 19), st.floats(1, 9))
def test_totals_are_kept_whatever_the_cut(people: list[int], x: float, y: float) -> None:
    sources = boxes((0, 0, 10, 5), (10, 0, 20, 5), (0, 5, 10, 10), (10, 5, 20, 10))
    targets = boxes((0, 0, x, y), (x, 0, 20, y), (0, y, 20, 10))
    sums, lacking = spread(np.array(people, dtype=float), shares(sources, targets))
    assert np.isclose(np.nansum(sums), sum(people))
    assert not lacking.any()


def test_the_order_of_sources_does_not_matter() -> None:
    sources, targets = boxes(LEFT, RIGHT, (5, 0, 15, 10)), boxes((0, 0, 7, 10), (7, 0, 20, 10))
    counts = np.array([10.0, 20.0, 30.0])
    turned, _ = spread(counts[::-1], shares(sources[::-1], targets))
    straight, _ = spread(counts, shares(sources, targets))
    assert np.allclose(turned, straight)


def test_hidden_ages_follow_the_town_within_the_area_s_own_total() -> None:
    bands = np.array([[25.0, 75.0], [np.nan, np.nan]])
    filled, guessed = fill_hidden(bands, np.array([100.0, 20.0]))
    assert filled[1].tolist() == [5, 15]
    assert guessed.tolist() == [[False, False], [True, True]]


def test_a_hidden_total_stays_unknown() -> None:
    filled, guessed = fill_hidden(np.array([[1.0, 1.0], [np.nan, np.nan]]), np.array([2.0, np.nan]))
    assert np.isnan(filled[1]).all()
    assert not guessed.any()


def test_nobody_anywhere_gives_no_estimates() -> None:
    bands = np.array([[np.nan]])
    filled, guessed = fill_hidden(bands, np.array([0.0]))
    assert np.isnan(filled).all() and not guessed.any()


def test_a_target_of_unknown_sources_is_unknown_and_of_some_is_lacking() -> None:
    sums, lacking = spread(np.array([np.nan, 5.0]), shares(boxes(LEFT, RIGHT), boxes(LEFT, (5, 0, 20, 10))))
    assert np.isnan(sums[0]) or sums[0] >= 0
    alone, _ = spread(np.array([np.nan, 5.0]), shares(boxes(LEFT, RIGHT), boxes(LEFT, RIGHT)))
    assert np.isnan(alone[0]) and alone[1] == 5
    assert lacking[1]


def test_one_area_keeps_everybody() -> None:
    sums, _ = spread(np.array([3.0, 4.0]), shares(boxes(LEFT, RIGHT), boxes(WHOLE)))
    assert sums.tolist() == [7]
