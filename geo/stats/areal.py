"""How many people live within an outline that follows no border for which people are counted?

Known: the people of units (population cells, or areas) by age, and what part of each unit's surface lies inside. What
is not known is where in a unit they live, and what the source hides; both are told as bounds beside the estimate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.stats.arrays import Floats

WHOLE = 1 - 1e-9  # a unit of which so much is inside is inside, whatever the last digits of a surface say


@dataclass(frozen=True)
class PeopleInside:
    """(outlines, figures): the estimate; its bounds by what is hidden, with people evenly spread; and its bounds
    wherever in a unit they live. NaN: nothing is known. Infinite: no bound is known."""

    estimate: Floats
    at_least: Floats
    at_most: Floats
    surely: Floats
    possibly: Floats


def people_inside(counts: Floats, shares: Floats, ceilings: Floats, guesses: Floats) -> PeopleInside:
    """How many people of each figure (all ages, 0–2, 3–6 …) live within each outline?

    Formula (areal weighting): N(o, f) = sum_u n(u, f) * w(u, o), with w = surface(u ∩ o) / surface(u). It takes people
    to live evenly within each unit. Source: Goodchild and Lam (1980), Areal interpolation: a variant of the
    traditional spatial problem, Geo-Processing 1. A hidden count (NaN) is not zero: at_least takes 0, at_most the
    ceiling, the estimate a guess (`guessed`). Wherever in their units people live, the number lies from `surely`
    (units wholly inside, hidden ones 0) to `possibly` (units touched at all, hidden ones at their ceiling).
    counts, ceilings and guesses (units, figures); shares (units, outlines) in 0..1.
    At zero: an outline that touches no unit has nobody (0, exactly: there is no unit where nobody is counted). No units
    at all: zeros. A unit with a hidden count and no guess leaves the estimate NaN, for a share above zero alone.
    """
    if not counts.shape == ceilings.shape == guesses.shape or len(shares) != len(counts):
        raise ValueError("counts, ceilings, guesses and shares are of different units")
    if shares.size and (shares.min() < 0 or shares.max() > 1 + 1e-9):
        raise ValueError("a share is a part of a whole")
    hidden = np.isnan(counts)
    known, highest = np.where(hidden, 0.0, counts), np.where(hidden, ceilings, counts)
    inside, touched = (shares >= WHOLE).astype(np.float64), (shares > 0).astype(np.float64)
    return PeopleInside(
        estimate=_weighted(shares, np.where(hidden, guesses, counts)),
        at_least=_weighted(shares, known),
        at_most=_weighted(shares, highest),
        surely=_weighted(inside, known),
        possibly=_weighted(touched, highest),
    )


def _weighted(weights: Floats, values: Floats) -> Floats:
    """sum_u w(u, o) v(u, f), in which nothing times an unknown or unbounded value is nothing."""
    if np.isfinite(values).all():
        return np.asarray(weights.T @ values)
    counted = np.where(weights[:, :, None] > 0, values[:, None, :], 0.0)
    return np.asarray((weights[:, :, None] * counted).sum(axis=0))


def ceilings_of(counts: Floats, total: int | None, hidden_totals_below: float = np.inf) -> Floats:
    """How many can a hidden count be? No more than are left of the unit's total; a hidden total less than the source's
    own limit (Statistics Finland hides areas of fewer than 30 people), or without bound where no limit is known.

    counts (units, figures) with NaN where hidden; `total` is the column of all ages, None where there is none.
    At zero: a unit whose known ages make up its total has nobody in the hidden ones. Never below zero.
    """
    if total is None:
        return np.full(counts.shape, np.inf)
    ages = np.delete(counts, total, axis=1)
    totals = np.where(np.isnan(counts[:, total]), hidden_totals_below, counts[:, total])
    left = np.maximum(totals - np.nansum(ages, axis=1), 0.0)
    found = np.repeat(left[:, None], counts.shape[1], axis=1)
    found[:, total] = totals
    return np.asarray(np.where(np.isnan(counts), found, counts))


def guessed(counts: Floats, total: int | None) -> Floats:
    """How many is a hidden count likely to be? What is left of the unit's total, shared among its hidden ages as the
    same ages are shared where nothing is hidden.

    counts (units, figures) with NaN where hidden. Known counts stay as they are, and so does each known total: the ages
    sum to it. A hidden total stays NaN, and so do its hidden ages: totals are never invented.
    At zero: where no unit shows all its ages, or where the hidden ages are nobody's elsewhere, the rest is shared
    evenly. One unit alone with everything hidden but its total: evenly.
    """
    if total is None:
        return counts.copy()
    found, ages = counts.copy(), [column for column in range(counts.shape[1]) if column != total]
    shown = ~np.isnan(counts).any(axis=1)
    elsewhere = counts[shown][:, ages].sum(axis=0)
    hidden = np.isnan(counts[:, ages])
    weights = np.where(hidden, elsewhere[None, :], 0.0)
    sums = weights.sum(axis=1, keepdims=True)
    even = hidden / np.maximum(hidden.sum(axis=1, keepdims=True), 1)
    part = np.where(sums > 0, weights / np.where(sums > 0, sums, 1.0), even)
    left = np.maximum(counts[:, total] - np.nansum(counts[:, ages], axis=1), 0.0)
    found[:, ages] = np.where(hidden, part * left[:, None], counts[:, ages])
    return found
