"""Can a hidden count of persons be narrowed down from published tables?

The attacker has the published tables of one or many releases, knows the method and how each count was hidden, and what
must hold between counts of persons (`disclosure.relations`): sums, channels, and windows that hold one another, with
nobody moving house. For a hidden count and each v of 0 … 4: are there whole numbers for all hidden counts, with this
one v, that keep everything? An integer program decides what a search does not find.

    attack([january, february]).excluded   # () when nothing can be said of any hidden count
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.stats.disclosure.exact import counts_with
from geo.stats.disclosure.possible import Possible
from geo.stats.disclosure.relations import ENDLESS, Arrays, Ints, Place, Relations, relations
from geo.stats.disclosure.sheet import bounds_of, published
from geo.stats.disclosure.steps import state
from geo.stats.disclosure.tables import SMALLEST_SHOWN, Hidden, MaskedRelease, MaskedTable

__all__ = ["Attack", "Contradiction", "Excluded", "attack"]


class Contradiction(ValueError):
    """The published tables cannot all be true."""


@dataclass(frozen=True)
class Excluded:
    """A hidden count that is not `value`, for certain."""

    place: Place
    hidden: Hidden
    value: int


@dataclass(frozen=True)
class Attack:
    """`counts` hidden counts were tried. Of a count shown as "0 to 4" nothing may be excluded; of one hidden for
    another reason nothing that is below 5 when the count is."""

    counts: int
    excluded: tuple[Excluded, ...]


def attack(releases: Sequence[MaskedRelease]) -> Attack:
    """Which of 0 … 4 is impossible for which hidden count? With nothing hidden, or no tables, nothing is."""
    rules = relations([release.tables for release in releases])
    hidden: dict[int, Hidden] = {}
    bounds = _known(rules, [release.tables for release in releases], hidden)
    arrays = rules.arrays()
    anything = counts_with(arrays, bounds, None)
    if anything is None:
        raise Contradiction("Published tables contradict each other.")
    can = Possible(arrays, bounds, state(arrays, anything), exact=True)
    excluded = [
        Excluded(rules.places[cell], kind, value)
        for cell, kind in hidden.items()
        if kind != "protects"
        for value in range(SMALLEST_SHOWN)
        if not can.can_be(cell, value)
    ]
    assert all(keeps(arrays, bounds, base.counts) for base in (can.first, *can.others))
    return Attack(len(hidden), tuple(excluded))


def _known(rules: Relations, tables: Sequence[Sequence[MaskedTable]], hidden: dict[int, Hidden]) -> tuple[Ints, Ints]:
    lower = np.zeros(len(rules.places), np.int64)
    upper = np.full(len(rules.places), ENDLESS, np.int64)
    for block in rules.blocks:
        for cell, count in published(block, tables[block.release][block.number]):
            lower[cell], upper[cell] = bounds_of(count.hidden, count.value or 0)
            if count.hidden:
                hidden[cell] = count.hidden
    return lower, upper


def keeps(arrays: Arrays, bounds: tuple[Ints, Ints], counts: Ints) -> bool:
    """Do the counts keep every relation and bound? Written apart from the search that found them."""
    belongs = np.repeat(np.arange(len(arrays.low)), np.diff(arrays.start))
    sums = np.bincount(belongs, arrays.sign * counts[arrays.member], len(arrays.low))
    return bool(
        (sums >= arrays.low).all()
        and (sums <= arrays.high).all()
        and (counts >= bounds[0]).all()
        and (counts <= bounds[1]).all()
    )
