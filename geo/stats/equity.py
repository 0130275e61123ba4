"""Equity: how unevenly the areas of a set are heard, beside what chance alone would make of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.stats.arrays import Floats, Ints

REPLICATES = 999


@dataclass(frozen=True)
class LorenzCurve:
    """Cumulative shares, from (0, 0) to (1, 1): of people (x) and of what they have (y), the least-having first."""

    x: Floats
    y: Floats


@dataclass(frozen=True)
class Theil:
    """Theil's T and its two parts, between and within groups; between + within = total."""

    total: float
    between: float
    within: float


@dataclass(frozen=True)
class Chance:
    """What chance alone gives when everybody takes part alike: Gini's median and 95 % band, Lorenz limits at `x`."""

    gini_median: float
    gini_lo: float
    gini_hi: float
    x: Floats
    lorenz_lo: Floats
    lorenz_hi: Floats


@dataclass(frozen=True)
class Equity:
    """The observed curve and Gini, what chance gives, and the excess: Gini less chance's median, never below 0."""

    gini: float
    excess: float
    beyond_chance: bool
    lorenz: LorenzCurve
    chance: Chance


def gini(values: Floats, weights: Floats) -> float:
    """How unevenly is something spread over people: 0 all alike, towards 1 all with few?

    Formula: sum_ij w_i w_j |r_i - r_j| / (2 rbar W^2), W = sum w, rbar = sum w r / W; computed from the sorted values.
    Source: COVERAGE.md §5.9; equals laeken::gini / 100. values (n,), weights (n,), any units, weights >= 0.
    Areas without people (weight 0) or without a value (NaN) are left out. One area, no area: 0. All values 0: 0.
    Ties and the order of areas do not matter.
    """
    r, w = _sorted(values, weights)
    whole = float(w @ r)
    if whole <= 0:
        return 0.0
    below = np.cumsum(w) - w / 2
    return max(0.0, float(2 * (w * r) @ below / (w.sum() * whole) - 1))


def lorenz(values: Floats, weights: Floats) -> LorenzCurve:
    """Which share of the participation comes from the least-heard x % of the people?

    Formula: areas sorted by value (the SIR); x_k = sum_{i<=k} w_i / W, y_k = sum_{i<=k} w_i r_i / sum w r. Source:
    Lorenz 1905; COVERAGE.md §5.9. Starts at (0, 0). Nothing to share, or no areas: the diagonal (0, 0), (1, 1).
    Zero weights and NaN are left out; equal values make one straight piece, so ties need no rule.
    """
    r, w = _sorted(values, weights)
    if float(w @ r) <= 0:
        return LorenzCurve(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    x, y = np.cumsum(w), np.cumsum(w * r)
    return LorenzCurve(np.concatenate([[0.0], x / x[-1]]), np.concatenate([[0.0], y / y[-1]]))


def _sorted(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    r, w = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if r.shape != w.shape or (w < 0).any() or (r < 0).any():
        raise ValueError("values and weights must be alike in number and not negative")
    counted = (w > 0) & np.isfinite(r)
    order = np.argsort(r[counted], kind="stable")
    return r[counted][order], w[counted][order]


def theil(values: Floats, weights: Floats, group: Ints) -> Theil:
    """Is the unevenness between boards, or between the neighbourhoods inside a board?

    Formula: T = sum_i (w_i/W)(r_i/rbar) ln(r_i/rbar), 0 ln 0 = 0; between = the same over groups with their weighted
    means; within = sum_g (share of participation of g) T_g. Source: Theil 1967; COVERAGE.md §5.9.
    group (n,): any whole numbers. Zero weights and NaN are left out. Nobody took part, no areas: zeros. One group:
    nothing between; one area per group: nothing within.
    """
    r, w = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    counted = (w > 0) & np.isfinite(r)
    r, w = r[counted], w[counted]
    if float(w @ r) <= 0:
        return Theil(0.0, 0.0, 0.0)
    _names, own = np.unique(np.asarray(group)[counted], return_inverse=True)
    people, took_part = (np.bincount(own, each).astype(np.float64) for each in (w, w * r))
    total, between = _theil(w * r, w), _theil(took_part, people)
    return Theil(total, between, max(0.0, total - between))


def _theil(part: Floats, people: Floats) -> float:
    some = part > 0
    share = part[some] / part.sum()
    above = np.log(part[some]) - np.log(part.sum()) - (np.log(people[some]) - np.log(people.sum()))
    return max(0.0, float(share @ above))


def by_chance(
    total: int, expected: Floats, weights: Floats, rng: np.random.Generator, replicates: int = REPLICATES
) -> Chance:
    """How uneven would it look if only chance were at work?

    Draws `replicates` times multinomial(Y, E / sum E), r = y / E, and takes Gini's median and 2.5 and 97.5 percentiles,
    and the Lorenz curve's percentiles at the 101 whole per cents of people. Source: COVERAGE.md §5.9.
    expected (n,), weights (n,): areas with E or weight 0 are left out. No participants or no areas: Gini 0, the
    diagonal. Depends on the order of areas only through the draws.
    """
    x = np.linspace(0, 1, 101)
    counted = (expected > 0) & (weights > 0)
    if total <= 0 or not counted.any():
        return Chance(0.0, 0.0, 0.0, x, x.copy(), x.copy())
    e, w = expected[counted], weights[counted]
    drawn = rng.multinomial(total, e / e.sum(), size=replicates) / (e * (total / e.sum()))
    order = np.argsort(drawn, axis=1, kind="stable")
    x_at = np.cumsum(w[order], axis=1) / w.sum()
    has = w[order] * np.take_along_axis(drawn, order, axis=1)
    y_at = np.cumsum(has, axis=1) / has.sum(axis=1, keepdims=True)
    ginis = np.maximum(0.0, 2 * (np.diff(y_at, axis=1, prepend=0) * (x_at - w[order] / w.sum() / 2)).sum(axis=1) - 1)
    curves = np.array([np.interp(x, [0, *a], [0, *b]) for a, b in zip(x_at, y_at, strict=True)])
    low, middle, high = np.percentile(ginis, [2.5, 50, 97.5])
    lorenz_lo, lorenz_hi = np.percentile(curves, [2.5, 97.5], axis=0)
    return Chance(float(middle), float(low), float(high), x, lorenz_lo, lorenz_hi)


def equity(
    cases: Ints, expected: Floats, weights: Floats, rng: np.random.Generator, replicates: int = REPLICATES
) -> Equity:
    """How unevenly are the areas heard, and is it more than chance?

    Gini and Lorenz of SIR = y / E weighted by residents, beside `by_chance` with the same Y: only the excess says
    something, and two windows with different Y are compared by nothing else. cases (n,), expected (n,), weights (n,).
    Areas with E = 0 or without residents are left out, as are their participants. Nobody took part: zeros.
    """
    counted = (expected > 0) & (weights > 0)
    total = int(cases[counted].sum())
    e = expected[counted] * (total / expected[counted].sum() if total else 1.0)
    sir = cases[counted] / e
    observed = gini(sir, weights[counted])
    chance = by_chance(total, e, weights[counted], rng, replicates)
    return Equity(
        observed,
        max(0.0, observed - chance.gini_median),
        observed > chance.gini_hi,
        lorenz(sir, weights[counted]),
        chance,
    )
