"""Reach: do residents have marks of other residents near their homes?

Distances are metres in a plane (EPSG:3067); a pin at exactly d metres is within d. What a run stores is the number of
distinct persons per cell and distance (`persons_within`), never who they were; every curve comes from that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from geo.stats import reach_kernels as kernels
from geo.stats.arrays import Flags, Floats, Ints
from geo.stats.reach_lattice import Lattice, count_spans

Counts = npt.NDArray[np.int32]
PersonPins = tuple[Floats, Floats, Ints]  # sorted by person

DISTANCES_M = (250.0, 500.0, 1000.0, 2000.0)
PERSONS = (1, 3, 5)
WORKERS = 2


@dataclass(frozen=True)
class Points:
    """Coordinates in metres, one entry per point."""

    x: Floats
    y: Floats

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y):
            raise ValueError("x and y differ in length")

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Pins:
    """Where people marked something, and who: a whole number per person, negative where nobody is known.

    Pins with a missing coordinate (NaN) have no place and reach nobody. Fastest when sorted by participant.
    """

    x: Floats
    y: Floats
    participant: Ints

    def __post_init__(self) -> None:
        if not len(self.x) == len(self.y) == len(self.participant):
            raise ValueError("x, y and participant differ in length")


@dataclass(frozen=True)
class ReachCurves:
    """Shares of people by group, distance and least number of persons; NaN where a group has no people.

    `town` has the shape (groups, distances, persons), `areas` (areas, groups, distances, persons).
    """

    distances_m: tuple[float, ...]
    persons: tuple[int, ...]
    town: Floats
    areas: Floats


def persons_within(cells: Points, pins: Pins, distances_m: Sequence[float] = DISTANCES_M) -> Counts:
    """How many different people have a pin within d metres of each cell's centre?

    Formula: N_c(d) = #{p : min over p's pins of |pin - c| <= d}. Source: COVERAGE.md §5.8. One pass over the pins,
    person by person. Cells in rows and columns (a population grid, also with gaps) are counted by spans, other points
    (buildings) through a grid of bins under each person's stamp; both agree with a plain double loop to the last digit.
    cells (n,) and pins (m,) in metres, distances ascending -> persons (n, distances). Monotone in d; the order of pins
    and of cells does not matter. No pins, or only pins of unknown persons: zeros. No cells: an empty table.
    A person with many pins, also at one spot, counts once. Memory: a copy of the pins where they are not sorted by
    participant, and a few dozen bytes per cell; the time grows with the pins.
    """
    limits = _checked(distances_m)
    if np.isnan(cells.x).any() or np.isnan(cells.y).any():
        raise ValueError("a cell without a centre")
    known = (pins.participant >= 0) & np.isfinite(pins.x) & np.isfinite(pins.y)
    if not len(cells) or not known.any():
        return np.zeros((len(cells), len(limits)), dtype=np.int32)
    sorted_pins = _by_person(pins, known)
    lattice = Lattice.under(cells.x, cells.y)
    if lattice is None:
        return _on_points(cells, sorted_pins, limits)
    ends = _over_persons(lambda own: count_spans(lattice.frame(), own, limits * limits), sorted_pins)
    np.cumsum(ends, axis=2, out=ends)
    return np.ascontiguousarray(ends[:, lattice.row, lattice.column].T)


def _on_points(cells: Points, pins: PersonPins, limits: Floats) -> Counts:
    grid = kernels.Grid.over(cells.x, cells.y, float(limits[-1]) / 4)
    nearest_class = _over_persons(lambda own: kernels.count_persons(grid.table(), own, limits * limits), pins)
    counts = np.empty((len(cells), len(limits)), dtype=np.int32)
    counts[grid.order] = np.cumsum(nearest_class, axis=1)[:, : len(limits)]
    return counts


def _over_persons(count: Callable[[PersonPins], Counts], pins: PersonPins) -> Counts:
    """Both cores, each with persons of its own; what they counted, summed."""
    x, y, person = pins
    slices = [(x[a:b], y[a:b], person[a:b]) for a, b in _person_slices(person, WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:
        first, *others = pool.map(count, slices)
    for other in others:
        first += other
    return first


def _checked(distances_m: Sequence[float]) -> Floats:
    limits = np.asarray(distances_m, dtype=np.float64)
    if not len(limits) or (limits <= 0).any() or (np.diff(limits) <= 0).any():
        raise ValueError("distances must be positive and ascending")
    return limits


def _by_person(pins: Pins, known: Flags) -> PersonPins:
    x, y, person = pins.x, pins.y, pins.participant
    if not known.all():
        x, y, person = x[known], y[known], person[known]
    if (person[1:] < person[:-1]).any():
        order = _sorting(person)
        x, y, person = x[order], y[order], person[order]
    return np.ascontiguousarray(x), np.ascontiguousarray(y), np.ascontiguousarray(person, dtype=np.int64)


def _sorting(person: Ints) -> Ints:
    """An order by person; numbers without large gaps are sorted by counting."""
    if int(person.max()) < 4 * len(person):
        order: Ints = kernels.sorted_by_bin(person.astype(np.int64), int(person.max()) + 1)[1]
        return order
    return np.argsort(person, kind="stable")


def _person_slices(person: Ints, parts: int) -> list[tuple[int, int]]:
    """Slices of about equal length that never cut one person in two."""
    edges = [0]
    for part in range(1, parts):
        at = len(person) * part // parts
        edges.append(max(edges[-1], int(np.searchsorted(person, person[at], side="left"))))
    return list(zip(edges, [*edges[1:], len(person)], strict=True))


def nearest_engagement(cells: Points, pins: Points) -> Floats:
    """How far is it from each cell's centre to the nearest mark of anybody, in metres?

    Formula: min over pins of |pin - c|. Pins of unknown persons count here (a mark is a mark); pins without a place
    (NaN) do not. No pins: infinity everywhere. Ties are equal distances and need no rule.
    """
    placed = np.isfinite(pins.x) & np.isfinite(pins.y)
    if not placed.any():
        return np.full(len(cells), np.inf)
    x, y = pins.x[placed], pins.y[placed]
    grid = kernels.Grid.of_many(x, y)
    found = np.empty(len(cells), dtype=np.float64)
    edges = np.linspace(0, len(cells), WORKERS + 1).astype(int)
    with ThreadPoolExecutor(WORKERS) as pool:
        jobs = [
            pool.submit(kernels.nearest, grid.table(), cells.x[a:b], cells.y[a:b], found[a:b])
            for a, b in pairwise(edges)
        ]
        for job in jobs:
            job.result()
    return found


def reach_curves(
    persons: Counts,
    people: Floats,
    area: Ints | None = None,
    distances_m: Sequence[float] = DISTANCES_M,
    least: Sequence[int] = PERSONS,
) -> ReachCurves:
    """What share of the people have at least k different persons' marks within d metres of home?

    Formula: C_k(d) = sum_c n_c [N_c(d) >= k] / sum_c n_c, for every group of people and, where `area` says which area a
    cell belongs to (0, 1, …; negative for none), for every area. Source: COVERAGE.md §5.8.
    persons (cells, distances) from `persons_within`; people (cells,) or (cells, groups): age bands, permanent and
    seasonal residents; NaN counts as unknown and is left out. Monotone in d, antitone in k.
    No people in a group or area: NaN. A cell in no area counts in the town only.
    """
    weights = np.nan_to_num(np.asarray(people, dtype=np.float64).reshape(len(persons), -1))
    if (weights < 0).any():
        raise ValueError("fewer than no people")
    reached = (persons[:, :, None] >= np.asarray(least)).reshape(len(persons), -1)
    town = _share(weights.T @ reached, weights.sum(axis=0)[:, None])
    shape = (weights.shape[1], len(distances_m), len(least))
    return ReachCurves(
        tuple(float(d) for d in distances_m),
        tuple(int(k) for k in least),
        town.reshape(shape),
        _by_area(reached, weights, area).reshape(-1, *shape),
    )


def _by_area(reached: Flags, weights: Floats, area: Ints | None) -> Floats:
    if area is None or not len(area) or area.max() < 0:
        return np.zeros((0, weights.shape[1], reached.shape[1]))
    order = np.argsort(area, kind="stable")
    edges = np.searchsorted(area[order], np.arange(area.max() + 2))
    found = np.full((int(area.max()) + 1, weights.shape[1], reached.shape[1]), np.nan)
    for number, (start, end) in enumerate(pairwise(edges)):
        own = order[start:end]
        found[number] = _share(weights[own].T @ reached[own], weights[own].sum(axis=0)[:, None])
    return found


def _share(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0), dtype=np.float64)


def fits_cells(distances_m: Sequence[float], cell_m: float) -> Flags:
    """Is each distance long enough for cells of this size? d must be at least half the cell's diagonal.

    Else a person anywhere in the cell could be nearer than d to a pin, or farther, than the centre tells. Source:
    COVERAGE.md §5.8. cell_m: the side in metres; 0 (buildings, addresses) suits every distance.
    """
    if cell_m < 0:
        raise ValueError("a cell's side cannot be negative")
    return np.asarray(np.asarray(distances_m) >= cell_m * np.sqrt(0.5))
