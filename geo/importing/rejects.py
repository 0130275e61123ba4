"""The rows that an import did not take, however many: the first ones at hand, all of them on disk."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from heapq import merge
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

AT_HAND = 200  # as many are printed
IN_MEMORY = 1_000_000  # characters of a run; what is longer goes to a temporary file
Line = tuple[int, str, str, dict[str, str]]


@dataclass(frozen=True)
class Rejected:
    """One row that was not taken: its number in the file, a code, what is wrong, and the row itself."""

    number: int
    reason: str
    detail: str
    row: Mapping[str, Any]


@dataclass
class RejectedRows:
    """Rows come in the order of the file, and once more in its order when it is read twice: each pass is a run.

    `kept`: whether somebody will ask for all of them; else only the first ones and the counts are remembered.
    """

    kept: bool = True
    first: list[Rejected] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    columns: dict[str, None] = field(default_factory=dict)
    _runs: list[IO[str]] = field(default_factory=list)
    _last: int = 0

    def __len__(self) -> int:
        return self.reasons.total()

    def add(self, rejected: Rejected) -> None:
        """Remember a row."""
        if len(self.first) < AT_HAND:
            self.first.append(rejected)
        self.reasons[rejected.reason] += 1
        if not self.kept:
            return
        if not self._runs or rejected.number < self._last:
            run = SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115 - closed by close()
            self._runs.append(run)
        self._last = rejected.number
        self.columns.update(dict.fromkeys(rejected.row))
        row = {name: cell(value) for name, value in rejected.row.items()}
        json.dump([rejected.number, rejected.reason, cell(rejected.detail), row], self._runs[-1], ensure_ascii=True)
        self._runs[-1].write("\n")

    def lines(self) -> Iterator[Line]:
        """Number, reason, detail and cells of all rows, in the order of the file."""
        return merge(*map(_lines_of, self._runs), key=lambda line: line[0])

    def write(self, path: Path) -> None:
        """Keep them: row number, reason, what is wrong, and the row as it came. Safe to open as a spreadsheet."""
        with path.open("w", newline="", encoding="utf-8") as opened:
            writer = csv.writer(opened)
            writer.writerow(["row", "reason", "detail", *map(cell, self.columns)])
            for number, reason, detail, row in self.lines():
                writer.writerow([number, reason, detail, *(row.get(column, "") for column in self.columns)])

    def close(self) -> None:
        """Forget the rows; the temporary files go with them."""
        with ExitStack() as closing:
            for run in self._runs:
                closing.callback(run.close)
        self._runs.clear()


def _lines_of(run: IO[str]) -> Iterator[Line]:
    run.seek(0)
    for line in run:
        number, reason, detail, row = json.loads(line)
        yield number, reason, detail, row


def cell(value: Any) -> str:
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
