"""Representation: whose voices are missing, by age band and by channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when they are first used

from geo.stats.adjust import benjamini_hochberg
from geo.stats.arrays import Flags, Floats, Ints

Voice = Literal["missing", "on_par", "too_little_data", "no_residents"]

DELTA = 0.8
FALSE_DISCOVERIES = 0.05
TOO_MANY_UNKNOWN = 0.6
MANY_UNKNOWN = 0.4


@dataclass(frozen=True)
class GroupCounts:
    """Distinct participants by row (the town, an area, a channel) and group (age band), and the residents alike.

    participants (rows, groups), residents (rows, groups) or (groups,), unknown (rows,): those whose group nobody knows.
    """

    participants: Ints
    residents: Floats
    unknown: Ints

    def __post_init__(self) -> None:
        if self.participants.ndim != 2 or len(self.unknown) != len(self.participants):
            raise ValueError("participants are rows × groups, unknown one per row")
        np.broadcast_shapes(self.participants.shape, np.shape(self.residents))


@dataclass(frozen=True)
class Representation:
    """All (rows, groups): shares of participants and residents, their ratio, exact limits, p, q, and the word for it.

    lo95/hi95 hold for one group; lo_all/hi_all for all groups of a row together (Bonferroni). `missing_anyway`: missing
    even if every unknown person belonged to the group. `provisional` (rows,): over 40 % unknown.
    """

    share: Floats
    expected_share: Floats
    ratio: Floats
    lo95: Floats
    hi95: Floats
    lo_all: Floats
    hi_all: Floats
    p_low: Floats
    q_low: Floats
    voice: npt.NDArray[np.str_]
    missing_anyway: npt.NDArray[np.bool_]
    provisional: npt.NDArray[np.bool_]


def representation(counts: GroupCounts, delta: float = DELTA) -> Representation:
    """Which groups take part less than their share of the residents, beyond what chance makes?

    Given Y known participants of a row, y_g is Binomial(Y, pi_g) with pi_g = n_g / sum n. ratio = (y_g/Y)/pi_g with
    Clopper–Pearson limits; p_low = P(Bin(Y, delta pi_g) <= y_g), q over all rows and groups (Benjamini–Hochberg);
    `missing`: q <= .05; `on_par`: the one-sided exact 90 % lower limit of the ratio is at least delta (y = 0 never);
    else `too_little_data`. The rule is the areas' own (COVERAGE.md §5.4–5.5), with the binomial's smaller spread.
    Unknown groups: taken as spread like the known ones; `missing_anyway` puts them all into the group instead; with
    more than 60 % unknown there is no word at all. No participants: too little data. No residents in a group:
    `no_residents`, ratio NaN; participants there are an error of the data and are left out of Y. Order does not matter.
    """
    n = np.broadcast_to(np.nan_to_num(np.asarray(counts.residents, dtype=np.float64)), counts.participants.shape)
    y = np.where(n > 0, counts.participants, 0)
    known = y.sum(axis=1, keepdims=True)
    unknown = counts.unknown[:, None]
    expected = _divide(n, n.sum(axis=1, keepdims=True))
    share = _divide(y, known)
    p_low = scipy.stats.binom.cdf(y, known, delta * np.nan_to_num(expected))
    unsure = (unknown > TOO_MANY_UNKNOWN * (known + unknown)) | (known == 0)
    tested = (n > 0) & ~unsure
    q_low = _adjusted(p_low, tested)
    anyway = scipy.stats.binom.cdf(y + unknown, known + unknown, delta * np.nan_to_num(expected))
    lo95, hi95 = _limits(y, known, 0.025)
    lo_all, hi_all = _limits(y, known, 0.025 / max(1, y.shape[1]))
    on_par = _divide(_limits(y, known, 0.10)[0], expected) >= delta
    missing = tested & (q_low <= FALSE_DISCOVERIES)
    voice = np.select(
        [n <= 0, missing, tested & on_par & (y > 0)], ["no_residents", "missing", "on_par"], "too_little_data"
    )
    return Representation(
        share,
        expected,
        _divide(share, expected),
        _divide(lo95, expected),
        _divide(hi95, expected),
        _divide(lo_all, expected),
        _divide(hi_all, expected),
        np.where(n > 0, p_low, np.nan),
        q_low,
        voice,
        missing & (_adjusted(anyway, tested) <= FALSE_DISCOVERIES),
        (unknown > MANY_UNKNOWN * (known + unknown))[:, 0],
    )


def _divide(part: Floats | Ints, whole: Floats | Ints) -> Floats:
    part, whole = np.broadcast_arrays(part, whole)
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0), dtype=np.float64)


def _limits(y: Ints, total: Ints, tail: float) -> tuple[Floats, Floats]:
    """Clopper–Pearson limits of a share, `tail` left out at each end."""
    low = np.where(y > 0, scipy.stats.beta.ppf(tail, np.maximum(y, 1), total - y + 1), 0.0)
    high = np.where(y < total, scipy.stats.beta.ppf(1 - tail, y + 1, np.maximum(total - y, 1)), 1.0)
    return low, high


def _adjusted(p: Floats, tested: Flags) -> Floats:
    """q over every row and group together; NaN where nothing is tested."""
    return benjamini_hochberg(np.where(tested, p, np.nan).ravel()).reshape(p.shape)


@dataclass(frozen=True)
class UnknownByChannel:
    """By channel, the share of participants whose home nobody knows with Wilson's 95 % limits; p of "all alike"."""

    share: Floats
    lo95: Floats
    hi95: Floats
    p: float
    differs: bool


def unknown_by_channel(
    known: Ints, unknown: Ints, rng: np.random.Generator, replicates: int = 9_999, alpha: float = 0.05
) -> UnknownByChannel:
    """Is the home unknown more often in some channels than in others?

    If so, the map of homes leans towards the channels that tell. Pearson's chi-square of the table channels × (known,
    unknown), its p by drawing tables with the same margins (multivariate hypergeometric): (1 + #{as large}) / (R + 1),
    so small counts need no approximation. Shares with Wilson's limits. Source: COVERAGE.md §5, edge cases; Wilson 1927.
    known, unknown (channels,): each participant in the channel used first. A channel nobody used: share NaN and no
    part in the test. Fewer than two channels used, or none or all unknown: p 1.
    """
    total = known + unknown
    share = _divide(unknown, total)
    lo, hi = _wilson(unknown, total)
    used = total > 0
    missing = int(unknown[used].sum())
    if used.sum() < 2 or missing in (0, int(total.sum())):
        return UnknownByChannel(share, lo, hi, 1.0, False)
    drawn = rng.multivariate_hypergeometric(total[used], missing, size=replicates, method="marginals")
    seen = _spread(unknown[used][None, :], total[used])[0]
    p = (1 + int((_spread(drawn, total[used]) >= seen * (1 - 1e-12)).sum())) / (replicates + 1)
    return UnknownByChannel(share, lo, hi, p, p <= alpha)


def _spread(unknown: Ints, total: Ints) -> Floats:
    """Pearson's chi-square up to a factor that the margins fix."""
    expected = total * (unknown.sum(axis=1, keepdims=True) / total.sum())
    squares: Floats = ((unknown - expected) ** 2 / total).sum(axis=1)
    return squares


def _wilson(found: Ints, total: Ints, z: float = 1.959963984540054) -> tuple[Floats, Floats]:
    n = np.where(total > 0, total, np.nan).astype(np.float64)
    share = found / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return np.maximum(0.0, middle - half), np.minimum(1.0, middle + half)
