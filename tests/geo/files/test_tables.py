"""CSV as towns write it: commas, semicolons or tabs, quoted line breaks, old encodings, and the word null."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from django.utils import translation

from geo.files.reader import Row, open_file, read_layer
from geo.files.refusals import FileRefused
from geo.files.selection import as_text, numbers
from tests.geo.files import makers


def rows(path: Path) -> list[Row]:
    return list(read_layer(path))


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
def test_any_delimiter_and_encoding_give_the_same_rows(tmp_path: Path, mark: str, encoding: str) -> None:
    path = makers.write_csv(
        tmp_path / "a.csv", mark.join(["nimi", "arvo"]) + "\n" + mark.join(["Äänekoski", "1"]), encoding
    )
    assert [row.attributes for row in rows(path)] == [{"nimi": "Äänekoski", "arvo": "1"}]


def test_a_quoted_line_break_is_one_row(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", 'id,text\r\n1,"first\nsecond, ""quoted"""\r\n\r\n2,x\r\n')
    found = rows(path)
    assert [row.number for row in found] == [1, 2]
    assert found[0].attributes["text"] == 'first\nsecond, "quoted"'


def test_the_word_null_is_a_word_and_nothing_is_nothing(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", "a,b\nnull,NaN\nNA,\n")
    assert [row.attributes for row in rows(path)] == [{"a": "null", "b": "NaN"}, {"a": "NA", "b": None}]


def test_a_semicolon_file_may_hold_quoted_commas(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", '"a";"b"\n"x, y";"61,5"\n')
    assert rows(path)[0].attributes == {"a": "x, y", "b": "61,5"}


def test_short_rows_are_filled_and_long_ones_are_a_problem(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", "a,b\n1\n1,2,\n1,2,3\n")
    found = rows(path)
    assert found[0].attributes == {"a": "1", "b": None}
    assert [row.problem for row in found] == [None, None, "wrong_field_count"]


def test_headings_are_trimmed_and_each_is_there_once(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", " a ,a,,b\n1,2,3,4\n")
    assert rows(path)[0].attributes == {"a": "1", "a_2": "2", "column_3": "3", "b": "4"}


def test_an_unclosed_quote_is_refused_with_its_line(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", 'a,b\n1,2\n3,"never closed\n')
    with translation.override("en"), pytest.raises(FileRefused, match="line"):
        rows(path)


def test_a_wkt_column_is_the_shape(tmp_path: Path) -> None:
    text = 'name,WKT\nx,"POINT (27 61)"\ny,"POINT ("\nz,\nw,"POLYGON EMPTY"\n'
    found = rows(makers.write_csv(tmp_path / "a.csv", text))
    assert found[0].geometry == shapely.Point(27, 61)
    assert found[0].attributes == {"name": "x"}
    assert [row.problem for row in found] == [None, "invalid_geometry", None, "invalid_geometry"]


def test_deep_wkt_is_a_problem_of_its_row(tmp_path: Path) -> None:
    deep = "GEOMETRYCOLLECTION(" * 20_000 + "POINT(1 1)" + ")" * 20_000
    path = makers.write_csv(tmp_path / "a.csv", f'name,wkt\nx,"POINT (27 61)"\ny,"{deep}"\n')
    assert [row.problem for row in rows(path)] == [None, "invalid_geometry"]


def test_a_field_may_not_be_endless(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", "a,b\n1," + "x" * 2_000_000 + "\n")
    with pytest.raises(FileRefused, match="broken_table"):
        rows(path)


def test_rows_come_in_batches_and_keep_their_numbers(tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", "n\n" + "".join(f"{number}\n" for number in range(1, 50_001)))
    with open_file(path) as reading:
        batches = list(reading)
    assert len(batches) > 1
    for batch in batches:
        assert np.array_equal(numbers(batch.columns["n"]), batch.rows)


def test_numbers_are_read_as_people_write_them() -> None:
    read = numbers(["61.5", "61,5", "1 234,5", "−3", "", None, "x", "1_000"])
    assert np.array_equal(read, [61.5, 61.5, 1234.5, -3, np.nan, np.nan, np.nan, np.nan], equal_nan=True)


@pytest.mark.parametrize(
    ("value", "text"), [(491.0, "491"), (None, ""), (float("nan"), ""), (" 075 ", "075"), (0, "0")]
)
def test_a_value_is_written_as_a_person_would(value: object, text: str) -> None:
    assert as_text(value) == text
