"""Files from outside come in as they are, or are refused with a reason."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.files.reader import ReadOptions, layers_of, open_file, read_layer
from geo.files.refusals import FileRefused
from tests.geo.files import makers

BOXES = [shapely.box(514_000, 6_839_000, 515_000, 6_840_000), shapely.box(515_000, 6_839_000, 516_000, 6_840_000)]


def refusal(path: Path, **options: object) -> str:
    with pytest.raises(FileRefused) as caught:
        list(read_layer(path, ReadOptions(**options)))  # type: ignore[arg-type]
    assert str(caught.value.detail)
    return caught.value.code


def test_a_geojson_file_gives_rows_numbered_as_a_person_counts(tmp_path: Path) -> None:
    path = makers.write_geojson(
        tmp_path / "a.geojson", [makers.feature(makers.point(), name="Ä"), makers.feature(None)]
    )
    first, second = read_layer(path)
    assert (first.number, first.attributes, first.crs) == (1, {"name": "Ä"}, 4326)
    assert first.geometry == shapely.Point(makers.HERE)
    assert (second.number, second.geometry) == (2, None)


@pytest.mark.parametrize("name", ["a.gpkg", "a.shp"])
def test_a_geopackage_and_a_shapefile_say_their_system(tmp_path: Path, name: str) -> None:
    path = makers.write_layer(tmp_path / name, BOXES, code=["01", "02"], people=np.array([5, 7]))
    rows = list(read_layer(path))
    assert [row.attributes for row in rows] == [{"code": "01", "people": 5}, {"code": "02", "people": 7}]
    assert rows[0].crs == 3067
    assert rows[1].geometry is not None and rows[1].geometry.equals(BOXES[1])


@pytest.mark.parametrize("inside", ["", "some/folder/"])
def test_a_zipped_shapefile_is_read(tmp_path: Path, inside: str) -> None:
    makers.write_layer(tmp_path / "alueet.shp", BOXES, code=["Ä1", "Ö2"])
    path = makers.zip_shapefile(tmp_path, "alueet", inside)
    assert [row.attributes["code"] for row in read_layer(path)] == ["Ä1", "Ö2"]


@pytest.mark.parametrize("missing", [".shx", ".dbf"])
def test_half_a_shapefile_is_refused(tmp_path: Path, missing: str) -> None:
    path = makers.write_layer(tmp_path / "a.shp", BOXES, code=["1", "2"])
    path.with_suffix(missing).unlink()
    assert refusal(path) == "missing_part"


@pytest.mark.parametrize("code", [4326, 3857, 3067, 3873, 3879, 3885])
def test_every_promised_system_is_known_from_the_file(tmp_path: Path, code: int) -> None:
    path = makers.write_layer(tmp_path / "a.gpkg", [shapely.Point(25, 62)], crs=f"EPSG:{code}", name=["x"])
    assert next(read_layer(path)).crs == code


def test_another_system_is_refused_unless_one_is_told(tmp_path: Path) -> None:
    path = makers.write_layer(tmp_path / "a.gpkg", BOXES, crs="EPSG:2393", code=["1", "2"])
    assert refusal(path) == "unsupported_crs"
    assert next(read_layer(path, ReadOptions(crs=3067))).crs == 3067


def test_the_layer_is_chosen_by_name(tmp_path: Path) -> None:
    path = makers.write_layer(tmp_path / "a.gpkg", BOXES, layer="one", code=["1", "2"])
    makers.write_layer(path, BOXES[:1], layer="two", code=["3"])
    assert layers_of(path) == ["one", "two"]
    assert refusal(path) == "choose_layer"
    assert refusal(path, layer="three") == "no_such_layer"
    assert [row.attributes["code"] for row in read_layer(path, ReadOptions(layer="two"))] == ["3"]


def test_where_keeps_the_file_s_row_numbers(tmp_path: Path) -> None:
    features = [makers.feature(makers.point(), town=number % 2) for number in range(6)]
    path = makers.write_geojson(tmp_path / "a.geojson", features)
    assert [row.number for row in read_layer(path, ReadOptions(where=("town", "1")))] == [2, 4, 6]
    assert refusal(path, where=("city", "1")) == "no_such_column"
    assert refusal(path, where=("town", "7")) == "no_rows"


def test_a_geometry_without_coordinates_is_a_problem_of_its_row(tmp_path: Path) -> None:
    text = '{"type":"FeatureCollection","features":[%s,%s]}'
    nan = '{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[NaN,61]}}'
    good = '{"type":"Feature","properties":{"a":2},"geometry":{"type":"Point","coordinates":[27,61]}}'
    path = tmp_path / "a.geojson"
    path.write_text(text % (nan, good))
    try:
        rows = list(read_layer(path))
    except FileRefused:
        return
    assert [row.problem for row in rows] == ["invalid_geometry", None]
    assert rows[0].geometry is None


def test_a_geopackage_left_open_in_another_program_is_read(tmp_path: Path) -> None:
    path = makers.write_layer(tmp_path / "a.gpkg", BOXES, code=["1", "2"])
    raw = bytearray(path.read_bytes())
    raw[18:20] = b"\x02\x02"
    path.write_bytes(raw)
    assert len(list(read_layer(path))) == 2
    assert path.read_bytes()[18:20] == b"\x02\x02"  # the file itself is never written


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"PK\x03\x04", "unknown_kind"),
        ("a.geojson", b"", "empty_file"),
        ("a.geojson", b"  <OGRVRTDataSource/>", "xml"),
        ("a.geojson", b"\xff\xfe<\x00a\x00", "xml"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "no_rows"),
        ("a.geojson", b"[1, 2]", "wrong_content"),
        ("a.geojson", b'{"a": 1}', "wrong_content"),
        ("a.gpkg", b"not a database", "wrong_content"),
        ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 200, "not_geopackage"),
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"SQLite format 3\x00", "wrong_content"),
        ("a.csv", b"a,b\n1,\x00\n", "not_text"),
        ("a.csv", b"<kml/>", "xml"),
        ("a.csv", b"a,b\n", "no_rows"),
        ("a.zip", b"PK\x03\x04 broken", "broken_zip"),
        ("a.shp", b"\x00\x00\x27\x0a", "missing_part"),
    ],
)
def test_wrong_content_is_refused_by_name(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path) == code


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == "no_such_file"


def test_the_child_and_its_copy_are_gone_when_reading_stops_early(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", "a,b\n" + "1,2\n" * 100_000)
    with open_file(path) as reading:
        next(iter(reading))
        child, room = reading._child, Path(reading._room.name)
        assert child is not None and room.exists()
    assert child.poll() is not None
    assert not room.exists()


def test_open_files_do_not_pile_up(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", "a\n1\n")
    list(read_layer(path))
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        list(read_layer(path))
    assert len(os.listdir("/proc/self/fd")) == before
