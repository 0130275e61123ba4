"""Columns from the database: the numbers that were there, and nothing that does not fit."""

from __future__ import annotations

import numpy as np
import psycopg
import pytest
from django.db import connections

from geo import arrays

COLUMNS = {"n": "int4", "at": "int8", "x": "float8"}


def read(query: str) -> arrays.Columns:
    with connections["default"].cursor() as cursor, cursor.copy(query) as copy:
        return arrays.columns_in((memoryview(piece) for piece in copy), COLUMNS)


THOUSANDS = """
COPY (
    SELECT array_agg(i::int4 ORDER BY i), array_agg(i * 10000000000 ORDER BY i), array_agg(i / 8.0::float8 ORDER BY i)
    FROM generate_series(-5, 9000) i GROUP BY (i + 5) / 1000 ORDER BY (i + 5) / 1000
) TO STDOUT (FORMAT BINARY)
"""


@pytest.mark.django_db
def test_the_numbers_that_were_there_come_out() -> None:
    found = read(THOUSANDS)
    expected = np.arange(-5, 9001)
    assert found["n"].tolist() == expected.tolist()
    assert found["at"].tolist() == (expected * 10_000_000_000).tolist()
    assert found["x"].tolist() == (expected / 8).tolist()
    assert [str(found[name].dtype) for name in COLUMNS] == ["int32", "int64", "float64"]


@pytest.mark.django_db
def test_no_rows_are_columns_of_nothing() -> None:
    found = read("COPY (SELECT array[1], array[1::int8], array[1::float8] WHERE false) TO STDOUT (FORMAT BINARY)")
    assert [len(column) for column in found.values()] == [0, 0, 0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "SELECT array[1, NULL], array[1::int8, 2], array[1::float8, 2]",
        "SELECT array[1::int8], array[1::int8], array[1::float8]",
        "SELECT array[1], array[1::int8]",
        "SELECT array[1], array[1::int8, 2], array[1::float8]",
        "SELECT array[[1], [2]], array[1::int8, 2], array[1::float8, 2]",
    ],
)
def test_what_does_not_fit_is_refused(query: str) -> None:
    with pytest.raises((ValueError, psycopg.Error)):
        read(f"COPY ({query}) TO STDOUT (FORMAT BINARY)")


def test_an_answer_that_breaks_off_is_refused() -> None:
    begun = memoryview(b"PGCOPY\n\xff\r\n\x00" + bytes(8))
    with pytest.raises(ValueError, match="null"):
        arrays.columns_in([begun], COLUMNS)
