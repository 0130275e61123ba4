"""Pockets: is there a place where fewer (or more) people took part than chance makes, wherever one looks?

Kulldorff's circular spatial scan statistic for counts. COVERAGE.md §5.7 has the method; SaTScan's own output comes out
(tests/geo/stats/test_scan.py). It gives hints for the eye, never a class: the edges take in neighbours.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from geo.stats import scan_kernels as kernels
from geo.stats.arrays import Floats, Ints

Direction = Literal["low", "high"]

WORKERS = 2
CELLS_AT_ONCE = 16_000_000  # cells of zones that a worker holds in memory: 64 MB
KEPT_NULLS = 32


@dataclass(frozen=True)
class Cells:
    """Places with a centre (metres, or any plane units), cases, and what cases are expected from; one entry each.

    Give `population`, `expected` or both: cases are compared with `expected` (else population), scaled to sum to the
    cases; a zone's share is of `population` (else expected). `ids` break ties of distance (the lower first) and fix the
    order of the draws; without them the row's place does.
    """

    x: Floats
    y: Floats
    cases: Ints
    population: Floats | None = None
    expected: Floats | None = None
    ids: npt.NDArray[Any] | None = None

    def __post_init__(self) -> None:
        given = [c for c in (self.y, self.cases, self.population, self.expected, self.ids) if c is not None]
        if any(len(column) != len(self.x) for column in given):
            raise ValueError("columns differ in length")
        if self.population is None and self.expected is None:
            raise ValueError("population or expected cases are needed")
        numbers = [c for c in (self.cases, self.population, self.expected) if c is not None]
        if any(not np.isfinite(c).all() or (c < 0).any() for c in numbers):
            raise ValueError("counts must be known and not negative")
        if not (np.isfinite(self.x).all() and np.isfinite(self.y).all()):
            raise ValueError("a cell without a centre")
        if (self.cases[self.exposure <= 0] > 0).any():
            raise ValueError("cases where none are expected")

    @property
    def exposure(self) -> Floats:
        """What cases are compared with."""
        given = self.expected if self.expected is not None else self.population
        return np.asarray(given, dtype=np.float64)


@dataclass(frozen=True)
class ScanRule:
    """What to look for. min_cases None: 2 for high rates, 0 for low ones."""

    direction: Direction = "low"
    max_share: float = 0.25
    min_cases: int | None = None
    replicates: int = 999

    @property
    def least(self) -> int:
        """The fewest cases that a zone may have."""
        return self.min_cases if self.min_cases is not None else (2 if self.direction == "high" else 0)


@dataclass(frozen=True)
class Cluster:
    """One zone: its rows (nearest to the centre first), counts, ratio and p. relative_risk is infinite if no case is
    outside."""

    rows: Ints
    centre: int
    radius: float
    cases: int
    expected: float
    relative_risk: float
    llr: float
    p: float


@dataclass(frozen=True)
class Scan:
    """Non-overlapping clusters, the best first, and the highest ratio of every replicate."""

    clusters: tuple[Cluster, ...]
    highest: Floats


@dataclass(frozen=True)
class _Sorted:
    """The inhabited cells in the order of their ids; `row` is where each stood."""

    row: Ints
    x: Floats
    y: Floats
    cases: Ints
    exposure: Floats
    weight: Floats

    def space(self, max_share: float) -> kernels.Space:
        return self.x, self.y, self.weight, float(self.weight.sum()) * max_share * (1 + kernels.ROUNDING)


def scan(cells: Cells, rule: ScanRule, rng: np.random.Generator) -> Scan:
    """Where is the circle with the most unlikely count, and how unlikely is it, given that we looked everywhere?

    Zones: each inhabited cell's nearest inhabited cells (ties by id) as long as their total is at most `max_share` of
    the population. LLR = y ln(y/E) + (Y-y) ln((Y-y)/(Y-E)) where the zone deviates in the wanted direction, else 0;
    0 ln 0 = 0; E scaled to sum Y. p = (1 + #{replicates whose best zone is at least as good}) / (R + 1), replicates
    multinomial(Y, E / sum E). Kept: one best zone per centre, greedily, none sharing a cell with a better one, every
    LLR > 0. Source: Kulldorff 1997; COVERAGE.md §5.7; SaTScan User Guide. The replicates' best are kept in memory by
    cells, rule, Y and the generator's state: a second scan of the same town costs nothing, and gives the same numbers.
    No cases, no people, or one cell: no clusters. Every cell is a centre, also islands. Two places at one point are
    two cells. The order of cells does not matter where ids are given. The number of workers changes nothing.
    """
    here = _inhabited(cells)
    total = int(here.cases.sum())
    if total == 0 or len(here.x) < 2:
        return Scan((), np.zeros(rule.replicates))
    scale = (total / float(here.exposure.sum()), float(total), rule.least, rule.direction == "low")
    key = _key(here, rule, rng)
    kept = _nulls.get(key)
    drawn = None if kept is not None else _draw(here.exposure, total, rule.replicates, rng)
    best, last, highest = _look_everywhere(here, rule, scale, drawn)
    if kept is None:
        _nulls.keep(key, (highest, rng.bit_generator.state))
    else:
        highest, rng.bit_generator.state = kept
    return Scan(tuple(_clusters(here, (best, last), np.sort(highest))), highest)


def _inhabited(cells: Cells) -> _Sorted:
    exposure = cells.exposure
    order = np.arange(len(exposure)) if cells.ids is None else np.argsort(cells.ids, kind="stable")
    row = order[exposure[order] > 0]
    weight = exposure if cells.population is None else np.asarray(cells.population, dtype=np.float64)
    return _Sorted(
        row,
        np.asarray(cells.x, dtype=np.float64)[row],
        np.asarray(cells.y, dtype=np.float64)[row],
        np.asarray(cells.cases).astype(np.int64)[row],
        exposure[row],
        weight[row],
    )


def _draw(exposure: Floats, total: int, replicates: int, rng: np.random.Generator) -> list[kernels.Drawn]:
    """Replicates of the town in which everybody takes part alike, in blocks of (cells, LANES)."""
    exact = np.float32 if total < kernels.EXACT_IN_FLOAT32 else np.float64
    blocks = []
    for first in range(0, replicates, kernels.LANES):
        count = min(kernels.LANES, replicates - first)
        block = np.zeros((len(exposure), kernels.LANES), dtype=exact)
        block[:, :count] = rng.multinomial(total, exposure / exposure.sum(), size=count).T
        blocks.append(block)
    return blocks


def _look_everywhere(
    here: _Sorted, rule: ScanRule, scale: tuple[float, float, int, bool], drawn: list[kernels.Drawn] | None
) -> tuple[Floats, kernels.Members, Floats]:
    """Each centre's best ratio and where its zone ends, and each replicate's best; each core has its own centres."""
    space = here.space(rule.max_share)
    edges = np.linspace(0, len(here.x), WORKERS + 1).astype(int)

    def work(first: int, last: int) -> tuple[list[tuple[Floats, kernels.Members]], Floats]:
        seen, highest = [], np.zeros((len(drawn or ()), kernels.LANES))
        for a, b in _batches(first, last, len(here.x)):
            found = kernels.zones(space, a, b)
            seen.append(kernels.best_zones(found, here.cases, here.exposure, scale))
            for block, best in zip(drawn or (), highest, strict=True):
                kernels.highest_in_replicates(found, block, here.exposure, scale, best)
        return seen, highest

    with ThreadPoolExecutor(WORKERS) as pool:
        parts = list(pool.map(work, edges[:-1], edges[1:]))
    seen = [piece for part in parts for piece in part[0]]
    highest = np.maximum.reduce([part[1] for part in parts]).ravel()[: rule.replicates]
    return np.concatenate([s[0] for s in seen]), np.concatenate([s[1] for s in seen]), highest


def _batches(first: int, last: int, cells: int) -> Iterator[tuple[int, int]]:
    step = max(1, CELLS_AT_ONCE // cells)
    for start in range(first, last, step):
        yield start, min(start + step, last)


def _clusters(here: _Sorted, best: tuple[Floats, kernels.Members], highest: Floats) -> Iterator[Cluster]:
    llr, last = best
    centres = np.argsort(-llr, kind="stable")
    centres = centres[llr[centres] > 0]
    place = (here.x, here.y)
    kept = centres[kernels.apart(place, centres, last[centres])] if len(centres) else centres
    total, scale = int(here.cases.sum()), float(here.cases.sum() / here.exposure.sum())
    for centre in kept.tolist():
        inside = np.flatnonzero(kernels.zone_until(place, centre, last[centre]))
        square = (here.x[inside] - here.x[centre]) ** 2 + (here.y[inside] - here.y[centre]) ** 2
        own = inside[np.argsort(square, kind="stable")]
        cases, expected = int(here.cases[own].sum()), float(here.exposure[own].sum() * scale)
        outside = (total - cases) / (total - expected)
        as_good = len(highest) - int(np.searchsorted(highest, llr[centre] * (1 - 1e-10)))
        yield Cluster(
            here.row[own],
            int(here.row[centre]),
            float(np.sqrt(square.max())),
            cases,
            expected,
            cases / expected / outside if outside > 0 else float("inf"),
            float(llr[centre]),
            (1 + as_good) / (len(highest) + 1),
        )


def _key(here: _Sorted, rule: ScanRule, rng: np.random.Generator) -> str:
    made_of = hashlib.blake2b(digest_size=20)
    for column in (here.x, here.y, here.exposure, here.weight):
        made_of.update(column.tobytes())
    rest = (int(here.cases.sum()), rule.direction, rule.max_share, rule.least, rule.replicates)
    made_of.update(repr((rest, rng.bit_generator.state)).encode())
    return made_of.hexdigest()


class _Nulls:
    """The last few sets of replicates' best ratios, with the state that the generator had after them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Floats, Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> tuple[Floats, Any] | None:
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: str, null: tuple[Floats, Any]) -> None:
        with self._lock:
            self._kept[key] = null
            while len(self._kept) > KEPT_NULLS:
                self._kept.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()


_nulls = _Nulls()


def forget_nulls() -> None:
    """Draw the next scan's replicates anew."""
    _nulls.forget()
