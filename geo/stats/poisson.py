"""Counts against what was expected: exact tails and limits of a Poisson count.

Everything takes arrays that broadcast against each other and gives an array back. Counts need not be whole: the
sensitivity rows divide them by a design effect, and the gamma form of the Poisson tail goes on between whole numbers.
NaN in, NaN out, silently: a hidden count has no tail. Areas are looked at one by one, so one area is like any other,
neighbours (and islands) play no part, and equal areas get equal answers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when they are first used

from geo.stats.arrays import Floats


def low_tail(cases: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """How likely is a count this low or lower, if `expected` is what one should see?

    P(Poisson(E) ≤ y) = Q(y + 1, E), the upper regularised incomplete gamma function (Johnson, Kemp & Kotz 2005, §4.2).
    cases, expected: any shapes that broadcast, in persons. Gives a probability of that shape.
    Zero pins (y = 0): exp(−E). Zero people (E = 0): 1, nothing lower could have been seen. Nulls (NaN): NaN.
    Areas are looked at one by one, so one area, islands and ties change nothing.
    """
    return np.asarray(
        scipy.special.gammaincc(np.asarray(cases, float) + 1.0, np.asarray(expected, float)), dtype=np.float64
    )


def high_tail(cases: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """How likely is a count this high or higher, if `expected` is what one should see?

    P(Poisson(E) ≥ y) = P(y, E), the lower regularised incomplete gamma function; 1 at y = 0.
    Shapes, units, zero people, nulls, ties and islands: as `low_tail`.
    """
    cases, expected = np.broadcast_arrays(np.asarray(cases, float), np.asarray(expected, float))
    tail = scipy.special.gammainc(np.where(cases > 0, cases, 1.0), expected)
    return np.where(np.isnan(cases + expected), np.nan, np.where(cases > 0, tail, 1.0))


def lower_limit(cases: npt.ArrayLike, alpha: float) -> Floats:
    """What is the smallest mean that this count does not speak against, one-sidedly at level alpha?

    The mean m with P(Poisson(m) ≥ y) = α: the α quantile of Gamma(y, 1) (Garwood 1936).
    cases: any shape, persons; gives persons. Zero pins: 0. Nulls: NaN.
    """
    cases = np.asarray(cases, float)
    limit = scipy.special.gammaincinv(np.where(cases > 0, cases, 1.0), alpha)
    return np.where(np.isnan(cases), np.nan, np.where(cases > 0, limit, 0.0))


def upper_limit(cases: npt.ArrayLike, alpha: float) -> Floats:
    """What is the largest mean that this count does not speak against, one-sidedly at level alpha?

    The mean m with P(Poisson(m) ≤ y) = α: the 1 − α quantile of Gamma(y + 1, 1) (Garwood 1936).
    cases: any shape, persons; gives persons. Zero pins: −ln α. Nulls: NaN.
    """
    return np.asarray(scipy.special.gammainccinv(np.asarray(cases, float) + 1.0, alpha), dtype=np.float64)


def ratio(cases: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """How many times the expected number took part (SIR, the standardised ratio)?

    y / E (Breslow & Day 1987, §2.3). No unit. Zero pins: 0. Zero people (E = 0): NaN, there is nothing to compare with.
    """
    cases, expected = np.broadcast_arrays(np.asarray(cases, float), np.asarray(expected, float))
    found: Floats = np.divide(cases, expected, out=np.full(cases.shape, np.nan), where=expected > 0)
    return found


def ratio_limits(cases: npt.ArrayLike, expected: npt.ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Between which ratios does the truth lie, with at least this confidence?

    Garwood's exact two-sided limits: χ²(α/2; 2y)/2/E and χ²(1 − α/2; 2y + 2)/2/E, α = 1 − confidence (Garwood 1936).
    Shapes as `low_tail`; two arrays without a unit. Zero pins: the lower limit is 0. Zero people (E = 0): NaN, NaN.
    """
    half = (1.0 - confidence) / 2.0
    return ratio(lower_limit(cases, half), expected), ratio(upper_limit(cases, half), expected)


def funnel_limits(expected: npt.ArrayLike, confidence: float) -> tuple[Floats, Floats]:
    """Within which ratios would areas of this size fall by chance alone, were all alike?

    Exact Poisson quantiles of the count, interpolated between whole counts, over E (Spiegelhalter 2005, A.1.1): with
    r the quantile of p, the limit is (r − (F(r) − p)/(F(r) − F(r − 1))) / E.
    expected: any shape, persons; two arrays of ratios. Zero people (E = 0): NaN.
    """
    expected = np.asarray(expected, float)
    half = (1.0 - confidence) / 2.0
    return _funnel_line(expected, half), _funnel_line(expected, 1.0 - half)


def _funnel_line(expected: Floats, p: float) -> Floats:
    count = smallest_count(p, expected)
    at, below = low_tail(count, expected), np.where(count > 0, low_tail(count - 1.0, expected), 0.0)
    part = np.divide(at - p, at - below, out=np.zeros_like(at), where=at > below)
    return ratio(np.maximum(count - part, 0.0), expected)


def smallest_count(p: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """Which is the smallest whole count whose low tail reaches p?

    The p quantile of Poisson(E), 0 < p < 1. Any shapes that broadcast. Zero people (E = 0): 0. Nulls: NaN.
    """
    p, expected = np.broadcast_arrays(np.asarray(p, float), np.asarray(expected, float))
    start = scipy.special.pdtrik(p, np.where(expected > 0, expected, 1.0))
    count = np.maximum(np.ceil(np.where(np.isnan(start), 0.0, start)), 0.0)
    for _ in range(3):  # the inverse is right to rounding: step to the exact whole number
        count = np.where((count > 0) & (low_tail(count - 1.0, expected) >= p), count - 1.0, count)
        count = np.where(low_tail(count, expected) < p, count + 1.0, count)
    return np.where(np.isnan(expected), np.nan, np.where(expected > 0, count, 0.0))


def largest_count_within(level: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """Which is the largest whole count that is still low enough to be called so at this level?

    The largest y with P(Poisson(E) ≤ y) ≤ level; −1 when even nobody at all would not be. Shapes as `smallest_count`.
    """
    level, expected = np.broadcast_arrays(np.asarray(level, float), np.asarray(expected, float))
    count = smallest_count(level, expected)
    return np.where(low_tail(count, expected) <= level, count, count - 1.0)
