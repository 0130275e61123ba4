"""Whose voice is heard: everything that is said of the areas of one set, from counts to classes. The one entry.

    area_coverage(AreaCounts(ids, cases, people), Rule()) -> AreaCoverage

Pins never enter: a participant is one person, counted where they live, however much they said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from geo.stats import bayes, outlook, poisson, power, rest
from geo.stats.adjust import level_reached
from geo.stats.arrays import Codes, Flags, Floats
from geo.stats.classes import Classes, Rule, classify
from geo.stats.expected import Expectation, standardise
from geo.stats.expected import crude as crude_expected
from geo.stats.ranking import rank_areas
from geo.stats.sensitivity import Choices, robust, variants

__all__ = ["AreaCounts", "AreaCoverage", "DataError", "Rule", "TownFacts", "area_coverage", "expected_cases"]


@dataclass(frozen=True)
class AreaCounts:
    """What is known of the areas of one set, in any order. Arrays are (A,) or (A, B) for B age bands; persons.

    cases: distinct participants by home; NaN is a hidden count. people: residents; NaN is unknown, None is not asked.
    expected: given from elsewhere instead of computed. cases_by_band: of known age only; the rest is `cases` minus
    them. without_area: participants whose home in this set is not known. total: the participants of the compared
    areas, needed only when counts are hidden. headcounts: people merely counted at events.
    """

    ids: tuple[str, ...]
    cases: Floats
    people: Floats | None = None
    expected: Floats | None = None
    cases_by_band: Floats | None = None
    people_by_band: Floats | None = None
    without_area: float = 0.0
    total: float | None = None
    headcounts: Floats | None = None

    def __post_init__(self) -> None:
        if self.people is None and self.expected is None:
            raise ValueError("Coverage compares with people or with what was expected; neither is given.")
        for name in ("cases", "people", "expected", "cases_by_band", "people_by_band", "headcounts"):
            self._check(name, getattr(self, name))

    def _check(self, name: str, values: Floats | None) -> None:
        if values is None:
            return
        values = np.asarray(values, float)
        object.__setattr__(self, name, values)
        if values.shape[:1] != (len(self.ids),):
            raise ValueError(f"{name} has {values.shape[:1]} areas, ids has {len(self.ids)}.")
        if (values < 0).any() or np.isinf(values).any():
            raise ValueError(f"{name} holds a negative or an endless number.")


@dataclass(frozen=True)
class DataError:
    """Something in the input that cannot be right: the area's place, and cases_without_people, bands_differ_from_total,
    or more_ages_than_cases."""

    place: int
    code: str


@dataclass(frozen=True)
class TownFacts:
    """What holds for the whole set. cases, people: of the areas compared. bands: groups of the given bands' numbers.

    why_crude: no_ages, few_ages, thin_bands, given. no_classes: no_cases, few_cases, unknown_homes,
    one_area; both empty where there is nothing to say.
    """

    cases: float
    people: float
    share: float
    sparse: bool
    unknown_home_share: float
    provisional: bool
    standardised: bool
    bands: tuple[tuple[int, ...], ...]
    why_crude: str
    no_classes: str
    level: float
    spread: float
    errors: tuple[DataError, ...]


@dataclass(frozen=True)
class AreaCoverage:
    """Everything said of each area, (A,) in the order of the ids. NaN is "cannot be said".

    share: y/n. sir and its limits: to the town, exact. theta and its limits: to what the class compares with, the town
    or (against_rest) the rest of it. classes: places in `classes.NAMES`. findable: the ratio that would be found four
    times of five with this much data. needed_in_town, needed_here: see `outlook`. sensitivity: classes under other
    choices.
    """

    ids: tuple[str, ...]
    cases: Floats
    people: Floats
    share: Floats
    expected: Floats
    sir: Floats
    sir_lo95: Floats
    sir_hi95: Floats
    theta: Floats
    theta_lo95: Floats
    theta_hi95: Floats
    p_low: Floats
    q_low: Floats
    eb_global: Floats
    ranking_mean: Floats
    p_below_delta: Floats
    classes: Codes
    against_rest: Flags
    overrepresented: Flags
    robust: Flags
    findable: Floats
    needed_in_town: Floats
    needed_here: Floats
    needed_here_class: Codes
    sensitivity: Mapping[str, Codes]
    town: TownFacts
    rule: Rule = field(default_factory=Rule)


@dataclass(frozen=True)
class _Compared:
    """The counts as they are compared: areas without people are out, and so are their participants."""

    cases: Floats
    people: Floats
    expectation: Expectation
    total: float
    empty: Flags


def area_coverage(counts: AreaCounts, rule: Rule | None = None) -> AreaCoverage:
    """Where are residents heard less than elsewhere in the town, and how sure can one be?

    Expectation (`expected.standardise`), ratio and exact limits (`poisson`), classes (`classes.classify`), ranking
    (`ranking`), empirical Bayes (`bayes`), what could be found and what it would take (`power`, `outlook`), and how the
    classes hold under other choices (`sensitivity`). COVERAGE method §5.1–5.6, 5.10.
    Zero pins anywhere: all too_little_data, no rates. Zero people in an area: no_residents; participants there are a
    data error and out of E. One area: no comparison. Fewer than 30 participants, or more than 60 % of unknown home: no
    classes. Hidden counts: too_little_data. Islands: no neighbours are used. Ties and the order of areas change
    nothing.
    """
    rule = rule or Rule()
    compared = _compare(counts)
    unknown = _unknown_share(counts)
    asked = replace(rule, fewest_cases=np.inf) if unknown > rule.largest_unknown else rule
    cases, expected = compared.cases, compared.expectation.expected
    classes = classify(cases, expected, asked, total=compared.total, no_residents=compared.empty)
    rows = variants(_choices(counts, compared), asked)
    more = outlook.needed_here(cases, expected, compared.people - cases, asked)
    ranking = rank_areas(cases, expected, rule.delta)
    lower, upper = poisson.ratio_limits(cases, expected, rule.confidence)
    theta = _against_reference(compared, classes, rule)
    return AreaCoverage(
        ids=counts.ids,
        cases=counts.cases,
        people=compared.people,
        share=poisson.ratio(cases, compared.people),
        expected=expected,
        sir=poisson.ratio(cases, expected),
        sir_lo95=lower,
        sir_hi95=upper,
        theta=theta[0],
        theta_lo95=theta[1],
        theta_hi95=theta[2],
        p_low=classes.p_low,
        q_low=classes.q_low,
        eb_global=bayes.marshall(cases, expected if counts.people is None else compared.people),
        ranking_mean=ranking.mean,
        p_below_delta=ranking.p_below,
        classes=classes.codes,
        against_rest=classes.against_rest,
        overrepresented=theta[1] > rule.over_ratio,
        robust=robust(classes.codes, rows),
        findable=_findable(compared, classes, rule),
        needed_in_town=outlook.needed_in_town(expected, compared.total, classes, rule),
        needed_here=more.added,
        needed_here_class=more.leads_to,
        sensitivity=rows,
        town=_facts(counts, compared, classes, rule, ranking.spread),
        rule=rule,
    )


def expected_cases(counts: AreaCounts) -> Floats:
    """How many participants would be expected of each area if all took part alike? E of `area_coverage`, and no more.

    (A,) persons, NaN for an area without people. Zero pins, one area, islands, ties, hidden counts: as there.
    """
    return _compare(counts).expectation.expected


def _compare(counts: AreaCounts) -> _Compared:
    people = np.full(len(counts.ids), np.nan) if counts.people is None else counts.people
    inhabited = (people > 0) if counts.expected is None else ~(people == 0) & (counts.expected >= 0)
    cases = np.where(inhabited, counts.cases, 0.0)
    total = float(np.nansum(cases)) if counts.total is None else counts.total
    if counts.expected is not None:
        expectation = Expectation(np.where(inhabited, counts.expected, np.nan), standardised=False, why="given")
    else:
        expectation = _expectation(counts, np.where(inhabited, people, np.nan), total, inhabited)
        town = float(np.nansum(expectation.expected))
        assert total == 0 or not inhabited.any() or abs(town - total) <= 1e-9 * total, "totals are kept"
    return _Compared(np.where(inhabited, counts.cases, np.nan), people, expectation, total, people == 0)


def _expectation(counts: AreaCounts, people: Floats, total: float, inhabited: Flags) -> Expectation:
    if counts.cases_by_band is None or counts.people_by_band is None:
        return Expectation(crude_expected(people, total), standardised=False, why="no_ages")
    ages = np.where(inhabited[:, None], counts.cases_by_band, 0.0)
    return standardise(people, total, ages, np.where(inhabited[:, None], counts.people_by_band, np.nan))


def _unknown_share(counts: AreaCounts) -> float:
    known = float(np.nansum(counts.cases)) if counts.total is None else counts.total
    everyone = known + counts.without_area
    return counts.without_area / everyone if everyone > 0 else 0.0


def _choices(counts: AreaCounts, compared: _Compared) -> Choices:
    standardised = compared.expectation.standardised
    without_ages = (
        crude_expected(np.where(compared.people > 0, compared.people, np.nan), compared.total)
        if standardised
        else compared.expectation.expected
    )
    return Choices(
        compared.cases, compared.expectation.expected, without_ages, compared.total, compared.empty, counts.headcounts
    )


def _weights(compared: _Compared) -> Floats:
    expected = compared.expectation.expected
    town = np.nansum(expected)
    return expected / town if town > 0 else np.full(expected.shape, np.nan)


def _against_reference(compared: _Compared, classes: Classes, rule: Rule) -> tuple[Floats, Floats, Floats]:
    """The ratio to what the class compares with, and its exact two-sided limits."""
    cases, expected, total = compared.cases, compared.expectation.expected, compared.total
    half, weight = (1.0 - rule.confidence) / 2.0, _weights(compared)
    lower, upper = poisson.ratio_limits(cases, expected, rule.confidence)
    to_rest = classes.against_rest
    return (
        np.where(to_rest, rest.ratio(cases, total, weight), poisson.ratio(cases, expected)),
        np.where(to_rest, rest.lower_limit(cases, total, weight, half), lower),
        np.where(to_rest, rest.upper_limit(cases, total, weight, half), upper),
    )


def _findable(compared: _Compared, classes: Classes, rule: Rule) -> Floats:
    expected, total = compared.expectation.expected, compared.total
    if not classes.comparable:
        return np.full(expected.shape, np.nan)
    level = level_reached(classes.q_low, rule.fdr)
    within = power.findable_against_rest(total, _weights(compared), level, rule.delta, rule.power)
    return np.where(classes.against_rest, within, power.findable_ratio(expected, level, rule.delta, rule.power))


def _facts(counts: AreaCounts, compared: _Compared, classes: Classes, rule: Rule, spread: float) -> TownFacts:
    people = float(np.nansum(compared.people))
    share = compared.total / people if people > 0 else float("nan")
    unknown = _unknown_share(counts)
    return TownFacts(
        cases=compared.total,
        people=people,
        share=share,
        sparse=share < rule.sparse_share,
        unknown_home_share=unknown,
        provisional=unknown > rule.provisional_unknown,
        standardised=compared.expectation.standardised,
        bands=compared.expectation.bands,
        why_crude=compared.expectation.why,
        no_classes=_why_no_classes(compared, unknown, rule),
        level=float(level_reached(classes.q_low, rule.fdr)),
        spread=spread,
        errors=tuple(_errors(counts)),
    )


def _why_no_classes(compared: _Compared, unknown: float, rule: Rule) -> str:
    tested = int(np.sum(compared.expectation.expected > 0))
    reasons = {
        "no_cases": compared.total == 0,
        "few_cases": compared.total < rule.fewest_cases,
        "unknown_homes": unknown > rule.largest_unknown,
        "one_area": tested < 2,
    }
    return next((name for name, holds in reasons.items() if holds), "")


def _errors(counts: AreaCounts) -> Iterator[DataError]:
    """What cannot be right, area by area; it is listed and never repaired."""
    if counts.people is not None:
        yield from (
            DataError(int(i), "cases_without_people") for i in np.flatnonzero((counts.people == 0) & (counts.cases > 0))
        )
    if counts.people is not None and counts.people_by_band is not None:
        differ = np.abs(counts.people_by_band.sum(axis=1) - counts.people) > 0.5
        yield from (DataError(int(i), "bands_differ_from_total") for i in np.flatnonzero(differ))
    if counts.cases_by_band is not None:
        more = counts.cases_by_band.sum(axis=1) > counts.cases + 1e-9
        yield from (DataError(int(i), "more_ages_than_cases") for i in np.flatnonzero(more))
