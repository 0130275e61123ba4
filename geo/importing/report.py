"""What an import did, row by row and in sum, and whether it may stand.

The last line that every import prints is one line of JSON; see `ImportReport.summary`. With rejected rows an import
stands only if they are kept in a reject file; otherwise nothing is written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.importing.reasons import ROW_REASONS
from geo.importing.rejects import Rejected, RejectedRows

OUTCOMES = ("accepted", "updated", "unchanged", "rejected", "skipped_other_town")
MAX_ROW_NOTES = 200


@dataclass
class ImportReport:
    """Counts of what happened to the rows of one file. Its size does not grow with them."""

    outcomes: Counter[str] = field(default_factory=Counter)
    without_place: int = 0
    repaired: int = 0
    rejects: RejectedRows = field(default_factory=RejectedRows)
    notes: list[str] = field(default_factory=list)
    row_notes: list[str] = field(default_factory=list)
    more_row_notes: int = 0

    def count(self, outcome: str, number: int = 1) -> None:
        """Note how a number of rows ended."""
        self.outcomes[outcome] += number

    def reject(self, number: int, reason: str, detail: str, row: Mapping[str, Any]) -> None:
        """Note a row that is not taken."""
        if reason not in ROW_REASONS:
            raise LookupError(f"geo/importing/reasons.py does not know the reason {reason}")
        self.outcomes["rejected"] += 1
        self.rejects.add(Rejected(number, reason, detail, row))

    def note(self, text: str) -> None:
        """A line for the person who runs the import."""
        self.notes.append(text)

    def repair(self, number: int, text: str) -> None:
        """Note a row that is taken after a repair. The first ones are told one by one."""
        self.repaired += 1
        if len(self.row_notes) < MAX_ROW_NOTES:
            self.row_notes.append(f"row {number}: {text}")
        else:
            self.more_row_notes += 1

    def summary(self) -> dict[str, Any]:
        """The JSON line: read is the sum of the five outcomes."""
        counts = {outcome: self.outcomes[outcome] for outcome in OUTCOMES}
        return {
            "read": sum(counts.values()),
            **counts,
            "without_place": self.without_place,
            "repaired": self.repaired,
            "reasons": dict(sorted(self.rejects.reasons.items())),
        }

    def line(self) -> str:
        """The summary as one line."""
        return json.dumps(self.summary(), ensure_ascii=False)
