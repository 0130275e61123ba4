"""What a new town can begin with: topics, units and rules as Finnish towns have them, a file for each choice."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


class NoSuchBeginning(LookupError):
    """There is no beginning of that name."""


@dataclass(frozen=True)
class Beginning:
    """`rest`: the unit that gets what is nobody else's."""

    code: str
    names: Mapping[str, str]
    about: Mapping[str, str]
    units: tuple[Mapping[str, Any], ...]
    categories: tuple[Mapping[str, Any], ...]
    rest: str


@functools.cache
def beginnings() -> tuple[Beginning, ...]:
    told = [json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")]
    return tuple(
        Beginning(one["code"], one["names"], one["about"], tuple(one["units"]), tuple(one["categories"]), one["rest"])
        for one in sorted(told, key=lambda one: one["order"])
    )


def beginning_named(code: str) -> Beginning:
    for one in beginnings():
        if one.code == code:
            return one
    raise NoSuchBeginning(code)
