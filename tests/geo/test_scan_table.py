"""scan_table: the scan on anyone's table, as API.md says it, without a database."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.geo.stats import references
from tests.geo.stats.test_scan import printed_clusters, satscan_cells

Rows = list[list[Any]]
HEADING = ["koodi", "x", "y", "osallistujat", "asukkaat", "odotettu"]
TOWN: Rows = [[f"A{i}", i % 4 * 250, i // 4 * 250, 0 if i < 4 else 6, 100, 4.5] for i in range(16)]


def table(folder: Path, rows: Rows, heading: list[str] | None = None) -> Path:
    path = folder / "taulukko.csv"
    with path.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([heading or HEADING, *rows])
    return path


def scanned(path: Path, **options: Any) -> list[dict[str, Any]]:
    out = path.parent / "out.json"
    defaults = {"cases": "osallistujat", "population": "asukkaat", "x": "x", "y": "y", "direction": "low"}
    if "expected" in options:
        del defaults["population"]
    call_command("scan_table", path, out=out, stdout=io.StringIO(), stderr=io.StringIO(), **(defaults | options))
    clusters: list[dict[str, Any]] = json.loads(out.read_text("utf-8"))["clusters"]
    return clusters


def refused(path: Path, **options: Any) -> tuple[str, str]:
    said = io.StringIO()
    defaults = {"cases": "osallistujat", "population": "asukkaat", "x": "x", "y": "y", "direction": "low"}
    out = path.parent / "out.json"
    with pytest.raises(CommandError) as stopped:
        call_command("scan_table", path, out=out, stderr=said, stdout=io.StringIO(), **(defaults | options))
    assert not out.exists()
    return str(stopped.value), said.getvalue()


def test_the_silent_row_of_a_town_comes_out_in_the_promised_shape(tmp_path: Path) -> None:
    best = scanned(table(tmp_path, TOWN))[0]
    assert list(best) == ["ids", "cases", "expected", "relative_risk", "llr", "p"]
    assert set(best["ids"]) <= {1, 2, 3, 4}
    assert best["cases"] == best["relative_risk"] == 0
    assert best["expected"] == 72 / 16 * len(best["ids"])
    assert 0 < best["p"] <= 1


def test_ids_come_from_the_column_named(tmp_path: Path) -> None:
    assert scanned(table(tmp_path, TOWN), id="koodi")[0]["ids"][0].startswith("A")
    numbered = [[number, *row[1:]] for number, row in zip(range(901, 917), TOWN, strict=True)]
    assert set(scanned(table(tmp_path, numbered), id="koodi")[0]["ids"]) <= {901, 902, 903, 904}


def test_no_cluster_is_filtered_unless_asked(tmp_path: Path) -> None:
    path = table(tmp_path, TOWN)
    every = scanned(path, direction="high")
    some = scanned(path, direction="high", max_p=0.5)
    assert [cluster for cluster in every if cluster["p"] <= 0.5] == some
    assert len(every) > len(some)
    assert all(cluster["llr"] > 0 for cluster in every)


def test_the_share_bounds_a_zone_and_is_of_the_people_where_they_are_given(tmp_path: Path) -> None:
    line = [[row[0], n * 250, 0, *row[3:]] for n, row in enumerate(TOWN)]
    path = table(tmp_path, line)
    assert set(scanned(path)[0]["ids"]) == {1, 2, 3, 4}
    assert len(scanned(path, max_share=0.125)[0]["ids"]) == 2
    assert set(scanned(path, expected="odotettu")[0]["ids"]) == {1, 2, 3, 4}
    crowded = table(tmp_path, [[*row[:4], 1000 if n < 4 else 1, 4.5] for n, row in enumerate(line)])
    for cluster in scanned(crowded, expected="odotettu", population="asukkaat"):
        assert len({1, 2, 3, 4} & set(cluster["ids"])) <= 1


def test_the_fewest_cases_are_two_for_high_and_none_for_low(tmp_path: Path) -> None:
    rows = [[*row[:3], 1 if n == 5 else 0, 100, 1] for n, row in enumerate(TOWN)]
    path = table(tmp_path, rows)
    assert scanned(path, direction="high") == []
    assert scanned(path, direction="high", min_cases=1)[0]["ids"] == [6]
    assert scanned(path, direction="low")[0]["cases"] == 0


def test_all_cases_in_one_zone_have_no_finite_relative_risk(tmp_path: Path) -> None:
    rows = [[*row[:3], 9 if n == 5 else 0, 100, 1] for n, row in enumerate(TOWN)]
    assert scanned(table(tmp_path, rows), direction="high")[0]["relative_risk"] is None


def test_the_same_seed_writes_the_same_file_twice(tmp_path: Path) -> None:
    path = table(tmp_path, TOWN)
    assert scanned(path, seed=5) == scanned(path, seed=5)


def test_rejected_rows_are_listed_by_number_and_nothing_is_written(tmp_path: Path) -> None:
    rows = [list(row) for row in TOWN]
    rows[1][3], rows[2][4], rows[3][1], rows[4][2] = "2.5", "-1", "", "pohjoinen"
    message, said = refused(table(tmp_path, rows))
    assert message.startswith("4 values were rejected")
    assert said.splitlines() == [
        "row 2: rejected, osallistujat is not a whole number: “2.5”",
        "row 3: rejected, asukkaat is negative: “-1”",
        "row 4: rejected, x is missing: “”",
        "row 5: rejected, y is not a number: “pohjoinen”",
    ]


def test_the_same_id_twice_is_rejected(tmp_path: Path) -> None:
    _message, said = refused(table(tmp_path, [*TOWN, TOWN[2]]), id="koodi")
    assert said.splitlines() == ["row 17: rejected, the id “A2” is row 3's"]


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    message, _said = refused(table(tmp_path, TOWN), cases="puuttuu")
    assert "puuttuu" in message
    assert "osallistujat" in message


def test_population_or_expected_must_be_given(tmp_path: Path) -> None:
    message, _said = refused(table(tmp_path, TOWN), population=None)
    assert "--population or --expected" in message


def test_cases_where_nobody_lives_are_named_and_left_out(tmp_path: Path) -> None:
    rows = [[*row[:4], 0 if n == 15 else 100, 1] for n, row in enumerate(TOWN)]
    path, said = table(tmp_path, rows), io.StringIO()
    out = tmp_path / "out.json"
    call_command(
        "scan_table", path, cases="osallistujat", population="asukkaat", x="x", y="y", direction="low", out=out,
        stdout=io.StringIO(), stderr=said,
    )  # fmt: skip
    assert said.getvalue() == "row 16 (16): cases but no people; left out\n"
    assert json.loads(out.read_text())["clusters"][0]["expected"] == pytest.approx(66 / 15 * 3, rel=0.4)


def test_a_town_where_nobody_took_part_has_no_clusters(tmp_path: Path) -> None:
    assert scanned(table(tmp_path, [[*row[:3], 0, 100, 1] for row in TOWN])) == []


@pytest.mark.parametrize("wrong", [["--max-share", "1.5"], ["--replicates", "-1"], ["--direction", "both"]])
def test_options_out_of_range_are_refused(tmp_path: Path, wrong: list[str]) -> None:
    given = ["--cases", "osallistujat", "--population", "asukkaat", "--x", "x", "--y", "y", "--direction", "low"]
    with pytest.raises(CommandError):
        call_command("scan_table", str(table(tmp_path, TOWN)), *given, "--out", str(tmp_path / "o.json"), *wrong)


@references.needs_references
def test_satscans_clusters_come_out_of_a_table(tmp_path: Path) -> None:
    cells = satscan_cells()
    assert cells.ids is not None
    assert cells.population is not None
    columns = [column.tolist() for column in (cells.ids, cells.x, cells.y, cells.cases, cells.population)]
    path = table(tmp_path, list(map(list, zip(*columns, cells.population.tolist(), strict=True))))
    found = scanned(path, id="koodi", direction="high", max_share=0.10)
    for own, theirs in zip(found, printed_clusters(), strict=False):
        assert own["ids"] == theirs["ids"]
        assert own["llr"] == pytest.approx(theirs["llr"], abs=1e-6)
