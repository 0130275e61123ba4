"""What goes into a release's disclosure control and what comes out: counts of persons by home, exact and masked."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal

Hidden = Literal["", "under_five", "protects", "few_people", "withheld"]
SMALLEST_SHOWN = 5
FEWEST_PEOPLE = 30
FEWEST_TOLD = 30  # persons of a whole or of an area below which it is not divided at all: a rule on what is shown


@dataclass(frozen=True, order=True)
class Window:
    """From the first moment to the moment before `until`."""

    start: datetime.datetime
    until: datetime.datetime

    def holds(self, other: Window) -> bool:
        return self.start <= other.start and other.until <= self.until


@dataclass(frozen=True)
class Breakdown:
    """The same persons by age band (one band each, `unknown` among the labels) or by channel (one or more each).

    `counts` has a row per area of the table and a column per label; `town` counts everybody of the denominator, also
    those without a known home.
    """

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    town: tuple[int, ...]


@dataclass(frozen=True)
class CountTable:
    """Distinct persons by home area: one area set, one window, one denominator. The order of areas is the caller's.

    `areas` are codes; those outside all areas are a row like any other. `parents` is the area above, as (set, code),
    or None. Town total Y = sum(participants) + unknown_home, and is one number for all sets of a window.
    """

    area_set: str
    window: Window
    denominator: str
    areas: tuple[str, ...]
    participants: tuple[int, ...]
    people: tuple[float | None, ...]
    parents: tuple[tuple[str, str] | None, ...]
    unknown_home: int = 0
    other_ties: int | None = None
    process: str = ""
    ages: Breakdown | None = None
    channels: Breakdown | None = None

    @property
    def total(self) -> int:
        return sum(self.participants) + self.unknown_home


@dataclass(frozen=True)
class ReleaseTables:
    """Everything that is published at one time, over all sets, windows, denominators and processes of a town."""

    tables: tuple[CountTable, ...]


@dataclass(frozen=True)
class Count:
    """A number that may be shown, or None and why not."""

    value: int | None
    hidden: Hidden = ""


@dataclass(frozen=True)
class MaskedBreakdown:
    """As `Breakdown`, of what may be shown."""

    labels: tuple[str, ...]
    counts: tuple[tuple[Count, ...], ...]
    town: tuple[Count, ...]


@dataclass(frozen=True)
class MaskedTable:
    """As `CountTable`, of what may be shown. `total` is the town total Y."""

    area_set: str
    window: Window
    denominator: str
    areas: tuple[str, ...]
    participants: tuple[Count, ...]
    people: tuple[float | None, ...]
    parents: tuple[tuple[str, str] | None, ...]
    unknown_home: Count
    total: Count
    other_ties: Count | None = None
    process: str = ""
    ages: MaskedBreakdown | None = None
    channels: MaskedBreakdown | None = None


@dataclass(frozen=True)
class Memory:
    """What later releases must reckon with: earlier tables, exact and masked, oldest first. Never public."""

    releases: tuple[tuple[ReleaseTables, MaskedRelease], ...] = ()

    def with_release(self, exact: ReleaseTables, masked: MaskedRelease) -> Memory:
        return Memory((*self.releases, (exact, masked)))


@dataclass(frozen=True)
class MaskedRelease:
    """The tables in the order they were given, as the public may see them."""

    tables: tuple[MaskedTable, ...] = field(default=())


def divided(table: CountTable | MaskedTable) -> bool:
    """Is anything but the town total told of this table? Not of fewer than 30 persons."""
    if isinstance(table, CountTable):
        return table.total >= FEWEST_TOLD
    return any(count.hidden != "withheld" for count in (*table.participants, table.unknown_home))


def rows_told(table: CountTable | MaskedTable, parts: Breakdown | MaskedBreakdown) -> tuple[int, ...]:
    """The areas of which a breakdown is told: those with 30 residents and 30 persons, or what is left of them."""
    if isinstance(table, MaskedTable) or isinstance(parts, MaskedBreakdown):
        rows = parts.counts if isinstance(parts, MaskedBreakdown) else ()
        return tuple(row for row, counts in enumerate(rows) if any(count.hidden != "withheld" for count in counts))
    return tuple(
        row
        for row, (count, people) in enumerate(zip(table.participants, table.people, strict=True))
        if count >= FEWEST_TOLD and (people is None or people >= FEWEST_PEOPLE)
    )
