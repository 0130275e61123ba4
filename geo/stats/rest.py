"""An area against the rest of the town: for areas so large that their own people pull the town's average.

With 70 % of the residents and a true rate .7 of the rest's, an area's ratio to the town is .886: it would never be
seen. Let w = E_i / ΣE be the area's share of what is expected and θ its rate over the rest's. Both counts are Poisson,
with means in the proportion θw : (1 − w). Given their sum Y the common rate drops out, and the area's count is

    y_i | Y ~ Binomial(Y, π(θ)),   π(θ) = θw / (θw + 1 − w),   θ = π/(1 − π) · (1 − w)/w

exactly (Przyborowski & Wilenski 1940; Lehmann & Romano 2005, §4.5). π grows with θ, so limits of π (Clopper & Pearson
1934) are limits of θ. In the limit of a small w and a large Y this is the Poisson test against the town.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when they are first used

from geo.stats.arrays import Floats


def share_at(theta: npt.ArrayLike, weight: npt.ArrayLike) -> Floats:
    """Which share of the town's participants does an area give when its rate is theta times the rest's?

    π(θ) = θw/(θw + 1 − w). theta, weight: any shapes that broadcast, no unit. Zero people (w = 0): 0. One area: 1.
    """
    weighted = np.asarray(theta, float) * np.asarray(weight, float)
    rest = 1.0 - np.asarray(weight, float)
    total = weighted + rest
    share: Floats = np.divide(weighted, total, out=np.full(np.shape(total), np.nan), where=total > 0)
    return share


def low_tail(cases: npt.ArrayLike, total: npt.ArrayLike, share: npt.ArrayLike) -> Floats:
    """How likely is a count this low or lower among the town's `total`, if this share of them should come from here?

    P(Binomial(Y, π) ≤ y) = I(1 − π; Y − y, y + 1), the regularised incomplete beta function.
    Any shapes that broadcast, persons and a share. Zero pins: (1 − π)^Y. y = Y: 1. One area (π = 1): 0 unless y = Y.
    Nulls (NaN): NaN. Areas are looked at one by one: ties and islands change nothing.
    """
    cases, total, share = np.broadcast_arrays(*(np.asarray(value, float) for value in (cases, total, share)))
    inside = cases < total
    tail = scipy.special.betainc(np.where(inside, total - cases, 1.0), cases + 1.0, 1.0 - share)
    return np.where(np.isnan(cases + total + share), np.nan, np.where(inside, tail, 1.0))


def lower_limit(cases: npt.ArrayLike, total: npt.ArrayLike, weight: npt.ArrayLike, alpha: float) -> Floats:
    """What is the smallest ratio to the rest that this count does not speak against, one-sidedly at level alpha?

    Clopper–Pearson's limit of π, the α quantile of Beta(y, Y − y + 1), as θ. Zero pins: 0. One area (w = 1) or nobody
    expected here (w = 0): NaN, there is nothing to compare.
    """
    cases, total = np.broadcast_arrays(np.asarray(cases, float), np.asarray(total, float))
    some = cases > 0
    limit = scipy.special.betaincinv(np.where(some, cases, 1.0), np.maximum(total - cases, 0.0) + 1.0, alpha)
    return _theta(np.where(some | np.isnan(cases), limit + 0.0 * cases, 0.0), weight)


def upper_limit(cases: npt.ArrayLike, total: npt.ArrayLike, weight: npt.ArrayLike, alpha: float) -> Floats:
    """What is the largest ratio to the rest that this count does not speak against, one-sidedly at level alpha?

    The 1 − α quantile of Beta(y + 1, Y − y), as θ. Everyone from here (y = Y): infinite. Otherwise as `lower_limit`.
    """
    cases, total = np.broadcast_arrays(np.asarray(cases, float), np.asarray(total, float))
    inside = cases < total
    limit = scipy.special.betainccinv(cases + 1.0, np.where(inside, total - cases, 1.0), alpha)
    return _theta(np.where(inside | np.isnan(cases + total), limit, 1.0), weight)


def ratio(cases: npt.ArrayLike, total: npt.ArrayLike, weight: npt.ArrayLike) -> Floats:
    """How many times the rest of the town's rate is this area's?

    θ = (y/(Y − y)) · ((1 − w)/w). Zero pins: 0. y = Y: infinite. One area or w = 0: NaN.
    """
    cases, total = np.broadcast_arrays(np.asarray(cases, float), np.asarray(total, float))
    return _theta(np.divide(cases, total, out=np.full(cases.shape, np.nan), where=total > 0), weight)


def _theta(share: Floats, weight: npt.ArrayLike) -> Floats:
    share, weight = np.broadcast_arrays(share, np.asarray(weight, float))
    comparable = (weight > 0) & (weight < 1)
    weight = np.where(comparable, weight, 0.5)
    odds = np.divide(share, 1.0 - share, out=np.where(share >= 1, np.inf, np.nan), where=share < 1)
    return np.where(comparable, odds * (1.0 - weight) / weight, np.nan)
