"""Can a hidden count of persons be narrowed down from published tables?

The attacker has the published tables of one or many releases, knows the method and how each count was hidden, and what
must hold between counts of persons (`disclosure.relations`): sums, channels, and windows that hold one another, with
nobody moving house. For a hidden count and each v of 0 … 4: are there whole numbers for all hidden counts, with this
one v, that keep everything? An integer program decides what a search does not find. Only counts that keep every
relation in whole numbers are taken for a yes, whoever found them.

    attack([january, february]).excluded   # () when nothing can be said of any hidden count
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.stats.disclosure.exact import Undecided, counts_with
from geo.stats.disclosure.possible import Possible
from geo.stats.disclosure.relations import ENDLESS, Ints, Place, Relations, keeps, relations
from geo.stats.disclosure.sheet import bounds_of, published, true_counts
from geo.stats.disclosure.steps import state
from geo.stats.disclosure.tables import SMALLEST_SHOWN, Hidden, MaskedRelease, MaskedTable, ReleaseTables

__all__ = ["Attack", "Contradiction", "Excluded", "attack"]


class Contradiction(ValueError):
    """The published tables cannot all be true."""


@dataclass(frozen=True)
class Excluded:
    """A hidden count that is not `value`: for certain, or (among `undecided`) for all that is known."""

    place: Place
    hidden: Hidden
    value: int


@dataclass(frozen=True)
class Attack:
    """`counts` hidden counts were tried. Of a count shown as "0 to 4" nothing may be excluded; of one hidden for
    another reason nothing that is below 5 when the count is. `undecided`: values of which neither was shown."""

    counts: int
    excluded: tuple[Excluded, ...]
    undecided: tuple[Excluded, ...] = ()


def attack(releases: Sequence[MaskedRelease], exact: Sequence[ReleaseTables] = ()) -> Attack:
    """Which of 0 … 4 is impossible for which hidden count? With nothing hidden, or no tables, nothing is.

    `exact`, the true tables, no attacker has. Who tries out a masking gives them to spare work: the search begins at
    the truth, and a count of 5 or more that is not shown as "0 to 4" is not asked about.
    """
    rules = relations([release.tables for release in releases])
    hidden: dict[int, Hidden] = {}
    bounds = _known(rules, [release.tables for release in releases], hidden)
    arrays = rules.arrays()
    truth = true_counts(rules, exact) if exact else None
    start = truth if truth is not None and keeps(arrays, bounds, truth) else counts_with(arrays, bounds, None)
    if start is None:
        raise Contradiction("Published tables contradict each other.")
    can = Possible(arrays, bounds, state(arrays, start), exact=True)
    excluded: list[Excluded] = []
    undecided: list[Excluded] = []
    for cell, kind in hidden.items():
        harmless = truth is not None and kind != "under_five" and truth[cell] >= SMALLEST_SHOWN
        for value in range(SMALLEST_SHOWN) if kind != "protects" and not harmless else ():
            try:
                if not can.can_be(cell, value):
                    excluded.append(Excluded(rules.places[cell], kind, value))
            except Undecided:
                undecided.append(Excluded(rules.places[cell], kind, value))
    return Attack(len(hidden), tuple(excluded), tuple(undecided))


def _known(rules: Relations, tables: Sequence[Sequence[MaskedTable]], hidden: dict[int, Hidden]) -> tuple[Ints, Ints]:
    lower = np.zeros(len(rules.places), np.int64)
    upper = np.full(len(rules.places), ENDLESS, np.int64)
    for block in rules.blocks:
        for cell, count in published(block, tables[block.release][block.number]):
            lower[cell], upper[cell] = bounds_of(count.hidden, count.value or 0)
            if count.hidden:
                hidden[cell] = count.hidden
    return lower, upper
