"""A sharper family: only areas below the middle are candidates, so that the others do not burden them."""

from __future__ import annotations

import numpy as np
import scipy  # its parts load when they are first used

from geo.stats import poisson, rest
from geo.stats.arrays import Floats

CUT = 0.5


def candidate_tails(cases: Floats, p_low: Floats, mean: Floats, within: tuple[Floats, Floats] | None = None) -> Floats:
    """Of areas that lie below the middle anyway, how likely is a count this low at θ = δ?

    P(≤ y)/P(≤ c), c the largest count whose own low tail is at most ½; NaN above c: no candidate. The conditional tail
    of an interval hypothesis (Zhao, Small & Su 2019; Ellis, Pecanka & Goeman 2020). Given y ≤ c, the count is largest
    in likelihood-ratio order at θ = δ, so that the tail stays exact for every θ ≥ δ, and Benjamini–Hochberg over the
    candidates alone keeps its false discovery rate when areas are independent.
    cases, p_low: (…, A) counts and their tails; mean: (…, A) δE; within: (total, share) of the binomial, broadcast to
    (…, A), with NaN shares where the area is compared with the whole town. Gives (…, A).
    Zero pins: the lowest tail there is. Zero people, hidden counts, areas where even nobody is not below the middle:
    NaN. One area, islands: areas are looked at one by one. Ties: equal areas get equal tails.
    """
    most = poisson.largest_count_within(CUT, mean)
    top = poisson.low_tail(np.maximum(most, 0.0), mean)
    if within is not None:
        total, share = within
        dominant = ~np.isnan(share)
        most_within = _largest_within(total, np.where(dominant, share, 0.5))
        most = np.where(dominant, most_within, most)
        top = np.where(dominant, rest.low_tail(np.maximum(most, 0.0), total, share), top)
    candidate = (most >= 0) & (cases <= most) & (mean > 0)
    return np.where(candidate, p_low / np.where(candidate, top, 1.0), np.nan)


def _largest_within(total: Floats, share: Floats) -> Floats:
    count = np.floor(scipy.special.bdtrik(CUT, np.maximum(total, 1.0), share)) + 1.0
    for _ in range(2):
        count = np.where(rest.low_tail(np.maximum(count, 0.0), total, share) <= CUT, count, count - 1.0)
    return np.asarray(count, dtype=np.float64)
