"""What every picture brings along: a title, a sentence that says it in words, and a table with the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Table:
    """The first cell of a row names it; the other cells are numbers unless their column is in `wordy`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wordy: frozenset[int] = frozenset()

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """Each column's name, and whether it holds numbers."""
        return [(name, number > 0 and number not in self.wordy) for number, name in enumerate(self.columns)]

    @property
    def lines(self) -> list[tuple[str, list[tuple[str, bool]]]]:
        return [
            (row[0], [(cell, number not in self.wordy) for number, cell in enumerate(row[1:], 1)]) for row in self.rows
        ]


class Chart(Protocol):
    """A picture on a page. `key` is unique on it."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def reading(self) -> str: ...
    @property
    def svg(self) -> SafeString: ...
    @property
    def table(self) -> Table: ...
