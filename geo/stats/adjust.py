"""Looking at many areas at once: adjusting the tails so that few of the areas named are named by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.stats.arrays import Floats


def benjamini_hochberg(tails: npt.ArrayLike) -> Floats:
    """Of the areas we would name at this level, which part at most is named by chance?

    q_(r) = min over s ≥ r of m·p_(s)/s, at most 1, p sorted, m the number of p that are known (Benjamini & Hochberg
    1995). tails: (…, A) probabilities; each row along the last axis is a family of its own. Gives q of the same shape.
    NaN (an area without a test) stays NaN and does not count in m. No areas: an empty array. One area: q = p.
    Equal tails get equal q, so the order of areas does not matter.
    """
    tails = np.asarray(tails, float)
    if tails.size == 0:
        return tails.copy()
    order = np.argsort(tails, axis=-1, kind="stable")  # NaN last
    known = np.sum(~np.isnan(tails), axis=-1, keepdims=True)
    stepped = _stepped(np.take_along_axis(tails, order, axis=-1), known)
    adjusted = np.empty_like(tails)
    np.put_along_axis(adjusted, order, np.minimum(stepped, 1.0), axis=-1)
    adjusted[np.isnan(tails)] = np.nan
    return adjusted


def _stepped(ascending: Floats, known: npt.NDArray[np.int64]) -> Floats:
    """min over s ≥ r of m·p_(s)/s."""
    scaled = ascending * known / np.arange(1, ascending.shape[-1] + 1)
    return np.fmin.accumulate(scaled[..., ::-1], axis=-1)[..., ::-1]


@dataclass(frozen=True)
class Family:
    """Many families of tails, one a row, prepared for the question what one of them would be if it alone were larger.

    As `benjamini_hochberg` of the whole, to the last digit: a tail that grows passes others, which then rank one lower,
    but those above it stay where they were.
    """

    tails: Floats
    ascending: Floats
    stepped: Floats
    known: npt.NDArray[np.int64]

    @classmethod
    def of(cls, tails: Floats) -> Family:
        known = np.sum(~np.isnan(tails), axis=-1, keepdims=True)
        ascending = np.sort(tails, axis=-1)
        return cls(tails, ascending, _stepped(ascending, known), known[..., 0])

    def with_larger(self, place: int, tail: Floats) -> Floats:
        """q of the area at `place` in each family if its tail were `tail` there; (families,)."""
        if (tail < self.tails[:, place]).any():
            changed = self.tails.copy()
            changed[:, place] = tail
            return benjamini_hochberg(changed)[:, place]
        rank = np.sum(self.ascending <= tail[:, None], axis=-1)
        above = np.column_stack([self.stepped, np.full(len(tail), np.nan)])[np.arange(len(tail)), rank]
        return np.asarray(np.minimum(np.fmin(tail * self.known / rank, above), 1.0), dtype=np.float64)


def level_reached(adjusted: npt.ArrayLike, level: float) -> Floats:
    """At which unadjusted tail would one more area be named, given those that are?

    α·(R + 1)/m, at most α, R the number with q ≤ α (the step-up threshold of Benjamini & Hochberg 1995 at rank R + 1).
    adjusted: (…, A); gives (…). No area with a test: NaN; nulls are not counted. One area: α. Zero pins and people,
    islands and ties are in the q already.
    """
    adjusted = np.asarray(adjusted, float)
    known = np.sum(~np.isnan(adjusted), axis=-1).astype(float)
    named = np.sum(adjusted <= level, axis=-1)
    share = np.divide(named + 1.0, known, out=np.full(np.shape(known), np.nan), where=known > 0)
    return np.asarray(np.minimum(level, level * share), dtype=np.float64)
