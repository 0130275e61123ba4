"""What could have been found, and what it would take to know: the tests of the classes, turned round.

Sizes are numbers of expected participants. Each is looked at by itself, so islands and ties change nothing, and one
area is answered like any other where nothing else is said; whether there is anything to compare with is for `classify`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when they are first used

from geo.stats import poisson, rest
from geo.stats.arrays import Floats

LARGEST_SEARCHED = 5_000  # expected participants


def findable_ratio(expected: npt.ArrayLike, level: npt.ArrayLike, delta: float = 0.8, power: float = 0.8) -> Floats:
    """How low must the true ratio be for an area of this size to be found, four times of five?

    The largest r with P(Poisson(rE) ≤ c) ≥ power, c the largest count with P(Poisson(δE) ≤ c) ≤ level; r is the gamma
    inverse in closed form. expected: any shape, persons; level: the unadjusted tail at which an area would be named.
    Gives ratios of that shape. NaN where even nobody at all would not be found. Zero people: NaN. Nulls: NaN.
    """
    expected = np.asarray(expected, float)
    count = poisson.largest_count_within(level, delta * expected)
    mean = scipy.special.gammainccinv(np.maximum(count, 0.0) + 1.0, power)
    return np.where(count >= 0, poisson.ratio(mean, expected), np.nan)


def findable_against_rest(
    total: float, weight: npt.ArrayLike, level: npt.ArrayLike, delta: float = 0.8, power: float = 0.8
) -> Floats:
    """The same for an area that is compared with the rest of the town, by the binomial of `rest`.

    The largest θ with P(Binomial(Y, π(θ)) ≤ c) ≥ power, c the largest count with P(Binomial(Y, π(δ)) ≤ c) ≤ level.
    total: Y; weight: the area's share of what is expected. One area (w = 1), nobody (w = 0), zero pins: NaN.
    """
    weight, level = np.asarray(weight, float), np.asarray(level, float)
    inside = (weight > 0) & (weight < 1) & (total > 0)
    share = rest.share_at(delta, np.where(inside, weight, 0.5))
    count = np.floor(scipy.special.bdtrik(level, total, share))
    count = np.where(rest.low_tail(np.maximum(count, 0.0), total, share) <= level, count, count - 1.0)
    found = (count >= 0) & (count < total) & inside
    safe = np.where(found, count, 0.0)
    at_power = 1.0 - scipy.special.betaincinv(max(total, 1.0) - safe, safe + 1.0, power)
    return np.where(found, rest.ratio(at_power, 1.0, weight), np.nan)


def chance_of_finding(expected: npt.ArrayLike, ratio: float, level: float, delta: float = 0.8) -> Floats:
    """How often would an area with this true ratio be found?

    P(Poisson(rE) ≤ c), c as in `findable_ratio`. expected: any shape, persons; gives probabilities. Zero people, and
    areas where even nobody at all would not be found: 0. Nulls: 0.
    """
    expected = np.asarray(expected, float)
    count = poisson.largest_count_within(level, delta * expected)
    return np.where(count >= 0, poisson.low_tail(np.maximum(count, 0.0), ratio * expected), 0.0)


def expected_to_find(ratio: float, level: float, delta: float = 0.8, power: float = 0.8) -> float:
    """How many participants must be expected in an area so that this ratio is found, and in larger ones too?

    The smallest whole E from which on `chance_of_finding` stays at or above power (counts are whole, so the chance goes
    in teeth). Infinite where it is not reached within 5,000, as for ratios at or above delta.
    """
    return _from_which_on(chance_of_finding(_sizes(), ratio, level, delta) >= power)


def chance_on_par(expected: npt.ArrayLike, delta: float = 0.8, alpha: float = 0.1) -> Floats:
    """How often would an area that is like the town be called on par?

    P(Poisson(E) ≥ c), c the smallest count whose one-sided lower limit at alpha is at least δE: the smallest c with
    P(Poisson(δE) ≥ c) ≤ α. expected: any shape, persons; gives probabilities. Zero people: 0. Nulls: 0.
    """
    expected = np.asarray(expected, float)
    count = np.maximum(poisson.smallest_count(1.0 - alpha, delta * expected) + 1.0, 1.0)
    return np.where(expected > 0, poisson.high_tail(count, expected), 0.0)


def expected_for_on_par(delta: float = 0.8, alpha: float = 0.1, power: float = 0.8) -> float:
    """How many participants must be expected in an area so that, if it is like the town, it is called on par?

    The smallest whole E from which on `chance_on_par` stays at or above power: 108 with the default rule.
    Infinite when 5,000 would not do (delta near 1).
    """
    return _from_which_on(chance_on_par(_sizes(), delta, alpha) >= power)


def town_for_on_par(weight: float, delta: float = 0.8, alpha: float = 0.1, power: float = 0.8) -> float:
    """How many participants must a town have so that a dominant area, if like the rest, is called on par?

    As `expected_for_on_par` for the binomial of `rest`: the smallest Y (searched in steps of 1 %) from which on
    P(Binomial(Y, w) ≥ c) ≥ power, c the smallest count with P(Binomial(Y, π(δ)) ≥ c) ≤ α. weight: the area's share w of
    what is expected. One area (w = 1) or nobody (w = 0): infinite.
    """
    if not 0.0 < weight < 1.0:
        return float("inf")
    totals = np.unique(np.round(1.01 ** np.arange(240, 1460)))
    limit = rest.share_at(delta, weight)
    count = np.ceil(scipy.special.bdtrik(1.0 - alpha, totals, limit)) + 1.0
    reached = 1.0 - rest.low_tail(np.minimum(count, totals) - 1.0, totals, weight) >= power
    return _from_which_on(reached & (count <= totals), totals)


def _sizes() -> Floats:
    return np.arange(1.0, LARGEST_SEARCHED + 1.0)


def _from_which_on(reached: npt.NDArray[np.bool_], sizes: Floats | None = None) -> float:
    sizes = _sizes() if sizes is None else sizes
    failed = np.flatnonzero(~reached)
    first = 0 if failed.size == 0 else int(failed[-1]) + 1
    return float(sizes[first]) if first < sizes.size else float("inf")
