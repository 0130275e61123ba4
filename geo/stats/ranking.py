"""Ranking and graded colour: a gamma–Poisson model of the areas, its spread integrated over a grid. Never a class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when they are first used

from geo.stats.arrays import Floats

SPREADS = np.linspace(0.02, 1.5, 60)  # τ, the standard deviation of the areas' true ratios
PRIOR_SPREAD = 0.5  # τ is half-normal with this scale: most towns' areas lie within a factor of two


@dataclass(frozen=True)
class Ranking:
    """mean: (A,) expected true ratio; p_below: (A,) probability that it is below delta; spread: τ's posterior mean."""

    mean: Floats
    p_below: Floats
    spread: float


def rank_areas(cases: npt.ArrayLike, expected: npt.ArrayLike, delta: float = 0.8) -> Ranking:
    """In which order should one look at the areas, and how probably is each below delta?

    θ_i | τ ~ Gamma(1/τ², 1/τ²), y_i ~ Poisson(θ_i E_i), τ half-normal(0.5) on linspace(.02, 1.5, 60) (Clayton & Kaldor
    1987; Gelman 2006 for the half-normal). With a = 1/τ²:
    log w_τ = Σ_i [lnΓ(y+a) − lnΓ(a) + a ln(a/(a+E)) + y ln(E/(a+E))] − τ²/(2·0.5²),
    mean_i = Σ_τ w_τ (a+y)/(a+E), P_i = Σ_τ w_τ · GammaCDF(δ; a+y, rate a+E). No randomness.
    cases, expected: (A,) persons. Zero pins in an area: a low mean, never zero. Zero people (E = 0) or a hidden count
    (NaN): NaN, and out of the model. Nobody anywhere (Σy = 0): all NaN, there is no order. One area: the prior and its
    own count. Islands: no neighbours are used. Ties: equal areas get equal values.
    """
    cases, expected = np.asarray(cases, float), np.asarray(expected, float)
    usable = (expected > 0) & ~np.isnan(cases)
    mean, below = np.full(cases.shape, np.nan), np.full(cases.shape, np.nan)
    if not usable.any() or cases[usable].sum() == 0:
        return Ranking(mean, below, float("nan"))
    y, e = cases[usable][None, :], expected[usable][None, :]
    a = (1.0 / SPREADS**2)[:, None]
    weights = _weights(y, e, a)
    mean[usable] = weights @ ((a + y) / (a + e))
    below[usable] = np.minimum(weights @ scipy.special.gammainc(a + y, delta * (a + e)), 1.0)
    return Ranking(mean, below, float(weights @ SPREADS))


def _weights(y: Floats, e: Floats, a: Floats) -> Floats:
    terms = scipy.special.gammaln(y + a) - scipy.special.gammaln(a) + a * np.log(a / (a + e)) + y * np.log(e / (a + e))
    log_weights = terms.sum(axis=1) - SPREADS**2 / (2.0 * PRIOR_SPREAD**2)
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64)
