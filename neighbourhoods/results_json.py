"""Results as JSON and back: the same numbers to the last digit, keys in the order of the dataclasses."""

from __future__ import annotations

import dataclasses
import datetime
import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any

from neighbourhoods.results import Coverage

Json = Any


def to_json(value: Any) -> Json:
    """A dataclass of results as what `json` and JSON fields take."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {_key(one.name): to_json(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): to_json(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def from_json(told: Json) -> Coverage:
    """The results of one set, window and denominator; keys that are not known (yet) are passed over."""
    coverage: Coverage = read(Coverage, told)
    return coverage


def _key(name: str) -> str:
    """`class` is a word of Python, so the field is `class_`."""
    return name.rstrip("_")


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def read(kind: Any, told: Json) -> Any:
    """Back from `to_json`: dataclasses, tuples of one kind, dictionaries by text, plain values."""
    if told is None:
        return None
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        meant = [one for one in typing.get_args(kind) if one is not type(None)]
        return read(meant[0], told) if len(meant) == 1 else told
    if origin is tuple:
        return tuple(read(typing.get_args(kind)[0], one) for one in told)
    if origin is dict:
        return {key: read(typing.get_args(kind)[1], one) for key, one in told.items()}
    if dataclasses.is_dataclass(kind):
        known = {one.name: _key(one.name) for one in dataclasses.fields(kind)}
        hints = _hints(typing.cast("type", kind))
        make = typing.cast("Callable[..., Any]", kind)
        return make(**{name: read(hints[name], told[key]) for name, key in known.items() if key in told})
    return _PLAIN.get(kind, _same)(told)


def _same(told: Json) -> Any:
    return told


_PLAIN: dict[Any, Callable[[Any], Any]] = {
    datetime.datetime: datetime.datetime.fromisoformat,
    datetime.date: datetime.date.fromisoformat,
    float: float,
}
