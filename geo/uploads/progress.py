"""How far the worker is, told while its transaction is still open: on a connection of its own."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from geo.importing.report import MAX_ROW_NOTES, ImportReport
from geo.models import Upload
from geo.tenancy import in_town

TELL_EVERY_S = 1.0


@dataclass
class Progress:
    """Writes the step and the number of rows into the upload's row, seldom enough to cost nothing."""

    upload: Upload
    step: str = ""
    _told_at: float = 0.0

    def now(self, step: str, rows: int = 0) -> None:
        """Tell a step at once, the rows of the same step once a second."""
        moment = time.monotonic()
        if step == self.step and moment - self._told_at < TELL_EVERY_S:
            return
        self.step, self._told_at = step, moment
        with ThreadPoolExecutor(1) as beside:  # another thread has another connection, outside of the transaction
            beside.submit(self._tell, rows).result()

    def _tell(self, rows: int) -> None:
        try:
            with in_town(self.upload.municipality_id):
                changes: dict[str, Any] = {"step": self.step, **({"rows_read": rows} if rows else {})}
                Upload.objects.filter(pk=self.upload.pk).update(**changes)
        finally:
            connection.close()


@dataclass
class WatchedReport(ImportReport):
    """An import's report that tells how many rows have been read, and keeps what was repaired row by row."""

    progress: Progress | None = None
    repairs: list[tuple[int, str]] = field(default_factory=list)

    def count(self, outcome: str, number: int = 1) -> None:
        super().count(outcome, number)
        self._tell()

    def reject(self, number: int, reason: str, detail: str, row: Mapping[str, Any]) -> None:
        super().reject(number, reason, detail, row)
        self._tell()

    def repair(self, number: int, text: str) -> None:
        super().repair(number, text)
        if len(self.repairs) < MAX_ROW_NOTES:
            self.repairs.append((number, text))

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress.now("reading", self.outcomes.total())
