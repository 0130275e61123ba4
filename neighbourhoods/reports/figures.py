"""A figure of a report or of an indicator: its value, how many it rests on, and where it comes from.

Everything here is public: from published tables, from what stands on public pages, and of persons from releases alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from accounts.models import Body
from geo.models import Area, Municipality

Unit = Literal["count", "days", "percent", "euros", "m2", "per_1000", "m2_per_1000", "word"]
Missing = Literal["", "nothing", "not_reached", "not_released", "hidden", "unknown", "not_by_unit", "not_by_area"]


@dataclass(frozen=True)
class Period:
    """Days from the first to the last, both counted; `today` is when the report is made."""

    first: datetime.date
    last: datetime.date
    today: datetime.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it begins")


@dataclass(frozen=True)
class Scope:
    """Of which town, when, and only of one unit or one area."""

    town: Municipality
    period: Period
    unit: Body | None = None
    area: Area | None = None


@dataclass(frozen=True)
class Where:
    """A page of the service where a figure can be looked at: the name of its route, its parts and its query."""

    route: str
    parts: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> str:
        said = {name: value for name, value in self.query.items() if value}
        return f"?{urlencode(said)}" if said else ""


@dataclass(frozen=True)
class Source:
    """What gave the figure: a statement of the project or a read of a table, and what it was asked with; or a run."""

    statement: str
    asked: Mapping[str, Any] = field(default_factory=dict)
    release: str = ""
    run: str = ""

    def __str__(self) -> str:
        asked = ", ".join(f"{name}={value}" for name, value in self.asked.items() if value not in (None, ""))
        runs = " ".join(f"{name} {value}" for name, value in (("release", self.release), ("run", self.run)) if value)
        return " ".join(part for part in (self.statement, f"({asked})" if asked else "", runs) if part)


@dataclass(frozen=True)
class Figure:
    """`key` names it and its method (methods.py). Without a value, `missing` says why there is none.

    `n` is what it rests on (messages, persons, areas); `low` and `high` limit it at 95 % where it is an estimate.
    """

    key: str
    unit: Unit
    value: float | None
    source: Source
    n: int | None = None
    low: float | None = None
    high: float | None = None
    missing: Missing = ""
    where: Where | None = None
    word: str = ""


@dataclass(frozen=True)
class Section:
    """Figures that belong together."""

    key: str
    figures: tuple[Figure, ...]
