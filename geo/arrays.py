"""From the database to NumPy without a Python object for each value: COPY in binary, read as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from geo import sql

_HEADER = 19  # "PGCOPY\n\377\r\n\0", flags, and the length of an extension that nobody has
_END = b"\xff\xff"
_PIECES = 16_384
_MISFIT = "a null in a column, or a column of another type than was said"
_TYPES = {"int4": (">i4", np.int32), "int8": (">i8", np.int64), "float8": (">f8", np.float64)}

Columns = dict[str, npt.NDArray[Any]]


def columns_of(
    command: str, columns: Mapping[str, str], parameters: sql.Parameters | None = None, *, using: str = "default"
) -> Columns:
    """The columns of a COPY (…) TO STDOUT (FORMAT BINARY) statement, named in its order with their types.

    Types are int4, int8 and float8, and no value may be null (the statement says NaN or a number for it), so every
    row is as long as the next. Memory: the columns, and one piece of what is on its way.
    """
    wire, native = _wire(columns), _native_type(columns)
    found: list[npt.NDArray[Any]] = []
    rest, skip = b"", _HEADER
    for block in _blocks(sql.copy_out(command, parameters, using=using)):
        rest = (rest + block)[skip:]
        skip = 0
        end = len(rest) // wire.itemsize * wire.itemsize
        found.append(_native(np.frombuffer(rest[:end], wire), native))
        rest = rest[end:]
    if rest != _END:
        raise ValueError(_MISFIT)
    rows = np.concatenate(found) if found else np.empty(0, native)
    return {name: np.ascontiguousarray(rows[name]) for name in columns}


def _blocks(pieces: Iterable[memoryview]) -> Iterator[bytes]:
    """The pieces come row by row: a block is a few thousand of them, and the last one holds what is left."""
    held: list[memoryview] = []
    for piece in pieces:
        held.append(piece)
        if len(held) == _PIECES:
            yield b"".join(held)
            held = []
    yield b"".join(held)


def _wire(columns: Mapping[str, str]) -> np.dtype[Any]:
    fields: list[tuple[str, str]] = [("fields_", ">i2")]
    for name, kind in columns.items():
        fields += [(f"{name}_length_", ">i4"), (name, _TYPES[kind][0])]
    return np.dtype(fields)


def _native_type(columns: Mapping[str, str]) -> np.dtype[Any]:
    return np.dtype([(name, _TYPES[kind][1]) for name, kind in columns.items()])


def _native(rows: npt.NDArray[Any], native: np.dtype[Any]) -> npt.NDArray[Any]:
    names = native.names or ()
    right = rows["fields_"] == len(names)
    for name in names:
        right &= rows[f"{name}_length_"] == native[name].itemsize
    if not right.all():
        raise ValueError(_MISFIT)
    told = np.empty(len(rows), native)
    for name in names:
        told[name] = rows[name]
    return told
