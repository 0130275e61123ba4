"""Empirical Bayes: rates of small areas pulled towards the town's, as far as chance alone would scatter them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.stats.arrays import Floats


def marshall(cases: npt.ArrayLike, people: npt.ArrayLike) -> Floats:
    """What is each area's rate, when little is believed of small areas?

    With m = Σy/Σn and r = y/n: s² = Σn(r − m)²/Σn, A = max(0, s² − m·k/Σn) for k areas, and the rate is
    m + A(r − m)/(A + m/n) (Marshall 1991, global form). The variance is clamped at zero as he says: where areas differ
    less than chance would make them, all get the town's rate.
    cases, people: (A,) persons (expected numbers may stand for people; the rate is then a ratio). Gives (A,) rates.
    Zero pins everywhere: zeros. Zero people, or unknown (NaN): NaN, and out of the sums. One area: its own rate, which
    is the town's. Islands and ties: no neighbours are used, equal areas get equal rates.
    """
    cases, people = np.asarray(cases, float), np.asarray(people, float)
    usable = (people > 0) & ~np.isnan(cases)
    rates = np.full(cases.shape, np.nan)
    if not usable.any():
        return rates
    y, n = cases[usable], people[usable]
    mean = y.sum() / n.sum()
    own = y / n
    spread = (n * (own - mean) ** 2).sum() / n.sum()
    between = max(0.0, spread - mean * n.size / n.sum())
    noise = between + mean / n
    weight = np.divide(between, noise, out=np.zeros_like(noise), where=noise > 0)
    rates[usable] = mean + weight * (own - mean)
    return rates
