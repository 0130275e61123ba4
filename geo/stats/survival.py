"""How long things take when some are not finished yet: open ones count as "at least so long", they are not dropped.

Leaving out what is still open makes a slow office look quick: only its quick cases are in the list. Durations come as
counts by length, so a million of them is an array as long as the longest one. Nulls are not durations: who has no
length yet is counted as open at the length it has reached.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when they are first used

from geo.stats.arrays import Floats


@dataclass(frozen=True)
class Survival:
    """At each length at which something ended or was last seen: how many got there, and the share that goes on.

    `low` and `high` limit the share; NaN after the last one ended, when nothing is left to tell.
    """

    times: Floats
    at_risk: Floats
    ended: Floats
    share: Floats
    low: Floats
    high: Floats

    @property
    def cases(self) -> int:
        return int(self.at_risk[0]) if self.at_risk.size else 0

    @property
    def endings(self) -> int:
        return int(self.ended.sum())


@dataclass(frozen=True)
class Quantile:
    """A length by which a share had ended, with its limits. None: not reached by what is known so far."""

    value: float | None
    low: float | None
    high: float | None


NOT_REACHED = Quantile(None, None, None)


def kaplan_meier(
    lengths: npt.ArrayLike, ended: npt.ArrayLike, still_open: npt.ArrayLike, *, level: float = 0.95
) -> Survival:
    """Which share is still going on after each length, when some were last seen before they ended?

    S(t) = ∏ over lengths s ≤ t of (1 − d_s/n_s), d_s ended at s, n_s ended or were last seen at s or later (Kaplan &
    Meier 1958). Its limits are on the scale log(−log S), where σ² = Σ d/(n(n − d)) / (log S)² (Greenwood 1926;
    Kalbfleisch & Prentice 2002, §1.4): they stay between 0 and 1.
    lengths: (T,) in any unit, in any order; ended, still_open: (T,) how many of that length, none below 0.
    No rows, or none that are counted: an empty curve. All open: the curve stays at 1. Nobody left (S = 0): the limits
    are NaN from there. Ties: an ending at a length comes before what was last seen at it. Equal lengths are added up.
    """
    times, place = np.unique(np.asarray(lengths, float), return_inverse=True)
    done: Floats = np.bincount(place, np.asarray(ended, float), times.size).astype(np.float64)
    seen: Floats = np.bincount(place, np.asarray(still_open, float), times.size).astype(np.float64)
    told = done + seen > 0
    times, done, seen = times[told], done[told], seen[told]
    at_risk = np.cumsum((done + seen)[::-1])[::-1]
    share: Floats = np.cumprod(1.0 - done / at_risk).astype(np.float64)
    left = at_risk - done
    greenwood = np.cumsum(np.divide(done, at_risk * left, out=np.full(times.shape, np.inf), where=left > 0))
    return Survival(times, at_risk, done, share, *_limits(share, greenwood, level))


def ended_by(curve: Survival, share: float) -> Quantile:
    """After what length had this share ended (0.5: the median), and how sure is that?

    The smallest t with S(t) ≤ 1 − share. Its limits are where the curve's own limits cross the same height (Brookmeyer
    & Crowley 1982, on the scale log(−log S)): all lengths that a test at that level would not refuse.
    No rows, all open, or too few ended: None. An upper limit is often None: the future may still hold it.
    Ties and islands of equal share: the first length counts.
    """
    height = 1.0 - share
    return Quantile(
        _first_below(curve.times, curve.share, height),
        _first_below(curve.times, curve.low, height),
        _first_below(curve.times, curve.high, height),
    )


def _limits(share: Floats, greenwood: Floats, level: float) -> tuple[Floats, Floats]:
    """1 before anything ended (there is no variance to speak of), NaN once all have."""
    z = float(scipy.special.ndtri(0.5 + level / 2))
    inside = (share > 0) & (share < 1)
    safe = np.where(inside, share, 0.5)
    spread = np.sqrt(np.where(inside, greenwood, 0.0)) / -np.log(safe)
    outside = np.where(share >= 1, 1.0, np.nan)
    low = np.where(inside, safe ** np.exp(z * spread), outside)
    high = np.where(inside, safe ** np.exp(-z * spread), outside)
    return low, high


def _first_below(times: Floats, heights: Floats, height: float) -> float | None:
    """A share of exactly one half may be a hair above it after many multiplications."""
    below = np.flatnonzero(heights <= height + 1e-12)
    return float(times[below[0]]) if below.size else None
