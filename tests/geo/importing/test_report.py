"""The last line adds up, and the report stays small."""

from __future__ import annotations

import pytest

from geo.importing.report import MAX_ROW_NOTES, ImportReport


def test_read_is_the_sum_of_what_became_of_the_rows() -> None:
    report = ImportReport()
    report.count("accepted", 3)
    report.count("skipped_other_town", 2)
    report.reject(4, "duplicate_id", "again", {"a": 1})
    summary = report.summary()
    assert summary["read"] == 6
    assert summary["reasons"] == {"duplicate_id": 1}
    assert "\n" not in report.line()


def test_a_reason_that_is_not_listed_is_a_mistake_in_the_code() -> None:
    with pytest.raises(LookupError, match="bad_weather"):
        ImportReport().reject(1, "bad_weather", "", {})


def test_repairs_are_counted_and_the_first_ones_told() -> None:
    report = ImportReport()
    for number in range(MAX_ROW_NOTES + 5):
        report.repair(number, "mended")
    assert (report.repaired, len(report.row_notes), report.more_row_notes) == (MAX_ROW_NOTES + 5, MAX_ROW_NOTES, 5)
