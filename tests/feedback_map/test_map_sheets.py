"""How a sheet lies on the ground: its scale, its frame, and the names of its squares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_map.map_sheets import COLUMNS, SQUARES, Frame, fitted, frame_of
from feedback_map.models import Orientation, Paper


@pytest.mark.parametrize("paper", Paper.values)
@pytest.mark.parametrize("orientation", Orientation.values)
def test_the_whole_box_is_in_the_frame_at_a_round_scale(paper: str, orientation: str) -> None:
    box = (510_000.0, 6_830_000.0, 511_700.0, 6_832_900.0)
    fits = fitted(box, paper, orientation)
    west, south, east, north = fits.extent.extent
    assert west < box[0] and south < box[1] and east > box[2] and north > box[3]
    assert fits.scale % 500 == 0
    frame = frame_of(paper, orientation)
    assert (east - west) / fits.scale * 1000 == pytest.approx(frame.width_mm)
    assert (north - south) / fits.scale * 1000 == pytest.approx(frame.height_mm)


def test_a_tall_box_stands_and_a_wide_one_lies() -> None:
    assert fitted((0, 0, 1_000, 3_000), "A4").orientation == "portrait"
    assert fitted((0, 0, 3_000, 1_000), "A4").orientation == "landscape"


def test_however_large_a_box_is_it_fits() -> None:
    west, _south, east, _north = fitted((0, 0, 900_000, 1_200_000), "A4").extent.extent
    assert east - west >= 900_000


@given(st.sampled_from(list(SQUARES.values())), st.floats(0, 0.9999), st.floats(0, 0.9999))
def test_a_place_and_the_name_of_its_square_agree(squares: tuple[int, int], across: float, down: float) -> None:
    frame = Frame(*squares)
    name = frame.square_at((across, down))
    middle = frame.share_of(name)
    assert middle is not None and frame.square_at(middle) == name
    assert abs(middle[0] - across) <= 0.5 / frame.columns + 1e-9
    assert abs(middle[1] - down) <= 0.5 / frame.rows + 1e-9


def test_tenths_tell_where_in_a_square() -> None:
    frame = Frame(6, 7)
    assert frame.share_of("a1.00") == (0, 0)
    assert frame.share_of(" c 4 . 37 ") == pytest.approx((2.3 / 6, 3.7 / 7))


@pytest.mark.parametrize("words", ["", "4", "C", "G1", "A8", "C4.3", "C4.375", "Z9", "C0", "C4;37", "C" * 400])
def test_what_is_no_square_of_the_sheet_is_none(words: str) -> None:
    assert Frame(6, 7).share_of(words) is None


def test_no_sheet_has_more_columns_than_letters() -> None:
    assert max(columns for columns, _rows in SQUARES.values()) <= len(COLUMNS)
