"""JSON whose numbers keep every digit they were written with: a coordinate is given back as it was given."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from geo.files.refusals import FileRefused
from geo.wire import nesting_depth

MAX_BYTES = 50_000_000
MAX_DEPTH = 32
MAX_DIGITS = 60
LARGEST = Decimal("1e15")
_TEXT = json.JSONEncoder(ensure_ascii=False)


def read_json(path: Path) -> Any:
    """The JSON of a file; FileRefused with line and column when it is none."""
    if not path.is_file():
        raise FileRefused("no_such_file", name=path.name)
    if path.stat().st_size > MAX_BYTES:
        raise FileRefused("too_large", megabytes=MAX_BYTES // 1_000_000)
    raw = path.read_bytes()
    if not raw.strip():
        raise FileRefused("empty_file")
    if nesting_depth(raw) > MAX_DEPTH:
        raise FileRefused("not_json", line=1, column=1, problem=f"nested deeper than {MAX_DEPTH} levels")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused("not_text") from error
    return _loaded(text)


def read_exactly(text: str) -> Any:
    """The JSON of a text that we wrote ourselves."""
    return json.loads(text, parse_float=Decimal)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, parse_float=_number, parse_int=_whole, parse_constant=_number)
    except json.JSONDecodeError as error:
        raise FileRefused("not_json", line=error.lineno, column=error.colno, problem=error.msg) from error


def _number(text: str) -> Decimal:
    if len(text) > MAX_DIGITS or text in ("NaN", "Infinity", "-Infinity") or abs(Decimal(text)) > LARGEST:
        raise FileRefused("unreadable", problem=f"{text[:20]} is not a number that can be used")
    return Decimal(text)


def _whole(text: str) -> int:
    return int(_number(text))


def written(value: Any) -> str:
    """JSON with decimals digit by digit. Objects keep the order of their members."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_TEXT.encode(str(name))}:{written(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(written, value)) + "]"
    if isinstance(value, Decimal):
        return str(value)
    return _TEXT.encode(value)


def canonical(value: Any) -> str:
    """The same for the same content, whatever the order of members: what a change is told by."""
    return written(_ordered(value))


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value)}
    return [_ordered(item) for item in value] if isinstance(value, list) else value
