"""What R's spdep, stats and SpatialEpi give, and a published table, comes out here too."""

from __future__ import annotations

import numpy as np
import pytest

from geo.stats import poisson
from geo.stats.adjust import benjamini_hochberg
from geo.stats.bayes import marshall
from geo.stats.coverage import AreaCounts, Rule, area_coverage
from geo.stats.expected import crude, indirect
from tests.geo.stats.references import Floats, column, needs_references, table

pytestmark = needs_references
SETS = ("nc_sids74", "nc_sids74_islands", "scotland_lip", "pennLC")


def close(ours: Floats, theirs: Floats) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=0.0, atol=1e-10)


@pytest.mark.parametrize("name", SETS)
def test_tails_are_those_of_r(name: str) -> None:
    rows = table(f"{name}_areal")
    cases, expected = column(rows, "cases"), column(rows, "expected")
    close(poisson.low_tail(cases, expected), column(rows, "p_low"))
    close(poisson.high_tail(cases, expected), column(rows, "p_high"))


@pytest.mark.parametrize("name", SETS)
def test_ratios_and_their_exact_limits_are_those_of_r(name: str) -> None:
    rows = table(f"{name}_areal")
    cases, expected = column(rows, "cases"), column(rows, "expected")
    close(poisson.ratio(cases, expected), column(rows, "sir"))
    for confidence, suffix in ((0.95, "95"), (0.998, "998")):
        lower, upper = poisson.ratio_limits(cases, expected, confidence)
        close(lower, column(rows, f"sir_lo{suffix}"))
        close(upper, column(rows, f"sir_hi{suffix}"))


@pytest.mark.parametrize("name", SETS)
def test_adjusted_tails_are_those_of_r(name: str) -> None:
    rows = table(f"{name}_areal")
    close(benjamini_hochberg(column(rows, "p_low")), column(rows, "p_low_bh"))


@pytest.mark.parametrize("name", ["nc_sids74", "nc_sids74_islands"])
def test_empirical_bayes_is_spdep_s(name: str) -> None:
    rows = table(f"{name}_areal")
    close(marshall(column(rows, "cases"), column(rows, "pop")), column(rows, "eb_global"))


@pytest.mark.parametrize("name", ["nc_sids74", "nc_sids74_islands"])
def test_crude_expectation_is_the_references(name: str) -> None:
    rows = table(f"{name}_areal")
    cases, people = column(rows, "cases"), column(rows, "pop")
    close(crude(people, cases.sum()), column(rows, "expected"))


def test_standardisation_over_sixteen_strata_is_spatial_epi_s() -> None:
    rows, strata = table("pennLC_areal"), table("pennLC_strata")
    cases, people = (strata[name].to_numpy(dtype=float).reshape(len(rows), 16) for name in ("cases", "population"))
    assert strata["county"].to_numpy()[::16].tolist() == rows["id"].tolist()
    expected = indirect(cases, people)
    close(expected, column(rows, "expected"))
    assert expected.sum() == pytest.approx(cases.sum(), abs=1e-9)


def test_the_published_tails_come_out_to_their_printed_digits() -> None:
    """What is expected is printed to two digits: the tail must round to what is printed for an E that rounds so too."""
    for _, observed, mean, tail in table("published_poisson_tail_nc_sids").itertuples(index=False):
        means = np.linspace(mean - 0.005, mean + 0.005, 201)
        assert float(tail) in {float(f"{value:.2e}") for value in poisson.low_tail(float(observed), means)}
        assert float(poisson.low_tail(float(observed), mean)) == pytest.approx(float(tail), rel=5e-3)


@pytest.mark.parametrize("name", SETS)
def test_the_one_entry_gives_the_same_numbers(name: str) -> None:
    rows = table(f"{name}_areal")
    counts = AreaCounts(tuple(rows["id"]), column(rows, "cases"), expected=column(rows, "expected"))
    coverage = area_coverage(counts, Rule(delta=1.0))
    for ours, theirs in (("sir", "sir"), ("sir_lo95", "sir_lo95"), ("sir_hi95", "sir_hi95"), ("p_low", "p_low")):
        close(getattr(coverage, ours), column(rows, theirs))
    close(coverage.q_low, column(rows, "p_low_bh"))
