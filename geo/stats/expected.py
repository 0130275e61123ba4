"""How many participants each area would have if people took part alike everywhere: crude, or by age."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.stats.arrays import Flags, Floats

THIN_BAND = 10.0  # participants; a rate resting on fewer is noise
AGE_KNOWN_SHARE = 0.8


@dataclass(frozen=True)
class Expectation:
    """expected: (A,) persons. bands: the age bands that were used, each a tuple of the given bands' numbers.

    `standardised` is false where the crude expectation had to do, and `why` then says why: few_ages, thin_bands.
    """

    expected: Floats
    standardised: bool
    bands: tuple[tuple[int, ...], ...] = ()
    why: str = ""


def crude(people: npt.ArrayLike, total: float) -> Floats:
    """How many of the town's participants would each area have if all residents took part alike?

    E_i = n_i·Y/N. people: (A,) residents, total: Y. Gives (A,) persons with ΣE = Y.
    Zero pins: zeros. Zero people in an area: 0; in the whole town: zeros. Unknown people (NaN): NaN, and out of N.
    One area: E = Y. Islands and ties change nothing.
    """
    people = np.asarray(people, float)
    town = np.nansum(people)
    return people * (total / town) if town > 0 else np.where(np.isnan(people), np.nan, 0.0)


def indirect(cases_by_band: npt.ArrayLike, people_by_band: npt.ArrayLike) -> Floats:
    """How many participants would each area have if, in every age band, people took part as in the town?

    r_a = Σ_i y_ia / Σ_i n_ia, E_i = Σ_a n_ia r_a (indirect standardisation; Breslow & Day 1987, §2.3).
    cases_by_band, people_by_band: (A, B) persons; cases may also be (B,), the town's. Gives (A,), ΣE = Σy over the
    bands in which anybody lives. A band without people gives nothing. Zero pins: zeros. Zero people: 0. One area: E
    is its own y. Islands and ties change nothing. Nulls are the caller's to fill: `standardise` does.
    """
    people = np.asarray(people_by_band, float)
    cases = np.asarray(cases_by_band, float)
    by_band = cases.sum(axis=0) if cases.ndim == 2 else cases
    town = people.sum(axis=0)
    rates = np.divide(by_band, town, out=np.zeros_like(town), where=town > 0)
    return np.asarray(people @ rates, dtype=np.float64)


def merge_thin(cases: npt.ArrayLike, people: npt.ArrayLike, fewest: float = THIN_BAND) -> tuple[tuple[int, ...], ...]:
    """Which neighbouring age bands must be read as one so that each holds enough participants (and some people)?

    The thinnest band joins the thinner of its neighbours (the younger one of equals) until none is thin.
    cases, people: (B,) the town's persons by band, in order of age. Gives groups of band numbers, in order.
    One group means that no standardisation is possible. Zero pins: one group. No bands: no groups.
    """
    cases, people = np.asarray(cases, float), np.asarray(people, float)
    groups: list[tuple[int, ...]] = [(band,) for band in range(cases.size)]

    def held(group: tuple[int, ...]) -> float:
        return float(cases[list(group)].sum()) if people[list(group)].sum() > 0 else -1.0

    while len(groups) > 1:
        thinnest = min(range(len(groups)), key=lambda place: held(groups[place]))
        if held(groups[thinnest]) >= fewest:
            break
        beside = [place for place in (thinnest - 1, thinnest + 1) if 0 <= place < len(groups)]
        first, second = sorted((thinnest, min(beside, key=lambda place: held(groups[place]))))
        groups[first : second + 1] = [groups[first] + groups[second]]
    return tuple(groups)


def standardise(
    people: npt.ArrayLike, total: float, cases_by_band: npt.ArrayLike, people_by_band: npt.ArrayLike
) -> Expectation:
    """What is expected of each area, its age structure considered as far as the ages are known?

    `indirect` over bands merged by `merge_thin`. Participants of unknown age are spread by the known ones' shares, so
    that ΣE = Y. Crude instead when the age of fewer than 80 % is known, or when only one band is left.
    people: (A,) residents; total: Y; the bands: (A, B) persons, cases of known age only. An area of unknown bands (NaN)
    gets the other areas' age structure on its own residents. Zero people: 0. Unknown people: NaN.
    Zero pins: zeros, crude. One area: E = Y. Islands and ties change nothing.
    """
    people = np.asarray(people, float)
    ages = np.nansum(np.asarray(cases_by_band, float), axis=0)
    known = ages.sum()
    if total <= 0 or known < AGE_KNOWN_SHARE * total:
        return Expectation(crude(people, total), standardised=False, why="few_ages")
    residents = _filled_bands(people, np.asarray(people_by_band, float))
    bands = merge_thin(ages, np.nansum(residents, axis=0))
    if len(bands) < 2:
        return Expectation(crude(people, total), standardised=False, bands=bands, why="thin_bands")
    merged = np.stack([residents[:, list(band)].sum(axis=1) for band in bands], axis=1)
    by_band = np.array([ages[list(band)].sum() for band in bands]) * (total / known)
    expected = indirect(by_band, np.nan_to_num(merged))
    return Expectation(np.where(np.isnan(people), np.nan, expected), standardised=True, bands=bands)


def _filled_bands(people: Floats, by_band: Floats) -> Floats:
    """Bands of areas that have none: the residents there, by the age structure of the areas that have."""
    whole: Flags = ~np.isnan(by_band.sum(axis=1))
    town = by_band[whole].sum(axis=0)
    if town.sum() == 0:
        return np.where(whole[:, None], by_band, np.nan)
    return np.where(whole[:, None], by_band, people[:, None] * (town / town.sum()))
