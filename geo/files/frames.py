"""How the child tells the reader what it found: length-prefixed frames of a JSON head and raw columns.

    8 bytes  two big-endian lengths: head, body
    head     JSON: {"frame": "opened" | "rows" | "refused" | "end", …}
    body     the columns named in the head, one after another: raw little-endian numbers, or a JSON list of texts

The reader trusts none of it: lengths are capped, kinds are known by name, nothing is unpickled or evaluated.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

PREFIX = struct.Struct(">II")
MAX_HEAD = 4_000_000
MAX_BODY = 600_000_000

Column = list[str | None] | npt.NDArray[np.int64] | npt.NDArray[np.float64]


class BrokenFrame(ValueError):
    """The child said something that is not a frame."""


@dataclass
class Frame:
    """What one batch of rows looks like on both sides."""

    rows: npt.NDArray[np.int64]
    columns: dict[str, Column]
    wkb: list[bytes | None] | None = None
    problems: dict[int, str] = field(default_factory=dict)


def pack(head: dict[str, Any], body: list[bytes] | None = None) -> list[bytes]:
    """The pieces of one frame, ready to be written."""
    text = json.dumps(head).encode()
    parts = body or []
    return [PREFIX.pack(len(text), sum(map(len, parts))), text, *parts]


def pack_rows(frame: Frame) -> list[bytes]:
    """A batch of rows as frame pieces."""
    body = [frame.rows.astype("<i8").tobytes()]
    columns = []
    for name, column in frame.columns.items():
        kind, raw = _pack_column(column)
        columns.append({"name": name, "kind": kind, "bytes": len(raw)})
        body.append(raw)
    head: dict[str, Any] = {
        "frame": "rows",
        "count": len(frame.rows),
        "columns": columns,
    }
    head["problems"] = {str(index): code for index, code in frame.problems.items()}
    if frame.wkb is not None:
        lengths = [-1 if piece is None else len(piece) for piece in frame.wkb]
        blob = b"".join(piece for piece in frame.wkb if piece is not None)
        head["wkb"] = len(blob)
        body += [np.array(lengths, dtype="<i8").tobytes(), blob]
    return pack(head, body)


def _pack_column(column: Column) -> tuple[str, bytes]:
    if isinstance(column, list):
        return "text", json.dumps(column, ensure_ascii=False).encode("utf-8", "replace")
    if column.dtype.kind == "f":
        return "float", column.astype("<f8").tobytes()
    return "int", column.astype("<i8").tobytes()


def unpack_rows(head: dict[str, Any], body: bytes) -> Frame:
    """The batch in a frame's body; BrokenFrame when head and body do not fit."""
    count = head["count"]
    view, place = memoryview(body), 0

    def take(size: int) -> memoryview:
        nonlocal place
        if size < 0 or place + size > len(view):
            raise BrokenFrame("lengths")
        place += size
        return view[place - size : place]

    rows = np.frombuffer(take(8 * count), dtype="<i8")
    columns = {
        column["name"]: _unpack_column(column["kind"], take(column["bytes"]), count) for column in head["columns"]
    }
    problems = {int(index): str(code) for index, code in head["problems"].items()}
    wkb = None
    if "wkb" in head:
        lengths = np.frombuffer(take(8 * count), dtype="<i8")
        wkb = _unpack_wkb(lengths, take(head["wkb"]))
    return Frame(rows, columns, wkb, problems)


def _unpack_column(kind: str, raw: memoryview, count: int) -> Column:
    column: Column
    if kind == "text":
        column = json.loads(bytes(raw))
    elif kind in ("float", "int"):
        column = np.frombuffer(raw, dtype="<f8" if kind == "float" else "<i8")
    else:
        raise BrokenFrame(kind)
    if len(column) != count:
        raise BrokenFrame("a column of another length")
    return column


def _unpack_wkb(lengths: npt.NDArray[np.int64], blob: memoryview) -> list[bytes | None]:
    ends = np.cumsum(np.maximum(lengths, 0))
    if len(lengths) and int(ends[-1]) != len(blob):
        raise BrokenFrame("geometries of another length")
    sizes = lengths.tolist()
    return [None if size < 0 else bytes(blob[end - size : end]) for size, end in zip(sizes, ends.tolist(), strict=True)]
