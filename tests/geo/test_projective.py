"""The projective transform of four corners: against a least-squares solution, known cases, and the way back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.projective import NotAQuadrilateral, Numbers, projective

SQUARE = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
GROUND = [(510_000.0, 6_832_000.0), (511_740.0, 6_832_000.0), (511_740.0, 6_829_970.0), (510_000.0, 6_829_970.0)]
PHOTO = [(212.0, -180.0), (1_804.0, -240.0), (1_911.0, -2_001.0), (95.0, -1_850.0)]


def least_squares(corners_from: Numbers, corners_to: Numbers, points: Numbers) -> Numbers:
    """The same by the null space of the homogeneous equations, without our scaling."""
    rows = []
    for (x, y), (to_x, to_y) in zip(corners_from, corners_to, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -to_x * x, -to_x * y])
        rows.append([0, 0, 0, x, y, 1, -to_y * x, -to_y * y])
    solved = np.linalg.lstsq(np.array(rows), corners_to.reshape(-1), rcond=None)[0]
    matrix = np.append(solved, 1).reshape(3, 3)
    carried = np.column_stack((points, np.ones(len(points)))) @ matrix.T
    flat: Numbers = carried[:, :2] / carried[:, 2:]
    return flat


def test_corners_go_to_their_corners() -> None:
    assert projective(PHOTO, GROUND)(PHOTO) == pytest.approx(np.array(GROUND), abs=1e-6)


def test_the_same_corners_move_nothing() -> None:
    points = [(0.25, 0.5), (0.9, 0.1)]
    assert projective(SQUARE, SQUARE)(points) == pytest.approx(np.array(points), abs=1e-12)


def test_the_crossing_of_the_diagonals_stays_the_crossing_of_the_diagonals() -> None:
    """A known case: of a trapezium with sides 4 and 2, two apart, the diagonals cross at two thirds of its height."""
    trapezium = [(-2.0, 0.0), (2.0, 0.0), (1.0, 2.0), (-1.0, 2.0)]
    assert projective(SQUARE, trapezium)([(0.5, 0.5)])[0] == pytest.approx((0, 4 / 3), abs=1e-12)


def test_it_is_what_least_squares_gives() -> None:
    upright = SQUARE[::-1]
    points = np.random.default_rng(7).uniform(0, 1, (50, 2))
    solved = least_squares(np.array(upright), np.array(PHOTO), points)
    assert projective(upright, PHOTO)(points) == pytest.approx(solved, abs=1e-6)


def test_straight_lines_stay_straight() -> None:
    line = projective(PHOTO, GROUND)([(400.0, -500.0), (800.0, -900.0), (1_200.0, -1_300.0)])
    (ax, ay), (bx, by) = line[1] - line[0], line[2] - line[0]
    assert ax * by - ay * bx == pytest.approx(0, abs=1e-6)


def test_beyond_the_horizon_there_is_no_place() -> None:
    steep = [(0.0, 0.0), (4.0, 0.0), (3.0, 1.0), (1.0, 1.0)]
    assert np.isnan(projective(steep, SQUARE)([(2.0, 9.0)])).all()


@pytest.mark.parametrize(
    ("corners", "reason"),
    [
        (SQUARE[:3], "not_four"),
        ([*SQUARE, (0.5, 0.5)], "not_four"),
        ([(0.0, 0.0), (1.0, 0.0), (float("nan"), 1.0), (0.0, 1.0)], "not_four"),
        ([(1.0, 1.0)] * 4, "too_flat"),
        ([(0.0, 0.0), (1.0, 0.0), (1.0, 0.0), (0.0, 1.0)], "too_flat"),
        ([(0.0, 0.0), (0.5, 0.0), (1.0, 0.0), (0.0, 1.0)], "too_flat"),
        ([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]], "crossed"),
        ([(0.0, 0.0), (1.0, 0.0), (0.3, 0.3), (0.0, 1.0)], "crossed"),
        (SQUARE[::-1], "mirrored"),
    ],
)
def test_what_is_no_picture_of_a_sheet_is_refused_with_its_reason(
    corners: list[tuple[float, float]], reason: str
) -> None:
    with pytest.raises(NotAQuadrilateral) as refused:
        projective(corners, SQUARE)
    assert refused.value.reason == reason


nudge = st.floats(-0.3, 0.3)
shares = st.tuples(st.floats(0, 1), st.floats(0, 1))


@given(
    nudges=st.lists(st.tuples(nudge, nudge), min_size=4, max_size=4),
    turn=st.integers(0, 3),
    size=st.floats(200, 8_000),
    share=shares,
)
def test_there_and_back_is_where_one_was(
    nudges: list[tuple[float, float]], turn: int, size: float, share: tuple[float, float]
) -> None:
    """Any photograph that is taken, turned any way: the place of a pixel leads back to it within a millionth."""
    shaken = (np.array(GROUND) - GROUND[0]) / 2_030 * size + np.array(nudges) * size
    corners = np.roll(shaken, turn, axis=0)
    try:
        there = projective(corners, GROUND)
    except NotAQuadrilateral:
        return
    ground = np.array(GROUND[3]) + np.array(share) * (1_740.0, 2_030.0)
    pixel = there.back(ground)
    assert there(pixel)[0] == pytest.approx(ground, abs=1e-6)
    assert there.back(there(pixel))[0] == pytest.approx(pixel[0], abs=1e-6)
