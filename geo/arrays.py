"""From the database to NumPy without a Python object for each value: COPY in binary, read as it stands.

A COPY sends a message for every row, and what a message costs on both sides is many times what a row costs. So the
statements here send rows by the thousand: each column of each row is an array (`array_agg … GROUP BY`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from geo import sql

_SIGNATURE = b"PGCOPY\n\xff\r\n\x00"
_HEADER = 19  # the signature, flags, and the length of an extension that nobody has
_END = b"\xff\xff"
_ARRAY = struct.Struct(">6i")  # its bytes; dimensions, whether there are nulls, type of values; length, first index
_MISFIT = "a null in a column, or a column of another type than was said"
_TYPES = {"int4": (">i4", np.int32), "int8": (">i8", np.int64), "float8": (">f8", np.float64)}

Columns = dict[str, npt.NDArray[Any]]


def columns_of(
    command: str, columns: Mapping[str, str], parameters: sql.Parameters | None = None, *, using: str = "default"
) -> Columns:
    """The columns of a COPY (…) TO STDOUT (FORMAT BINARY) statement, named in its order with their types.

    Every column the statement gives is an array of many rows' values: int4, int8 or float8, and none null (the
    statement says NaN or a number for it). Memory: the columns, and one message of what is on its way.
    """
    return columns_in(sql.copy_out(command, parameters, using=using), columns)


def columns_in(messages: Iterable[memoryview], columns: Mapping[str, str]) -> Columns:
    """The columns of such a statement's messages. One that breaks off or holds anything else is a ValueError."""
    found: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in columns}
    ended = False
    for message in messages:
        rows = message[_HEADER:] if message[: len(_SIGNATURE)] == _SIGNATURE else message
        if rows == _END:
            ended = True
        else:
            _take(rows, columns, found)
    if not ended:
        raise ValueError(_MISFIT)
    return {
        name: np.concatenate(parts) if parts else np.empty(0, _TYPES[columns[name]][1]) for name, parts in found.items()
    }


def _take(row: memoryview, columns: Mapping[str, str], found: dict[str, list[npt.NDArray[Any]]]) -> None:
    """One message: as many arrays as there are columns, all of one length."""
    if int.from_bytes(row[:2], "big") != len(columns):
        raise ValueError(_MISFIT)
    at, lengths = 2, set()
    for name, kind in columns.items():
        wire, native = _TYPES[kind]
        cell = np.dtype([("bytes", ">i4"), ("value", wire)])
        size, dimensions, nulls, _type, length, _first = _ARRAY.unpack_from(row, at)
        at += _ARRAY.size
        if (dimensions, nulls, size) != (1, 0, _ARRAY.size - 4 + length * cell.itemsize):
            raise ValueError(_MISFIT)
        cells = np.frombuffer(row, cell, count=length, offset=at)
        if (cells["bytes"] != cell.itemsize - 4).any():
            raise ValueError(_MISFIT)
        found[name].append(cells["value"].astype(native))
        lengths.add(length)
        at += length * cell.itemsize
    if len(lengths) > 1 or at != len(row):
        raise ValueError(_MISFIT)
