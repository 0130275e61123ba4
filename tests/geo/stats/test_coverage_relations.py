"""Relations that hold for every town: order, totals, and one participant more."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.stats.arrays import Floats
from geo.stats.coverage import AreaCounts, Rule, area_coverage

ARRAYS = (
    "expected",
    "sir",
    "p_low",
    "q_low",
    "eb_global",
    "ranking_mean",
    "p_below_delta",
    "needed_in_town",
    "findable",
)
Areas = list[tuple[int, int]]
areas = st.lists(st.tuples(st.integers(0, 150), st.integers(0, 4000)), min_size=1, max_size=12)
few = settings(max_examples=25, deadline=None)


def counts(rows: Areas) -> AreaCounts:
    cases, people = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    return AreaCounts(tuple(map(str, range(len(rows)))), cases, people)


@few
@given(rows=areas)
def test_the_order_of_areas_does_not_matter(rows: Areas) -> None:
    order = np.random.default_rng(len(rows)).permutation(len(rows))
    straight, turned = area_coverage(counts(rows)), area_coverage(counts([rows[place] for place in order]))
    np.testing.assert_array_equal(turned.classes, straight.classes[order])
    np.testing.assert_array_equal(turned.robust, straight.robust[order])
    for name in ARRAYS:
        np.testing.assert_allclose(getattr(turned, name), getattr(straight, name)[order], rtol=1e-9, err_msg=name)


@few
@given(rows=areas)
def test_totals_are_kept(rows: Areas) -> None:
    coverage = area_coverage(counts(rows))
    living = sum(cases for cases, people in rows if people > 0)
    assert abs(np.nansum(coverage.expected) - living) <= 1e-9 * max(living, 1)
    assert coverage.town.cases == living


@few
@given(rows=areas, bands=st.integers(2, 4), seed=st.integers(0, 1000))
def test_totals_are_kept_by_age_too(rows: Areas, bands: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    plain = counts(rows)
    assert plain.people is not None
    by_band = np.stack([random.multinomial(int(n), [1 / bands] * bands) for n in plain.people]).astype(float)
    known = np.stack([random.multinomial(int(y), [1 / bands] * bands) for y in plain.cases]).astype(float)
    coverage = area_coverage(
        AreaCounts(plain.ids, plain.cases, plain.people, cases_by_band=known, people_by_band=by_band)
    )
    living = float(plain.cases[plain.people > 0].sum())
    assert abs(np.nansum(coverage.expected) - living) <= 1e-9 * max(living, 1)


@few
@given(rows=areas, place=st.integers(0, 11), delta=st.sampled_from([0.7, 0.8, 1.0]))
def test_one_more_participant_never_lowers_the_ratio_or_the_tail(rows: Areas, place: int, delta: float) -> None:
    place %= len(rows)
    more = [(cases + (number == place), people) for number, (cases, people) in enumerate(rows)]
    before, after = (area_coverage(counts(one), Rule(delta=delta)) for one in (rows, more))
    for name in ("sir", "theta", "p_low", "share"):
        low, high = getattr(before, name)[place], getattr(after, name)[place]
        assert np.isnan(low) or high >= low * (1 - 1e-12), name


@few
@given(rows=areas)
def test_classes_say_what_their_numbers_say(rows: Areas) -> None:
    coverage = area_coverage(counts(rows))
    people = np.array([one[1] for one in rows])
    named = coverage.classes == 1
    assert ((coverage.classes == 0) == (people == 0)).all()
    assert (coverage.q_low[named] <= 0.05).all()
    assert (coverage.cases[coverage.classes == 2] > 0).all()
    if not coverage.town.no_classes:
        assert (named == (_filled(coverage.q_low) <= 0.05)).all()
    else:
        assert set(coverage.classes) <= {0, 3}


@few
@given(rows=areas)
def test_limits_hold_the_ratio_and_shrunk_values_lie_within_the_data(rows: Areas) -> None:
    coverage = area_coverage(counts(rows))
    known = ~np.isnan(coverage.sir)
    assert (coverage.sir_lo95[known] <= coverage.sir[known]).all()
    assert (coverage.sir[known] <= coverage.sir_hi95[known]).all()
    assert ((coverage.p_below_delta[known] >= 0) & (coverage.p_below_delta[known] <= 1)).all()
    rates = coverage.share[known]
    if rates.size:
        assert (coverage.eb_global[known] >= rates.min() - 1e-12).all()
        assert (coverage.eb_global[known] <= rates.max() + 1e-12).all()


def _filled(values: Floats) -> Floats:
    return np.where(np.isnan(values), 1.0, values)
