"""Reach: exact against a plain double loop, and what must hold whatever the pins are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from geo.stats import reach as reaching
from geo.stats.reach import Pins, Points, fits_cells, nearest_engagement, persons_within, reach_curves

DISTANCES = (1.0, 2.5, 5.0)


def plain(cells: Points, pins: Pins, distances: tuple[float, ...]) -> list[list[int]]:
    """Distinct persons within each distance of each cell, by the definition alone."""
    return [
        [
            len(
                {
                    p
                    for px, py, p in zip(pins.x, pins.y, pins.participant, strict=True)
                    if p >= 0 and (x - px) ** 2 + (y - py) ** 2 <= d * d
                }
            )
            for d in distances
        ]
        for x, y in zip(cells.x, cells.y, strict=True)
    ]


numbers = st.one_of(st.integers(-3, 12).map(float), st.floats(-4, 14, allow_nan=False, width=32))


@st.composite
def pins_and_cells(draw: Any, cell: Any) -> tuple[Points, Pins]:
    cells = draw(st.lists(st.tuples(cell, cell), min_size=1, max_size=12))
    pins = draw(st.lists(st.tuples(numbers, numbers, st.integers(-1, 3)), max_size=60))
    cx, cy = np.array(cells, dtype=float).T
    columns = np.array(pins, dtype=float).reshape(-1, 3).T
    return Points(cx, cy), Pins(columns[0], columns[1], columns[2].astype(np.int64))


@settings(max_examples=150, deadline=None)
@given(pins_and_cells(st.integers(0, 9)))
def test_persons_around_a_grid_are_those_of_a_plain_double_loop(given_points: tuple[Points, Pins]) -> None:
    cells, pins = given_points
    assert persons_within(cells, pins, DISTANCES).tolist() == plain(cells, pins, DISTANCES)


@settings(max_examples=150, deadline=None)
@given(pins_and_cells(numbers))
def test_persons_around_any_points_are_those_of_a_plain_double_loop(given_points: tuple[Points, Pins]) -> None:
    cells, pins = given_points
    order = np.argsort(pins.participant, kind="stable")
    known = order[pins.participant[order] >= 0]
    if len(known):
        own = pins.x[known], pins.y[known], pins.participant[known]
        counted = reaching._on_points(cells, own, np.array(DISTANCES))
        assert counted.tolist() == plain(cells, pins, DISTANCES)
    assert persons_within(cells, pins, DISTANCES).tolist() == plain(cells, pins, DISTANCES)


def town(pins: int = 3_000, seed: int = 1) -> tuple[Points, Pins]:
    rng = np.random.default_rng(seed)
    x, y = (axis.ravel() * 250.0 + 125 for axis in np.meshgrid(np.arange(30.0), np.arange(30.0)))
    kept = rng.random(900) < 0.7
    spot = rng.uniform(0, 7_500, (2, 20))[:, rng.integers(0, 20, pins)] + rng.normal(0, 400, (2, pins))
    return Points(x[kept], y[kept]), Pins(spot[0], spot[1], (rng.pareto(0.7, pins) * 10).astype(np.int64) % 400)


def test_a_town_is_counted_as_a_kd_tree_counts_it() -> None:
    cells, pins = town()
    counted = persons_within(cells, pins)
    tree = cKDTree(np.column_stack([pins.x, pins.y]))
    for column, distance in enumerate(reaching.DISTANCES_M):
        near = tree.query_ball_point(np.column_stack([cells.x, cells.y]), distance)
        assert counted[:, column].tolist() == [len(set(pins.participant[own].tolist())) for own in near]
    distance, _ = tree.query(np.column_stack([cells.x, cells.y]))
    np.testing.assert_allclose(nearest_engagement(cells, Points(pins.x, pins.y)), distance, rtol=1e-12)


def test_one_persons_many_pins_count_once() -> None:
    cells, pins = town()
    busy = Pins(pins.x, pins.y, np.zeros(len(pins.x), dtype=np.int64))
    assert set(np.unique(persons_within(cells, busy))) <= {0, 1}
    np.testing.assert_array_equal(
        persons_within(cells, busy)[:, 0], nearest_engagement(cells, pins_as_points(pins)) <= 250
    )


def pins_as_points(pins: Pins) -> Points:
    return Points(pins.x, pins.y)


def test_the_order_of_pins_and_cells_and_the_number_of_workers_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    cells, pins = town()
    counted = persons_within(cells, pins)
    rng = np.random.default_rng(2)
    a, b = rng.permutation(len(pins.x)), rng.permutation(len(cells))
    monkeypatch.setattr(reaching, "WORKERS", 3)
    again = persons_within(Points(cells.x[b], cells.y[b]), Pins(pins.x[a], pins.y[a], pins.participant[a]))
    np.testing.assert_array_equal(again, counted[b])


def test_reach_grows_with_distance_and_pins_and_falls_with_the_persons_asked_for() -> None:
    cells, pins = town()
    counted = persons_within(cells, pins)
    assert (np.diff(counted, axis=1) >= 0).all()
    fewer = persons_within(cells, Pins(pins.x[:2_000], pins.y[:2_000], pins.participant[:2_000]))
    assert (fewer <= counted).all()
    people = np.random.default_rng(1).integers(0, 50, (len(cells), 3)).astype(float)
    curves = reach_curves(counted, people, np.arange(len(cells)) % 7)
    for shares in (curves.town, curves.areas):
        assert (np.diff(shares, axis=-2) >= 0).all()
        assert (np.diff(shares, axis=-1) <= 0).all()
        assert ((shares >= 0) & (shares <= 1)).all()


def test_curves_are_shares_of_the_people_by_group_and_area() -> None:
    persons = np.array([[0, 1], [3, 5], [1, 1]], dtype=np.int32)
    people = np.array([[10.0, 0], [30, 4], [60, 6]])
    curves = reach_curves(persons, people, np.array([0, 0, 2]), distances_m=(250, 500), least=(1, 3))
    assert curves.town.tolist() == [[[0.9, 0.3], [1.0, 0.3]], [[1.0, 0.4], [1.0, 0.4]]]
    assert curves.areas[0, 0].tolist() == [[0.75, 0.75], [1.0, 0.75]]
    assert np.isnan(curves.areas[1]).all()
    assert curves.areas[2, 1].tolist() == [[1.0, 0.0], [1.0, 0.0]]


def test_the_areas_and_those_outside_make_up_the_town() -> None:
    cells, pins = town()
    counted = persons_within(cells, pins)
    people = np.random.default_rng(3).integers(0, 50, len(cells)).astype(float)
    area = np.arange(len(cells)) % 5 - 1
    curves = reach_curves(counted, people, area)
    inside = [people[area == a].sum() for a in range(4)]
    outside = reach_curves(counted[area < 0], people[area < 0]).town * people[area < 0].sum()
    summed = np.tensordot(inside, curves.areas, axes=1) + outside
    np.testing.assert_allclose(summed / people.sum(), curves.town, rtol=1e-12)


def test_without_pins_or_known_persons_nobody_is_reached() -> None:
    cells, pins = town()
    nobody = Pins(pins.x, pins.y, np.full(len(pins.x), -1))
    nowhere = Pins(np.full(3, np.nan), np.zeros(3), np.arange(3))
    empty = Pins(np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64))
    for each in (nobody, nowhere, empty):
        assert not persons_within(cells, each).any()
    assert np.isinf(nearest_engagement(cells, Points(empty.x, empty.y))).all()
    assert np.isfinite(nearest_engagement(cells, pins_as_points(nobody))).all()


def test_without_people_a_share_is_unknown() -> None:
    cells, pins = town()
    curves = reach_curves(persons_within(cells, pins), np.zeros(len(cells)))
    assert np.isnan(curves.town).all()
    assert curves.areas.shape == (0, 1, 4, 3)
    none = Points(np.zeros(0), np.zeros(0))
    assert persons_within(none, pins).shape == (0, 4)
    assert nearest_engagement(none, pins_as_points(pins)).shape == (0,)


def test_an_island_of_one_cell_and_a_pin_at_exactly_the_distance() -> None:
    cells = Points(np.array([0.0, 90_000.0]), np.array([0.0, 0.0]))
    pins = Pins(np.array([90_250.0]), np.array([0.0]), np.array([7]))
    assert persons_within(cells, pins).tolist() == [[0, 0, 0, 0], [1, 1, 1, 1]]
    assert nearest_engagement(cells, pins_as_points(pins)).tolist() == [90_250.0, 250.0]


def test_many_pins_at_one_spot_or_on_one_line_are_found_like_few() -> None:
    cells, _ = town()
    rng = np.random.default_rng(0)
    for y in (np.full(50, 3_000.0), rng.uniform(0, 7_500, 50)):
        few = Points(rng.uniform(0, 7_500, 50), y)
        crowd = Points(np.append(np.full(200_000, few.x[0]), few.x), np.append(np.full(200_000, few.y[0]), few.y))
        np.testing.assert_array_equal(nearest_engagement(cells, crowd), nearest_engagement(cells, few))


def test_a_distance_must_be_half_the_cells_diagonal() -> None:
    assert fits_cells((250, 500, 1000), 250).tolist() == [True, True, True]
    assert fits_cells((250, 500, 707, 708), 1000).tolist() == [False, False, False, True]
    assert fits_cells((250,), 0).all()
    with pytest.raises(ValueError, match="negative"):
        fits_cells((250,), -1)


@pytest.mark.parametrize("distances", [(), (0.0, 1.0), (5.0, 2.0)])
def test_distances_must_be_positive_and_ascending(distances: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="ascending"):
        persons_within(*town(), distances)


def test_columns_that_make_no_sense_are_refused() -> None:
    one, two = np.zeros(1), np.zeros(2)
    with pytest.raises(ValueError, match="length"):
        Points(one, two)
    with pytest.raises(ValueError, match="length"):
        Pins(two, two, np.zeros(1, dtype=np.int64))
    with pytest.raises(ValueError, match="centre"):
        persons_within(Points(np.array([np.nan]), one), Pins(one, one, np.zeros(1, dtype=np.int64)))
    with pytest.raises(ValueError, match="people"):
        reach_curves(np.zeros((1, 4), dtype=np.int32), np.array([-1.0]))
