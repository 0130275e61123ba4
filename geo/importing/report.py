"""What an import did, row by row and in sum, and whether it may stand.

The last line that every import prints is one line of JSON; see `ImportReport.summary`. With rejected rows an import
stands only if they are kept in a reject file; otherwise nothing is written.
"""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OUTCOMES = ("accepted", "updated", "unchanged", "rejected", "skipped_other_town")


@dataclass(frozen=True)
class Rejected:
    """One row that was not taken: its number in the file, a code, what is wrong, and the row itself."""

    number: int
    reason: str
    detail: str
    row: Mapping[str, Any]


@dataclass
class ImportReport:
    """Counts of what happened to the rows of one file."""

    outcomes: Counter[str] = field(default_factory=Counter)
    without_place: int = 0
    repaired: int = 0
    rejects: list[Rejected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, outcome: str, number: int = 1) -> None:
        """Note how a number of rows ended."""
        self.outcomes[outcome] += number

    def reject(self, number: int, reason: str, detail: str, row: Mapping[str, Any]) -> None:
        """Note a row that is not taken."""
        self.outcomes["rejected"] += 1
        self.rejects.append(Rejected(number, reason, detail, row))

    def note(self, text: str) -> None:
        """A line for the person who runs the import."""
        self.notes.append(text)

    def summary(self) -> dict[str, Any]:
        """The JSON line: read is the sum of the five outcomes."""
        counts = {outcome: self.outcomes[outcome] for outcome in OUTCOMES}
        reasons = Counter(rejected.reason for rejected in self.rejects)
        return {
            "read": sum(counts.values()),
            **counts,
            "without_place": self.without_place,
            "repaired": self.repaired,
            "reasons": dict(sorted(reasons.items())),
        }

    def line(self) -> str:
        """The summary as one line."""
        return json.dumps(self.summary(), ensure_ascii=False)


def write_rejects(path: Path, rejects: list[Rejected]) -> None:
    """Keep rejected rows: row number, reason, what is wrong, and the row as it came. Safe to open as a spreadsheet."""
    columns = list(dict.fromkeys(name for rejected in rejects for name in rejected.row))
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(["row", "reason", "detail", *map(_cell, columns)])
        for rejected in rejects:
            values = [_cell(rejected.row.get(column)) for column in columns]
            writer.writerow([rejected.number, rejected.reason, _cell(rejected.detail), *values])


def _cell(value: Any) -> str:
    """A text that no spreadsheet takes for a formula. Numbers stay numbers."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    text = str(value)
    if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
