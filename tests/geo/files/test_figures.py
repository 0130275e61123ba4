"""Columns of figures out of anyone's file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo.files.figures import ANY, NOT_NEGATIVE, WHOLE, read_figures
from geo.files.reader import ReadOptions
from geo.files.refusals import FileRefused
from tests.geo.files import makers

DEMANDS = {"y": WHOLE, "n": NOT_NEGATIVE}


def test_rows_keep_their_order_and_their_names(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "areas.csv", "name,y,n\nWest,3,10.5\nEast,0,7\n")
    table = read_figures(path, ReadOptions(), DEMANDS, "name")
    assert table.ids == ("West", "East")
    assert table.rejected == ()
    np.testing.assert_array_equal(table.columns["n"], [10.5, 7])


def test_without_a_name_rows_are_numbered_from_one(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "areas.csv", "y,n\n3,10\n0,7\n")
    assert read_figures(path, ReadOptions(), DEMANDS, None).ids == ("1", "2")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("-2", "y is negative: “-2”"),
        ("two", "y is not a number: “two”"),
        ("", "y is missing: “”"),
        ("nan", "y is not a number: “nan”"),
        ("inf", "y is not a number: “inf”"),
        ("2.5", "y is not a whole number: “2.5”"),
    ],
)
def test_what_is_not_a_count_is_rejected_by_row(tmp_path: Path, cell: str, reason: str) -> None:
    path = makers.write_csv(tmp_path / "areas.csv", f"name,y,n\nWest,3,10\nEast,{cell},7\n")
    (rejected,) = read_figures(path, ReadOptions(), DEMANDS, "name").rejected
    assert (rejected.row, rejected.reason) == (2, reason)


def test_a_row_of_too_many_fields_is_rejected_once(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "areas.csv", "y,n\n3,10\n-4,7,9\n")
    (rejected,) = read_figures(path, ReadOptions(), DEMANDS, None).rejected
    assert (rejected.row, rejected.reason) == (2, "the row has more fields than the heading")


def test_coordinates_may_be_negative(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "areas.csv", "x\n-81.6\n")
    assert read_figures(path, ReadOptions(), {"x": ANY}, None).rejected == ()


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "areas.csv", "name,y\nWest,3\n")
    with pytest.raises(FileRefused) as refused:
        read_figures(path, ReadOptions(), DEMANDS, None)
    assert refused.value.code == "no_such_column"
    assert "name, y" in str(refused.value)


def test_places_and_their_coordinate_system_do_not_matter(tmp_path: Path) -> None:
    path = makers.write_geojson(
        tmp_path / "areas.geojson",
        [makers.feature(None, y=3, n=10), makers.feature(makers.square(27.0, 61.6), y=4, n=11)],
        crs="urn:ogc:def:crs:EPSG::4267",
    )
    np.testing.assert_array_equal(read_figures(path, ReadOptions(), DEMANDS, None).columns["y"], [3, 4])
