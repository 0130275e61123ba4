"""The last line adds up, and the reject file is safe to open."""

from __future__ import annotations

import csv
from pathlib import Path

from geo.importing.report import ImportReport, write_rejects


def test_read_is_the_sum_of_what_became_of_the_rows() -> None:
    report = ImportReport()
    report.count("accepted", 3)
    report.count("skipped_other_town", 2)
    report.reject(4, "duplicate_id", "again", {"a": 1})
    summary = report.summary()
    assert summary["read"] == 6
    assert summary["reasons"] == {"duplicate_id": 1}
    assert "\n" not in report.line()


def test_a_reject_file_keeps_the_row_and_runs_no_formula(tmp_path: Path) -> None:
    report = ImportReport()
    report.reject(7, "outside_town", "far", {"name": '=HYPERLINK("x")', "x": "-27.5", "n": None, "at": "@sum"})
    write_rejects(tmp_path / "r.csv", report.rejects)
    with (tmp_path / "r.csv").open(encoding="utf-8") as opened:
        [row] = csv.DictReader(opened)
    assert row["row"] == "7" and row["reason"] == "outside_town"
    assert row["name"].startswith("'=") and row["at"].startswith("'@")
    assert row["x"] == "-27.5" and row["n"] == ""
