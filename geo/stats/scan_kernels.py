"""The compiled loops behind `scan`: zones around centres, their likelihood ratios, and replicates side by side.

Cells come sorted by id. Sums are of the exposures as given (whole people stay whole), scaled to expected cases at the
end, so a zone has the same ratio whichever centre it was found from. All let go of Python's lock.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from geo.stats.arrays import Flags, Floats, Ints

LANES = 64  # replicates side by side: what one cell's counts cost to fetch is shared by them
EXACT_IN_FLOAT32 = 1 << 24
ROUNDING = 1e-12

Members = npt.NDArray[np.int32]
Space = tuple[Floats, Floats, Floats, float]  # x, y, what the share is of, the most a zone may hold
Drawn = npt.NDArray[np.float32] | npt.NDArray[np.float64]  # (cells, LANES)


@njit(cache=True, nogil=True, error_model="numpy")
def zone_members(space: Space, centre: int, reach2: float) -> tuple[Members, float]:
    """The centre's nearest cells, nearest first and ties by number, as many as fit; and a radius² that held them.

    `reach2` is where to look first: the radius² of the centre before.
    """
    x, y, weight, most = space
    square = (x - x[centre]) ** 2 + (y - y[centre]) ** 2
    while True:
        near = np.flatnonzero(square <= reach2)
        held = 0.0
        for cell in near:
            held += weight[cell]
        if len(near) == len(x) or held > most:
            break
        reach2 *= 2
    order = near[np.argsort(square[near], kind="mergesort")]
    held, count = 0.0, 0
    while count < len(order) and held + weight[order[count]] <= most:
        held += weight[order[count]]
        count += 1
    if count < len(order):
        reach2 = max(square[order[count]] * 1.2, 1e-300)
    return order[:count].astype(np.int32), reach2


@njit(cache=True, nogil=True, error_model="numpy")
def zones(space: Space, first: int, last: int) -> tuple[Members, Ints]:
    """The zones' cells of centres first … last − 1, one after another, and where each centre's begin."""
    start = np.zeros(last - first + 1, dtype=np.int64)
    members = np.empty(max(1024, 64 * (last - first)), dtype=np.int32)
    reach2 = 1.0
    for centre in range(first, last):
        own, reach2 = zone_members(space, centre, reach2)
        begin = start[centre - first]
        end = begin + len(own)
        if end > len(members):
            larger = np.empty(max(end, 2 * len(members)), dtype=np.int32)
            larger[:begin] = members[:begin]
            members = larger
        members[begin:end] = own
        start[centre - first + 1] = end
    return members[: start[-1]], start


@njit(cache=True, nogil=True, error_model="numpy")
def ratio(cases: float, expected: float, total: float, low: bool) -> float:
    """The log likelihood ratio of a zone, 0 when it deviates the other way; 0 ln 0 = 0."""
    if low:
        if cases >= expected * (1 - ROUNDING):
            return 0.0
    elif cases <= expected * (1 + ROUNDING):
        return 0.0
    inside = cases * np.log(cases / expected) if cases > 0 else 0.0
    rest = total - cases
    return inside + (rest * np.log(rest / (total - expected)) if rest > 0 else 0.0)


@njit(cache=True, nogil=True, error_model="numpy")
def best_zones(
    found: tuple[Members, Ints], cases: Ints, exposure: Floats, rule: tuple[float, float, int, bool]
) -> tuple[Floats, Members]:
    """For each centre the highest ratio and the last cell of its zone (−1 when nothing deviates)."""
    members, start = found
    scale, total, min_cases, low = rule
    best = np.zeros(len(start) - 1)
    last = np.full(len(start) - 1, -1, dtype=np.int32)
    for centre in range(len(start) - 1):
        inside, exposed = 0, 0.0
        for m in range(start[centre], start[centre + 1]):
            inside += cases[members[m]]
            exposed += exposure[members[m]]
            if inside >= min_cases:
                value = ratio(inside, exposed * scale, total, low)
                if value > best[centre]:
                    best[centre] = value
                    last[centre] = members[m]
    return best, last


@njit(cache=True, nogil=True, error_model="numpy")
def highest_in_replicates(
    found: tuple[Members, Ints], drawn: Drawn, exposure: Floats, rule: tuple[float, float, int, bool], best: Floats
) -> None:
    """Raise `best` (LANES) to the highest ratio of any zone in each replicate, drawn (cells, LANES).

    An upper bound without logarithms comes first; only a zone that could be a replicate's new best is worked out.
    For d = |E - y|, F = Y - E:  low  d²/2E (1 + d/E) + d²/2F;  high  d (sqrt(1 + d/E) - 1) + d²/2F (1 + d/F).
    """
    members, start = found
    scale, total, min_cases, low = rule
    inside = np.zeros(LANES, dtype=drawn.dtype)
    limit = best.astype(np.float32)
    one = np.float32(1)
    for centre in range(len(start) - 1):
        exposed = 0.0
        inside[:] = 0
        for m in range(start[centre], start[centre + 1]):
            cell = members[m]
            exposed += exposure[cell]
            expected = exposed * scale
            e, per_e = np.float32(expected), np.float32(1.001 / expected)
            per_f = np.float32(1.001 / max(total - expected, 1e-9))
            hits = 0
            if low:
                for lane in range(LANES):
                    inside[lane] += drawn[cell, lane]
                    d = np.float32(e - inside[lane])
                    bound = d * d * np.float32(0.5) * (per_e * (one + d * per_e) + per_f)
                    hits += (d > 0) & (bound > limit[lane])
            else:
                for lane in range(LANES):
                    inside[lane] += drawn[cell, lane]
                    d = max(np.float32(inside[lane] - e), np.float32(0))
                    far = d * per_f
                    bound = d * (np.sqrt(one + d * per_e) - one) + d * far * np.float32(0.5) * (one + far)
                    hits += (d > 0) & (bound > limit[lane])
            if hits:
                for lane in range(LANES):
                    if inside[lane] >= min_cases:
                        value = ratio(np.float64(inside[lane]), expected, total, low)
                        if value > best[lane]:
                            best[lane] = value
                            limit[lane] = np.float32(value * 0.999)


@njit(cache=True, nogil=True, error_model="numpy")
def apart(place: tuple[Floats, Floats], centres: Ints, last: Members) -> Flags:
    """Which of the zones to keep, best first, so that none shares a cell with one kept before.

    A zone is every cell no farther from its centre than its last cell, and of those at that distance the lower numbers.
    """
    taken = np.zeros(len(place[0]), dtype=np.bool_)
    keep = np.zeros(len(centres), dtype=np.bool_)
    for number in range(len(centres)):
        own = zone_until(place, centres[number], last[number])
        if not (own & taken).any():
            keep[number] = True
            taken |= own
    return keep


@njit(cache=True, nogil=True, error_model="numpy")
def zone_until(place: tuple[Floats, Floats], centre: int, last: int) -> Flags:
    """The cells of the zone that ends with a certain cell."""
    x, y = place
    square = (x - x[centre]) ** 2 + (y - y[centre]) ** 2
    inside: Flags = square < square[last]
    for cell in range(last + 1):
        inside[cell] |= square[cell] == square[last]
    return inside
