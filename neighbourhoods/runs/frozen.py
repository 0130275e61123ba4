"""The aggregated inputs of a run: all that it computes from, and nothing that points at a person.

Counts are by home area × age band × stratum × channels used; distinct persons by population cell and distance. What
the arrays' whole numbers mean: an area's number is its place in the set, OUTSIDE_AREA is "in the town but in no area"
(a number past the last), UNKNOWN is not known; a stratum's is its place in STRATA; channels are bits.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import numpy as np

from geo.stats.arrays import Flags, Floats, Ints
from neighbourhoods.results import Borders, Window

METHOD_VERSION = "1.0"
UNKNOWN = -1
STRATA = ("residents", "seasonal", "other")
AREA, BAND, STRATUM, CHANNELS, PERSONS = range(5)  # columns of `persons` and `before`
EVENT, HEADS_AREA, HEADS_STRATUM, HEADS = range(4)  # columns of `heads`


def _rows_of(columns: int) -> Ints:
    return np.zeros((0, columns), dtype=np.int64)


@dataclass(frozen=True)
class FrozenArea:
    """An area as it was called then. `parent` is a code of the set above; x, y is where its label stands."""

    code: str
    names: dict[str, str]
    parent: str
    x: float
    y: float


@dataclass(frozen=True)
class FrozenSet:
    """One dated area set: its people and its persons. Rows of people are the areas and, last, outside them.

    people: (A + 1, 1 + bands), the total first; NaN is hidden or unknown. homes: holiday homes (A + 1,).
    persons and before (the window of the same length just before): see the columns above. cell_area: (cells,).
    """

    borders: Borders
    areas: tuple[FrozenArea, ...]
    people: Floats
    holiday_homes: Floats
    estimated: Flags
    people_year: int | None
    people_basis: str
    persons: Ints
    before: Ints
    heads: Ints
    cell_area: Ints
    pins_outside: int = 0

    @property
    def outside(self) -> int:
        """The number that stands for "in no area"."""
        return len(self.areas)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(area.code for area in self.areas)


@dataclass(frozen=True)
class FrozenCells:
    """The population cells of the finest grid and, by distance, how many different persons have a place near each."""

    size_m: int
    x: Floats
    y: Floats
    people: Floats
    holiday_homes: Floats
    distances_m: tuple[float, ...]
    persons: Ints


@dataclass(frozen=True)
class FrozenHomes:
    """Homes that are known by square kilometre: centres, people, holiday homes, and persons (cells, strata)."""

    x: Floats
    y: Floats
    people: Floats
    holiday_homes: Floats
    persons: Ints


@dataclass(frozen=True)
class FrozenNames:
    """Names by which a spot is told to people."""

    names: tuple[str, ...]
    x: Floats
    y: Floats


@dataclass(frozen=True)
class Frozen:
    """Everything that a run computes from. `first_act` is when anybody first did anything here, ever."""

    town: str
    method_version: str
    window: Window
    earlier: Window
    process: str
    first_act: datetime.datetime | None
    bands: tuple[str, ...]
    channels: tuple[str, ...]
    sets: tuple[FrozenSet, ...]
    cells: FrozenCells
    homes: FrozenHomes
    names: FrozenNames
    pins: int
    pins_without_place: int
    identities: dict[str, dict[str, int]] = field(default_factory=dict)
    at_least: dict[str, int] = field(default_factory=dict)


def no_rows() -> Ints:
    """Persons of nobody."""
    return _rows_of(5)


def no_heads() -> Ints:
    return _rows_of(4)
