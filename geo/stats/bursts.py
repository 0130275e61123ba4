"""Did much more than usual come in this week? Each cell (a category in an area) against its own past weeks.

A threshold ("twice the usual") names small cells by chance and misses large ones; this is a test, and few of the
cells it names are named by chance. Counts are of distinct people: a hundred messages of one sender are one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when they are first used

from geo.stats.adjust import benjamini_hochberg
from geo.stats.arrays import Flags, Floats

SHORTEST_PAST = 8


@dataclass(frozen=True)
class Bursts:
    """For each cell: its usual week, how likely so many would be by chance (p), adjusted for all cells (q), and
    whether it is named. A cell that is not tested has p and q NaN."""

    usual: Floats
    spread: Floats
    p: Floats
    q: Floats
    named: Flags


def find_bursts(now: npt.ArrayLike, past: npt.ArrayLike, *, fewest: int = 5, level: float = 0.05) -> Bursts:
    """In which cells came more this week than their own past explains, few of them by chance?

    A cell's weeks are taken as negative binomial with one mean μ and variance μ + φμ². Given the total S of this week
    and the K past ones, μ drops out and this week is beta-binomial: C | S ~ BetaBin(S, 1/φ, K/φ), binomial(S, 1/(K+1))
    when φ = 0. p = P(C ≥ c | S). As in Farrington et al. (1996) and Noufaily et al. (2013) the past gives level and
    overdispersion; the conditional form needs no estimate of the level (Przyborowski & Wilenski 1940 for φ = 0).
    φ is by moments, from the past alone, the larger of the cell's own and that of all cells together, so that neither
    a restless cell nor the chance calm of a small one makes a burst. q is Benjamini–Hochberg over the cells tested.
    now: (N,) persons; past: (N, K) persons in each earlier week of the same length. Named: q ≤ level and c ≥ fewest.
    No cells: empty arrays. Fewer than 8 past weeks: nothing is tested. A cell with S < fewest is not tested, since
    nothing it did could be named; one with c < fewest keeps its place among those tested, with p = 1. Zero in the past
    is a past like another. One cell: q = p. Order and ties do not matter; neighbours and islands play no part.
    """
    now, past = np.asarray(now, float), np.atleast_2d(np.asarray(past, float))
    cells, weeks = now.size, past.shape[1]
    if weeks < SHORTEST_PAST or not cells:
        blank = np.full(cells, np.nan)
        return Bursts(_usual(past, cells), blank, blank.copy(), blank.copy(), np.zeros(cells, dtype=bool))
    spread = overdispersion(past)
    total = now + past.sum(axis=1)
    p = np.where(total >= fewest, 1.0, np.nan)
    for cell in np.flatnonzero(now >= fewest):
        p[cell] = upper_tail(int(now[cell]), int(total[cell]), weeks, float(spread[cell]))
    q = benjamini_hochberg(p)
    return Bursts(_usual(past, cells), spread, p, q, (q <= level) & (now >= fewest))


def overdispersion(past: npt.ArrayLike) -> Floats:
    """How much more do a cell's weeks vary than by chance alone? φ in Var = μ + φμ².

    By moments: φ_j = (s²_j − m_j)/(m_j² − s²_j/K), where m² − s²/K estimates μ² without bias; together the sums of
    both over the cells. Gives (N,), the larger of the two, at least 0. past: (N, K) counts. A cell without any, or one
    too small to tell (m² ≤ s²/K), has that of all; no cell that tells: 0. One week only: 0, nothing varies.
    """
    past = np.atleast_2d(np.asarray(past, float))
    if past.shape[1] < 2:
        return np.zeros(past.shape[0])
    mean, variance = past.mean(axis=1), past.var(axis=1, ddof=1)
    above, squared = variance - mean, mean**2 - variance / past.shape[1]
    together = above.sum() / squared.sum() if squared.sum() > 0 else 0.0
    own = np.divide(above, squared, out=np.zeros_like(above), where=squared > 0)
    return np.asarray(np.maximum(np.maximum(own, together), 0.0), dtype=np.float64)


def upper_tail(now: int, total: int, weeks: int, spread: float) -> float:
    """P(C ≥ now) when `total` fell into this week and `weeks` others alike. No messages at all: 1."""
    if now <= 0:
        return 1.0
    if spread < 1e-6:  # the beta functions of so large arguments would cancel
        return float(scipy.special.bdtrc(now - 1, total, 1.0 / (weeks + 1)))
    a, b = 1.0 / spread, weeks / spread
    counts = np.arange(now, total + 1, dtype=float)
    rest = total - counts
    ways = -np.log(total + 1.0) - scipy.special.betaln(rest + 1, counts + 1)
    return float(min(1.0, np.exp(ways + scipy.special.betaln(counts + a, rest + b) - scipy.special.betaln(a, b)).sum()))


def _usual(past: Floats, cells: int) -> Floats:
    return past.mean(axis=1) if past.shape[1] and cells else np.full(cells, np.nan)
