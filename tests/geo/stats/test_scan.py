"""The scan for pockets: other people's results come out, and the relations that must hold do."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.stats import scan as scanning
from geo.stats import scan_kernels
from geo.stats.scan import Cells, Cluster, Scan, ScanRule, scan
from tests.geo.stats import references

Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    with (references.FOLDER / name).open(newline="") as opened:
        return list(csv.DictReader(opened))


# smerc picks its further clusters from all zones; one best zone per centre (as SaTScan does) passes these by.
BEST_OF_NO_CENTRE = {("nc_sids74", "6"), ("scotland_lip", "8"), ("scotland_lip", "55"), ("pennLC", "37 43")}
BEST_OF_NO_CENTRE |= {("pennLC", "52"), ("pennLC", "36")}
AFTER_ANOTHER = {("pennLC", "13 19 35 40 54 57 66")}  # second here, third there
TRUNCATED = {("nc_sids74", "SpatialEpi::kulldorff"), ("scotland_lip", "SpatialEpi::kulldorff")}


def reference_cells(name: str) -> Cells:
    places = rows_of({"nc_sids74": "nc_sids"}.get(name, name) + "_coords.csv")
    areas = rows_of(f"{name}_areal.csv")
    assert [row["id"] for row in places] == [row["id"] for row in areas]
    return Cells(
        np.array([float(row["x"]) for row in places]),
        np.array([float(row["y"]) for row in places]),
        np.array([int(row["cases"]) for row in areas]),
        population=np.array([float(row["pop"]) for row in areas]),
        expected=np.array([float(row["expected"]) for row in areas]),
    )


def town(side: int = 8, seed: int = 1) -> Cells:
    rng = np.random.default_rng(seed)
    steps = np.arange(side) * 250.0
    x, y = np.tile(steps, side), np.repeat(steps, side)
    people = rng.integers(0, 60, side * side).astype(float)
    return Cells(x, y, rng.binomial(people.astype(int), 0.1), population=people)


@references.needs_references
def test_the_expected_clusters_of_smerc_and_spatialepi_come_out() -> None:
    found: dict[tuple[str, str, str], Scan] = {}
    checked = 0
    for row in rows_of("scan_expected.csv"):
        if row["model"] != "poisson":
            continue
        key = (row["set"], row["direction"], row["ub"])
        if key not in found:
            rule = ScanRule(row["direction"], float(row["ub"]))  # type: ignore[arg-type]
            found[key] = scan(reference_cells(row["set"]), rule, np.random.default_rng(1))
        checked += _check(row, found[key])
    assert checked == 34


def _check(row: Row, found: Scan) -> bool:
    ids = {int(number) - 1 for number in row["ids"].split()}
    if (row["set"], row["ids"]) in BEST_OF_NO_CENTRE:
        assert math.isclose(_ratio_of(row, ids), float(row["llr"]), abs_tol=1e-5)
        return False
    if (row["set"], row["ids"]) in AFTER_ANOTHER:
        own = next(cluster for cluster in found.clusters if set(cluster.rows.tolist()) == ids)
    else:
        own = found.clusters[int(row["tool"].split("#")[1]) - 1 if "#" in row["tool"] else 0]
    assert set(own.rows.tolist()) == ids
    assert own.cases == int(row["obs"])
    if (row["set"], row["tool"]) not in TRUNCATED:
        assert own.expected == pytest.approx(float(row["exp"]), rel=1e-3)  # printed before scaling to the cases
        assert own.llr == pytest.approx(float(row["llr"]), abs=1e-5)
        assert own.p == pytest.approx(float(row["p"]), abs=0.08)
    return True


def _ratio_of(row: Row, ids: set[int]) -> float:
    cells, own = reference_cells(row["set"]), sorted(ids)
    total = float(cells.cases.sum())
    expected = float(cells.exposure[own].sum() * total / cells.exposure.sum())
    value: float = scan_kernels.ratio(float(cells.cases[own].sum()), expected, total, row["direction"] == "low")
    return value


def satscan_cells() -> Cells:
    folder = references.FOLDER / "satscan_ny"
    places, cases, people = (
        np.loadtxt(folder / f"{name}.txt") for name in ("flexscan_ny_coords", "satscan_ny_cases", "satscan_ny_pop")
    )
    assert (places[:, 0] == cases[:, 0]).all()
    assert (places[:, 0] == people[:, 0]).all()
    ids = places[:, 0].astype(int)
    return Cells(places[:, 1], places[:, 2], cases[:, 1].astype(int), population=people[:, 2], ids=ids)


def printed_clusters() -> list[dict[str, Any]]:
    text = (references.FOLDER / "satscan_ny" / "satscan96_poisson_circular_10pct.txt").read_text()
    parts = re.split(r"\n\d+\.Location IDs included\.: ", text)[1:]
    word = {"cases": "Number of cases", "expected": "Expected cases", "rr": "Relative risk"}
    return [
        {name: float(re.search(rf"{label}\.*: ([\d.]+)", part)[1]) for name, label in word.items()}  # type: ignore[index]
        | {
            "ids": [int(number) for number in part.split("Coordinates")[0].split(",")],
            "llr": float(re.search(r"likelihood ratio\.\.: ([\d.]+)", part)[1]),  # type: ignore[index]
            "p": float(re.search(r"P-value\.*: ([\d.]+)", part)[1]),  # type: ignore[index]
        }
        for part in parts
    ]


@references.needs_references
def test_satscans_seven_clusters_come_out_in_order() -> None:
    cells = satscan_cells()
    found = scan(cells, ScanRule("high", 0.10), np.random.default_rng(1)).clusters
    printed = printed_clusters()
    assert len(printed) == 7
    assert cells.ids is not None
    for own, theirs in zip(found, printed, strict=False):
        assert cells.ids[own.rows].tolist() == theirs["ids"]
        assert own.llr == pytest.approx(theirs["llr"], abs=1e-6)
        assert own.cases == theirs["cases"]
        assert own.expected == pytest.approx(theirs["expected"], abs=0.005)
        assert own.relative_risk == pytest.approx(theirs["rr"], abs=0.005)
        assert own.p == pytest.approx(theirs["p"], abs=0.06)


def plain_best(cells: Cells, rule: ScanRule) -> dict[frozenset[int], float]:
    """Every zone's ratio, by the definition alone."""
    exposure, total = cells.exposure, float(cells.cases.sum())
    weight = exposure if cells.population is None else cells.population
    inhabited = [i for i in range(len(exposure)) if exposure[i] > 0]
    found: dict[frozenset[int], float] = {}
    for c in inhabited:
        order = sorted(inhabited, key=lambda i: ((cells.x[i] - cells.x[c]) ** 2 + (cells.y[i] - cells.y[c]) ** 2, i))
        for size in range(1, len(order) + 1):
            own = order[:size]
            if weight[own].sum() > rule.max_share * sum(weight[inhabited]):
                break
            y, e = float(cells.cases[own].sum()), float(exposure[own].sum() * total / exposure.sum())
            deviates = y < e if rule.direction == "low" else y > e
            if deviates and y >= rule.least:
                parts = [(y, e), (total - y, total - e)]
                found[frozenset(own)] = sum(a * math.log(a / b) for a, b in parts if a > 0)
    return found


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from(["low", "high"]), st.sampled_from([0.1, 0.25, 0.5]))
def test_the_best_cluster_is_the_best_of_all_zones(data: st.DataObject, direction: Any, share: float) -> None:
    n = data.draw(st.integers(2, 14))
    numbers = st.integers(0, 6)
    x, y, people, extra = (np.array(data.draw(st.lists(numbers, min_size=n, max_size=n))) for _ in range(4))
    cells = Cells(x.astype(float), y.astype(float), np.where(people > 0, extra, 0), population=people.astype(float))
    rule = ScanRule(direction, share, replicates=0)
    found = scan(cells, rule, np.random.default_rng(0)).clusters
    every = plain_best(cells, rule)
    every = {zone: ratio for zone, ratio in every.items() if ratio > 1e-9}
    if not every:
        assert found == ()
        return
    assert found[0].llr == pytest.approx(max(every.values()), rel=1e-9)
    for cluster in found:
        assert every[frozenset(cluster.rows.tolist())] == pytest.approx(cluster.llr, rel=1e-9)
    members = [row for cluster in found for row in cluster.rows.tolist()]
    assert len(members) == len(set(members))
    assert [c.llr for c in found] == sorted((c.llr for c in found), reverse=True)


@pytest.mark.parametrize("direction", ["low", "high"])
def test_the_replicates_maxima_are_those_of_the_plain_definition(direction: Any) -> None:
    cells, rule = town(6), ScanRule(direction, 0.3, replicates=20)
    found = scan(cells, rule, np.random.default_rng(7))
    people = cells.exposure[cells.exposure > 0]
    drawn = np.random.default_rng(7).multinomial(int(cells.cases.sum()), people / people.sum(), size=20)
    for number, counts in enumerate(drawn):
        cases = np.zeros(len(cells.x), dtype=np.int64)
        cases[cells.exposure > 0] = counts
        expected = max(plain_best(replace(cells, cases=cases), rule).values(), default=0.0)
        assert found.highest[number] == pytest.approx(expected, rel=1e-9)


def test_p_counts_the_replicates_that_do_as_well() -> None:
    found = scan(town(), ScanRule("low", replicates=99), np.random.default_rng(3))
    for cluster in found.clusters:
        as_good = int((found.highest >= cluster.llr - 1e-9).sum())
        assert cluster.p == (1 + as_good) / 100


def test_the_same_seed_gives_the_same_numbers_with_any_number_of_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    cells, rule = town(10), ScanRule("low", replicates=50)
    results = []
    for workers, at_once in ((1, 16_000_000), (2, 500), (5, 70)):
        monkeypatch.setattr(scanning, "WORKERS", workers)
        monkeypatch.setattr(scanning, "CELLS_AT_ONCE", at_once)
        scanning.forget_nulls()
        results.append(scan(cells, rule, np.random.default_rng(5)))
    for other in results[1:]:
        np.testing.assert_array_equal(other.highest, results[0].highest)
        assert _plain(other) == _plain(results[0])


def _plain(found: Scan) -> list[tuple[Any, ...]]:
    return [(c.rows.tolist(), c.cases, c.expected, c.llr, c.p) for c in found.clusters]


def test_a_second_scan_with_the_same_people_takes_the_null_from_memory_and_leaves_the_generator_alike() -> None:
    cells, rule = town(9, seed=4), ScanRule("low", replicates=30)
    scanning.forget_nulls()
    first, second = np.random.default_rng(9), np.random.default_rng(9)
    one = scan(cells, rule, first)
    moved = replace(cells, cases=np.roll(cells.cases, 0))
    two = scan(moved, rule, second)
    assert two.highest is one.highest
    assert first.integers(1 << 60) == second.integers(1 << 60)
    assert _plain(one) == _plain(two)


def test_the_order_of_cells_does_not_matter_when_they_have_ids() -> None:
    cells = replace(town(), ids=np.arange(64))
    turned = np.random.default_rng(0).permutation(64)
    other = Cells(cells.x[turned], cells.y[turned], cells.cases[turned], population=cells.exposure[turned], ids=turned)
    one, two = (scan(each, ScanRule("low"), np.random.default_rng(2)) for each in (cells, other))
    assert [c.rows.tolist() for c in one.clusters] == [turned[c.rows].tolist() for c in two.clusters]
    assert [c.p for c in one.clusters] == [c.p for c in two.clusters]


def test_equal_distances_go_to_the_lower_id() -> None:
    x = np.array([0.0, 1.0, -1.0, 50.0, 51.0])
    cells = Cells(x, np.zeros(5), np.array([0, 0, 9, 9, 9]), population=np.full(5, 10.0), ids=np.array([5, 2, 7, 1, 9]))
    best = scan(cells, ScanRule("low", 0.4, replicates=0), np.random.default_rng(0)).clusters[0]
    assert best.rows.tolist() == [1, 0] or best.rows.tolist() == [0, 1]


def test_a_zone_may_hold_exactly_the_share_and_no_more() -> None:
    cells = Cells(np.arange(4.0), np.zeros(4), np.array([0, 0, 5, 5]), population=np.ones(4))
    half = scan(cells, ScanRule("low", 0.5, replicates=0), np.random.default_rng(0)).clusters[0]
    less = scan(cells, ScanRule("low", 0.49, replicates=0), np.random.default_rng(0)).clusters[0]
    assert set(half.rows.tolist()) == {0, 1}
    assert len(less.rows) == 1


def test_cells_without_people_are_neither_centres_nor_members() -> None:
    cells = Cells(np.arange(4.0), np.zeros(4), np.array([0, 0, 5, 5]), population=np.array([1.0, 0, 1, 1]))
    rows = [c.rows.tolist() for c in scan(cells, ScanRule("low", 0.5), np.random.default_rng(0)).clusters]
    assert rows == [[0]]


@pytest.mark.parametrize("cases", [[0, 0, 0], [3, 0, 0]])
def test_nobody_taking_part_and_a_town_of_one_cell_have_no_clusters(cases: list[int]) -> None:
    people = np.array([5.0, 5, 5]) if sum(cases) == 0 else np.array([5.0, 0, 0])
    cells = Cells(np.arange(3.0), np.zeros(3), np.array(cases), population=people)
    assert scan(cells, ScanRule(), np.random.default_rng(0)).clusters == ()


def test_an_island_far_away_is_a_centre_like_any_other() -> None:
    base = town()
    cells = Cells(
        np.append(base.x, 1e7), np.append(base.y, 1e7), np.append(base.cases, 0), np.append(base.exposure, 90.0)
    )
    assert any(64 in c.rows.tolist() for c in scan(cells, ScanRule("low"), np.random.default_rng(0)).clusters)


def test_all_cases_in_one_cell_have_an_infinite_relative_risk() -> None:
    cells = Cells(np.arange(4.0), np.zeros(4), np.array([0, 6, 0, 0]), population=np.ones(4))
    best: Cluster = scan(cells, ScanRule("high"), np.random.default_rng(0)).clusters[0]
    assert math.isinf(best.relative_risk)
    assert best.rows.tolist() == [1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"cases": np.array([1, -1])},
        {"x": np.array([0.0, np.nan])},
        {"population": np.array([0.0, 5.0])},
        {"population": None},
        {"ids": np.array([1])},
    ],
)
def test_columns_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    given_columns: dict[str, Any] = {
        "x": np.arange(2.0), "y": np.zeros(2), "cases": np.array([1, 1]), "population": np.ones(2)
    }  # fmt: skip
    with pytest.raises(ValueError, match=r"."):
        Cells(**(given_columns | wrong))
