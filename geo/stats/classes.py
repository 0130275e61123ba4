"""The four classes: who is heard less than elsewhere, who like elsewhere, and where nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.stats import poisson, rest
from geo.stats.adjust import benjamini_hochberg
from geo.stats.arrays import Codes, Flags, Floats
from geo.stats.candidates import candidate_tails

NO_RESIDENTS, UNDERSERVED, ON_PAR, TOO_LITTLE_DATA = np.int8(0), np.int8(1), np.int8(2), np.int8(3)
NAMES = ("no_residents", "underserved", "on_par", "too_little_data")
ROUNDING = 1e-9  # an area of exactly the limit's share must not be dominant by a rounding


@dataclass(frozen=True)
class Rule:
    """What counts as different, and how sure one must be."""

    delta: float = 0.8  # a ratio above this is no material difference
    fdr: float = 0.05  # of the areas called underserved, at most this part wrongly
    on_par_alpha: float = 0.10  # one-sided; an area at delta is called on par at most this often
    town_share_limit: float = 0.25  # an area with more of ΣE is compared with the rest of the town
    fewest_cases: float = 30.0  # with fewer participants in the whole set there are no classes
    power: float = 0.80
    design_effect: float = 1.5
    over_ratio: float = 1.25
    confidence: float = 0.95
    provisional_unknown: float = 0.40  # share of participants whose home area is not known
    largest_unknown: float = 0.60
    sparse_share: float = 0.01  # of residents; below it few were heard anywhere
    candidates_only: bool = False  # the sharper family of `candidates`; the shipped rule looks at all areas


@dataclass(frozen=True)
class Classes:
    """codes: (…, A) places in NAMES. p_low, q_low, on_par_limit: (…, A). against_rest: (…, A). comparable: (…).

    on_par_limit is the one-sided lower limit of the ratio (to the town, or to the rest of it) that must reach delta.
    """

    codes: Codes
    p_low: Floats
    q_low: Floats
    on_par_limit: Floats
    against_rest: Flags
    comparable: Flags


def classify(
    cases: npt.ArrayLike,
    expected: npt.ArrayLike,
    rule: Rule | None = None,
    *,
    total: npt.ArrayLike | None = None,
    no_residents: npt.ArrayLike = False,
) -> Classes:
    """Is an area heard less than the town, like the town, or can nobody tell?

    p_i = P(Poisson(δE_i) ≤ y_i), the exact test of θ_i ≥ δ against less; q by Benjamini–Hochberg over the areas with
    E > 0; the first that fits: no_residents; underserved if q ≤ fdr; on_par if the one-sided exact lower limit of θ at
    on_par_alpha is at least δ (never with y = 0); else too_little_data. An area with more than 25 % of ΣE is compared
    with the rest of the town by the binomial of `rest`. (COVERAGE method §5.4–5.5; Garwood 1936, Benjamini & Hochberg
    1995, Przyborowski & Wilenski 1940.)
    cases, expected: (…, A) persons, the last axis one set of areas; total: (…), ΣY of the areas compared, needed only
    when counts are hidden. Zero pins in an area: underserved when enough was expected, never on_par; anywhere, or fewer
    than 30 in the set, or one area only: too_little_data for all. Zero people: no_residents where said so; E = 0:
    too_little_data, without a test. A hidden count (NaN): too_little_data, and in the family as p = 1.
    Islands: no neighbours are used. Ties: equal areas get equal classes.
    """
    rule = rule or Rule()
    cases, expected = np.broadcast_arrays(np.asarray(cases, float), np.asarray(expected, float))
    tested = expected > 0
    town = Town.of(cases, expected, rule, total)
    p_low = np.where(tested, low_tails(cases, expected, town, rule), np.nan)
    family = _candidates(cases, expected, p_low, town, rule) if rule.candidates_only else p_low
    q_low = benjamini_hochberg(np.where(tested & np.isnan(cases), 1.0, family))
    q_low = np.where(np.isnan(p_low), np.nan, q_low)
    limit = np.where(tested, on_par_limits(cases, expected, town, rule), np.nan)
    comparable = (town.total[..., 0] >= rule.fewest_cases) & (tested.sum(axis=-1) > 1)
    codes = np.where(comparable[..., None] & tested, codes_of(cases, q_low, limit, rule), TOO_LITTLE_DATA)
    codes = np.where(np.asarray(no_residents, bool), NO_RESIDENTS, codes)
    return Classes(codes.astype(np.int8), p_low, q_low, limit, town.against_rest, comparable)


@dataclass(frozen=True)
class Town:
    """What the areas are compared with. total: (…, 1) Y; weight: (…, A) shares of ΣE; against_rest: (…, A)."""

    total: Floats
    weight: Floats
    against_rest: Flags

    @classmethod
    def of(cls, cases: Floats, expected: Floats, rule: Rule, total: npt.ArrayLike | None = None) -> Town:
        tested = expected > 0
        if total is None:
            total = np.nansum(np.where(tested, cases, 0.0), axis=-1)
        everything = np.where(tested, expected, 0.0).sum(axis=-1, keepdims=True)
        weight = np.divide(expected, everything, out=np.zeros(expected.shape), where=tested)
        dominant = tested & (weight > rule.town_share_limit * (1.0 + ROUNDING))
        return cls(np.broadcast_to(np.asarray(total, float), cases.shape[:-1])[..., None], weight, dominant)


def _candidates(cases: Floats, expected: Floats, p_low: Floats, town: Town, rule: Rule) -> Floats:
    mean = np.where(expected > 0, rule.delta * expected, np.nan)
    share = np.where(town.against_rest, rest.share_at(rule.delta, town.weight), np.nan)
    return candidate_tails(cases, p_low, mean, (town.total, share) if town.against_rest.any() else None)


def low_tails(cases: Floats, expected: Floats, town: Town, rule: Rule) -> Floats:
    """P(a count this low | θ = δ), against the town or, for dominant areas, against its rest."""
    tails = poisson.low_tail(cases, rule.delta * expected)
    if town.against_rest.any():
        within = rest.low_tail(cases, town.total, rest.share_at(rule.delta, town.weight))
        tails = np.where(town.against_rest, within, tails)
    return tails


def on_par_limits(cases: Floats, expected: Floats, town: Town, rule: Rule) -> Floats:
    """The one-sided lower limit of θ, against the town or, for dominant areas, against its rest."""
    limits = poisson.ratio(poisson.lower_limit(cases, rule.on_par_alpha), expected)
    if town.against_rest.any():
        within = rest.lower_limit(cases, town.total, town.weight, rule.on_par_alpha)
        limits = np.where(town.against_rest, within, limits)
    return limits


def codes_of(cases: Floats, q_low: Floats, limit: Floats, rule: Rule) -> Codes:
    """The first class that fits, where a comparison is possible at all."""
    on_par = (cases > 0) & (limit >= rule.delta)
    codes = np.where(q_low <= rule.fdr, UNDERSERVED, np.where(on_par, ON_PAR, TOO_LITTLE_DATA))
    return np.asarray(codes, dtype=np.int8)
