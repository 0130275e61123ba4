"""Which counts of persons may be shown: 0–4 never, and others not where a hidden one could be worked out from them.

The rule of a group (areas whose sum is known): the hidden small cells must each be able to be any of 0…4 for somebody
who knows the sum, the shown cells, and that a cell hidden only to protect holds 5 or more. With m small cells and c
protecting ones that is so when (sum of hidden) − 5·c ≥ 4·m and c ≥ 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class Masked:
    """Keys that are hidden as 0–4, and keys that are hidden to protect them; `safe` is false when nothing suffices."""

    small: frozenset[str]
    protecting: frozenset[str]
    safe: bool


def masked(counts: Mapping[str, int], *, also: frozenset[str] = frozenset()) -> Masked:
    """What to hide in a group of counts whose sum is known. `also` are hidden anyway and count as protecting.

    No small cells: nothing more is hidden. The smallest cells protect first, ties by key.
    """
    small = {key for key, count in counts.items() if count < SMALLEST_SHOWN}
    protecting = {key for key in also if key in counts and key not in small}
    if not small and not protecting:
        return Masked(frozenset(), frozenset(), safe=True)
    spare = sorted((key for key in counts if key not in small | protecting), key=lambda key: (counts[key], key))
    while not _covered(counts, small, protecting) and spare:
        protecting.add(spare.pop(0))
    return Masked(frozenset(small), frozenset(protecting), _covered(counts, small, protecting))


def _covered(counts: Mapping[str, int], small: set[str], protecting: set[str]) -> bool:
    hidden = sum(counts[key] for key in small | protecting)
    room = hidden - SMALLEST_SHOWN * len(protecting) - (SMALLEST_SHOWN - 1) * len(small)
    if not small:  # one cell hidden alone is the sum less the others: two are needed
        return len(protecting) > 1
    return len(protecting) >= 1 and room >= 0
