"""The masker's working sheet: all counts of the past and present releases, what is hidden, and what is still safe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.stats.disclosure.possible import Possible
from geo.stats.disclosure.relations import ENDLESS, NOWHERE, TOWN, UNTOLD, Arrays, Block, Place, Relations, relations
from geo.stats.disclosure.steps import State, state
from geo.stats.disclosure.tables import SMALLEST_SHOWN, Count, CountTable, Hidden, MaskedTable, ReleaseTables

Ints = npt.NDArray[np.int64]
LARGEST_SMALL = SMALLEST_SHOWN - 1


def bounds_of(kind: Hidden, value: int) -> tuple[int, int]:
    """What the public knows of a count from how it is shown."""
    if kind == "":
        return value, value
    return {"under_five": (0, LARGEST_SMALL), "protects": (SMALLEST_SHOWN, ENDLESS)}.get(kind, (0, ENDLESS))


@dataclass
class Sheet:
    """Mutable: cells are only ever hidden more, so what was found possible stays possible."""

    rules: Relations
    arrays: Arrays
    truth: Ints
    kind: list[Hidden]
    current: int
    strict: Possible
    wider: Possible

    def blocks(self) -> list[Block]:
        return [block for block in self.rules.blocks if block.release == self.current]

    def hide(self, cells: Iterable[int], kind: Hidden) -> None:
        """Hide counts of the current release; what is hidden already is only ever blurred further."""
        for cell in cells:
            if cell != UNTOLD and self.rules.places[cell].release == self.current and self._more(self.kind[cell], kind):
                self._set(cell, "withheld" if kind == "protects" and self.truth[cell] < SMALLEST_SHOWN else kind)

    @staticmethod
    def _more(old: Hidden, new: Hidden) -> bool:
        return old == "" or (new == "withheld" and old in {"under_five", "protects"})

    def _set(self, cell: int, kind: Hidden) -> None:
        self.kind[cell] = kind
        low, high = bounds_of(kind, int(self.truth[cell]))
        blur = 1 if kind == "under_five" else 0
        self.strict.bounds[0][cell], self.strict.bounds[1][cell] = low, high
        self.wider.bounds[0][cell], self.wider.bounds[1][cell] = low - blur, high + blur

    def targets(self) -> Iterator[int]:
        """Hidden counts of 0 to 4: nobody must be able to say which, or which not."""
        for cell, kind in enumerate(self.kind):
            if kind and self.truth[cell] <= LARGEST_SMALL and cell not in self.rules.defined:
                yield cell

    def is_safe(self, cell: int) -> bool:
        """Is each of 0 … 4 possible for everybody who sees what is published?

        One more on either side is asked of cells that are shown as "0 to 4", as if the limits were that much wider: the
        public knows the method, and that the step before did not suffice must not tell what the limits then were.
        """
        if not all(self.strict.can_be(cell, value) for value in range(SMALLEST_SHOWN)):
            return False
        return self.kind[cell] != "under_five" or all(self.wider.can_be(cell, value) for value in (-1, SMALLEST_SHOWN))


def sheet(releases: Sequence[ReleaseTables], masked: Sequence[Sequence[MaskedTable]]) -> Sheet:
    """The sheet of past releases with their masks, and of one more whose counts are all shown so far."""
    rules = relations([release.tables for release in releases])
    arrays = rules.arrays()
    count = true_counts(rules, releases)
    now = state(arrays, count)
    _drop_broken(arrays, now)
    kind: list[Hidden] = [""] * len(count)
    shown = (count.copy(), count.copy())
    for cell in rules.defined:
        kind[cell] = "withheld"
        shown[0][cell], shown[1][cell] = min(0, count[cell]), ENDLESS
    strict = Possible(arrays, shown, now)
    wider = Possible(arrays, (shown[0].copy(), shown[1].copy()), state(arrays, count))
    found = Sheet(rules, arrays, count, kind, len(masked), strict, wider)
    for block in rules.blocks:
        if block.release < len(masked):
            for cell, public in published(block, masked[block.release][block.number]):
                found._set(cell, public.hidden)
    return found


def true_counts(rules: Relations, releases: Sequence[ReleaseTables]) -> Ints:
    """All counts of the relations as they are."""
    count = np.zeros(len(rules.places), np.int64)
    for block in rules.blocks:
        _fill(block, releases[block.release].tables[block.number], count)
    for cell, (whole, known) in rules.defined.items():
        count[cell] = count[whole].sum() - count[known].sum()
    return count


def _fill(block: Block, table: CountTable, count: Ints) -> None:
    count[block.total] = table.total
    if block.other_ties is not None:
        count[block.other_ties] = table.other_ties or 0
    if block.unknown != UNTOLD:
        count[block.persons] = table.participants
        count[block.unknown] = table.unknown_home
    for part, cells in block.parts.items():
        broken = table.ages if part == "ages" else table.channels
        if broken is not None:
            told = block.told(part)
            count[cells[told]] = np.array(broken.counts, np.int64).reshape(cells.shape)[told]
            count[block.town[part]] = broken.town


def _drop_broken(arrays: Arrays, now: State) -> None:
    """A relation that the counts themselves do not keep (somebody moved, or had a birthday) tells nobody anything."""
    broken = (now.sums[: len(arrays.low)] < arrays.low) | (now.sums[: len(arrays.low)] > arrays.high)
    arrays.low[broken], arrays.high[broken] = -ENDLESS, ENDLESS


def published(block: Block, table: MaskedTable) -> Iterator[tuple[int, Count]]:
    """The cells of a block with what the public was told of them."""
    return ((cell, count) for cell, count in _all_counts(block, table) if cell != UNTOLD)


def _all_counts(block: Block, table: MaskedTable) -> Iterator[tuple[int, Count]]:
    yield from zip(map(int, block.persons), table.participants, strict=True)
    yield block.unknown, table.unknown_home
    yield block.total, table.total
    if block.other_ties is not None and table.other_ties is not None:
        yield block.other_ties, table.other_ties
    for part, cells in block.parts.items():
        broken = table.ages if part == "ages" else table.channels
        if broken is not None:
            yield from zip(map(int, block.town[part]), broken.town, strict=True)
            for row, counts in zip(cells, broken.counts, strict=True):
                yield from zip(map(int, row), counts, strict=True)


__all__ = ["NOWHERE", "TOWN", "Place", "Sheet", "bounds_of", "published", "sheet", "true_counts"]
