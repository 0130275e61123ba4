"""Ways to name areas as underserved: the service's own rule, and what was tried against it in the power study.

Each takes the counts and expectations of many towns, (T, A), and gives flags of that shape. All but the last test the
same thing, θ ≥ δ against less, and ask for a false discovery rate of 5 %. Dominant areas are read against the rest.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench.power_towns import Flags, Floats
from geo.stats import poisson, rest
from geo.stats.adjust import benjamini_hochberg
from geo.stats.candidates import candidate_tails
from geo.stats.classes import UNDERSERVED, Rule, Town, classify, low_tails

RULE = Rule()
Naming = Callable[[Floats, Floats], Flags]


def shipped(cases: Floats, expected: Floats) -> Flags:
    """Rule A: Benjamini–Hochberg over the exact tails at δE."""
    return np.asarray(classify(cases, expected, RULE).codes == UNDERSERVED)


def candidates(cases: Floats, expected: Floats) -> Flags:
    """The sharper family of `geo.stats.candidates`: only areas below the middle, their tails given that."""
    return np.asarray(classify(cases, expected, Rule(candidates_only=True)).codes == UNDERSERVED)


def candidates_weighted(cases: Floats, expected: Floats) -> Flags:
    """The sharper family, its tails weighted by √E."""
    return _weighted(_given(cases, expected), expected)


def candidates_discrete(cases: Floats, expected: Floats) -> Flags:
    """The sharper family, stepped up with each candidate's own attainable tails."""
    given, mean = _given(cases, expected), RULE.delta * expected
    most = poisson.largest_count_within(0.5, mean)
    top = np.where(most >= 0, poisson.low_tail(np.maximum(most, 0.0), mean), 1.0)
    return _discrete(given, mean, top)


def weighted(cases: Floats, expected: Floats) -> Flags:
    """Weights by √E, mean one (Genovese, Roeder & Wasserman 2006): larger areas, where there is power, count more."""
    return _weighted(_tails(cases, expected), expected)


def discrete(cases: Floats, expected: Floats) -> Flags:
    """Step-up with each area's own attainable tails (Heyse 2011): areas too small to be ever found burden nobody."""
    return _discrete(_tails(cases, expected), RULE.delta * expected, np.ones_like(expected))


def mid_p(cases: Floats, expected: Floats) -> Flags:
    """Half the probability of the count itself (Lancaster 1961): closer to uniform, and no longer exact."""
    below = np.where(cases > 0, _tails(np.maximum(cases - 1, 0), expected), 0.0)
    return benjamini_hochberg((_tails(cases, expected) + below) / 2) <= RULE.fdr


def storey(cases: Floats, expected: Floats) -> Flags:
    """The share of true nulls guessed at λ = ½, then Benjamini–Hochberg (Storey, Taylor & Siegmund 2004)."""
    tails = _tails(cases, expected)
    nulls = (np.sum(tails > 0.5, axis=-1, keepdims=True) + 1) / (0.5 * tails.shape[-1])
    return np.asarray(benjamini_hochberg(tails) * np.minimum(nulls, 1.0) <= RULE.fdr)


def unadjusted(cases: Floats, expected: Floats) -> Flags:
    """No adjustment for the number of areas: what the adjustment costs, and what it prevents."""
    return np.asarray(_tails(cases, expected) <= RULE.fdr)


def classic_funnel(cases: Floats, expected: Floats) -> Flags:
    """The usual funnel against the mean, adjusted: with enough data every natural difference is "significant"."""
    return benjamini_hochberg(poisson.low_tail(cases, expected)) <= RULE.fdr


RULES: dict[str, Naming] = {
    "rule A (shipped)": shipped,
    "candidates": candidates,
    "candidates, weighted by √E": candidates_weighted,
    "candidates, discrete": candidates_discrete,
    "weighted by √E": weighted,
    "discrete (Heyse)": discrete,
    "mid-p": mid_p,
    "Storey's π₀": storey,
    "not adjusted": unadjusted,
    "classic funnel, θ < 1": classic_funnel,
}
EXACT = 4  # so many of them, from the first on, are candidates for being shipped


def _tails(cases: Floats, expected: Floats) -> Floats:
    return low_tails(cases, expected, Town.of(cases, expected, RULE), RULE)


def _given(cases: Floats, expected: Floats) -> Floats:
    town = Town.of(cases, expected, RULE)
    share = np.where(town.against_rest, rest.share_at(RULE.delta, town.weight), np.nan)
    return candidate_tails(cases, _tails(cases, expected), RULE.delta * expected, (town.total, share))


def _weighted(tails: Floats, expected: Floats) -> Flags:
    weights = np.where(np.isnan(tails), 0.0, np.sqrt(expected))
    inside = np.maximum(np.sum(weights > 0, axis=-1, keepdims=True), 1)
    mean = np.maximum(weights.sum(axis=-1, keepdims=True) / inside, 1e-300)
    scaled = np.divide(tails * mean, weights, out=np.full(tails.shape, np.nan), where=weights > 0)
    return benjamini_hochberg(np.minimum(scaled, 1.0)) <= RULE.fdr


def _discrete(tails: Floats, mean: Floats, top: Floats) -> Flags:
    """Rank r is named when Σ_j F_j(p_(r)) ≤ r·FDR, F_j(t) the largest tail ≤ t that area j can have; top scales F."""
    order = np.argsort(tails, axis=-1, kind="stable")
    steps = np.take_along_axis(tails, order, axis=-1)
    level = np.minimum(np.nan_to_num(steps, nan=1.0)[:, :, None] * top[:, None, :] * (1 + 1e-9), 1 - 1e-12)
    most = poisson.largest_count_within(level, mean[:, None, :])
    attained = np.where(most >= 0, poisson.low_tail(np.maximum(most, 0.0), mean[:, None, :]), 0.0) / top[:, None, :]
    attained = np.where(np.isnan(tails)[:, None, :], 0.0, np.minimum(attained, 1.0))
    scaled = attained.sum(axis=-1) / np.arange(1, steps.shape[-1] + 1)
    scaled = np.where(np.isnan(steps), np.inf, scaled)
    named = np.empty(tails.shape)
    np.put_along_axis(named, order, np.minimum.accumulate(scaled[:, ::-1], axis=-1)[:, ::-1], axis=-1)
    return named <= RULE.fdr
