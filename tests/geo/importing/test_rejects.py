"""Refused rows: kept in the file's order, safe to open, and never many of them in memory."""

from __future__ import annotations

import csv
import tracemalloc
from pathlib import Path

from geo.importing.rejects import AT_HAND, Rejected, RejectedRows


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def test_a_reject_file_keeps_the_row_and_runs_no_formula(tmp_path: Path) -> None:
    rejects = RejectedRows()
    rejects.add(Rejected(7, "outside_town", "far", {"name": '=HYPERLINK("x")', "x": "-27.5", "n": None, "at": "@sum"}))
    rejects.write(tmp_path / "r.csv")
    [row] = rows_of(tmp_path / "r.csv")
    assert row["row"] == "7" and row["reason"] == "outside_town"
    assert row["name"].startswith("'=") and row["at"].startswith("'@")
    assert row["x"] == "-27.5" and row["n"] == ""


def test_rows_of_two_passes_stand_in_the_files_order(tmp_path: Path) -> None:
    rejects = RejectedRows()
    for number in (2, 5, 9, 3, 4, 10):
        rejects.add(Rejected(number, "no_id", "", {"a": number}))
    rejects.write(tmp_path / "r.csv")
    assert [row["a"] for row in rows_of(tmp_path / "r.csv")] == ["2", "3", "4", "5", "9", "10"]


def test_a_row_with_other_columns_keeps_its_own(tmp_path: Path) -> None:
    rejects = RejectedRows()
    rejects.add(Rejected(1, "no_id", "", {"a": "1"}))
    rejects.add(Rejected(2, "no_id", "", {"b": "ä\n2"}))
    rejects.write(tmp_path / "r.csv")
    assert [(row["a"], row["b"]) for row in rows_of(tmp_path / "r.csv")] == [("1", ""), ("", "ä\n2")]


def test_many_refused_rows_are_counted_and_kept_on_disk(tmp_path: Path) -> None:
    rejects, long = RejectedRows(), "x" * 500
    tracemalloc.start()
    for number in range(20_000):
        rejects.add(Rejected(number, "no_id", "the row has no id", {"text": long + str(number)}))
    rejects.write(tmp_path / "r.csv")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000 < (tmp_path / "r.csv").stat().st_size
    assert len(rejects) == 20_000 and len(rejects.first) == AT_HAND
    assert len(rows_of(tmp_path / "r.csv")) == 20_000


def test_rows_that_nobody_keeps_are_only_counted() -> None:
    rejects = RejectedRows(kept=False)
    rejects.add(Rejected(1, "no_id", "", {"a": "1"}))
    assert len(rejects) == 1 and list(rejects.lines()) == []
