"""What a count can be for all that is known: near counts already found, or anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from geo.stats.disclosure.bounds import Bounds
from geo.stats.disclosure.exact import Undecided, counts_with
from geo.stats.disclosure.relations import Arrays, Ints, keeps
from geo.stats.disclosure.steps import State, changes_for, state
from geo.stats.disclosure.tables import SMALLEST_SHOWN

KEPT = 3
EVERY = 20
EFFORTS = (1, 8)
OFFSET = 1  # −1 … 5 are asked


@dataclass
class Possible:
    """Mutable: grows by every answer. Bounds may widen between questions, never narrow: what was possible stays so.

    With `exact` an integer program decides what the search does not find; without, not found is "no", which the masking
    may take for an answer (it hides more) and the attacker may not.
    """

    arrays: Arrays
    bounds: Bounds
    first: State
    exact: bool = False
    others: list[State] = field(default_factory=list)
    turn: int = 0
    known: npt.NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.known = np.zeros((len(self.first.counts), OFFSET + SMALLEST_SHOWN + 1), bool)
        self._learn(self.first.counts)

    def can_be(self, cell: int, value: int) -> bool:
        if self.known[cell, value + OFFSET]:
            return True
        found = self._found(cell, value)
        if found is None:
            return False
        if self.exact and not keeps(self.arrays, self.bounds, found):
            raise Undecided("Counts were found that do not keep every relation.")
        self._learn(found)
        return bool(self.known[cell, value + OFFSET])

    def _found(self, cell: int, value: int) -> Ints | None:
        for effort in EFFORTS:
            for base in (self.first, *self.others):
                goal = (cell, value, (cell * 8 + value + OFFSET) * len(EFFORTS) + effort)
                done, cells, values = changes_for(self.arrays, base, self.bounds, goal, effort)
                if done == 0:
                    return None
                if done > 0:
                    found = base.counts.copy()
                    found[cells] = values
                    self._vary(found, effort)
                    return found
        return self._decided(cell, value) if self.exact else None

    def _decided(self, cell: int, value: int) -> Ints | None:
        found = counts_with(self.arrays, self.bounds, (cell, value))
        if found is not None:
            self._vary(found, EFFORTS[-1])
        return found

    def _vary(self, found: Ints, effort: int) -> None:
        """Other places to begin from; what was hard to find is worth more."""
        self.turn += 1
        if effort > EFFORTS[0] or self.turn % EVERY == 0:
            self.others = [state(self.arrays, found), *self.others][:KEPT]

    def _learn(self, counts: Ints) -> None:
        asked = np.flatnonzero((counts >= -OFFSET) & (counts <= SMALLEST_SHOWN))
        self.known[asked, counts[asked] + OFFSET] = True
