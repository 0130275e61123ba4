"""Which tables of a release are told at all: a less important one never hides a number of a more important one.

Every table that is told ties the others closer together, and what ties them may have to be hidden. Told all at once, a
table of small areas or of the year before can hide the six numbers that people came for. So they are added one by one,
in order of importance, and one that would hide what was shown before it is withheld whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from geo.stats.disclosure import Count, CountTable, MaskedRelease, MaskedTable, Memory, ReleaseTables, mask_release

WITHHELD = Count(None, "withheld")


@dataclass(frozen=True)
class Told:
    """`tables`: all, in the order given, withheld ones without a number. `kept`, `masked`: what later ones reckon with.

    `withheld`: places in the order given.
    """

    tables: tuple[MaskedTable, ...]
    withheld: frozenset[int]
    kept: ReleaseTables
    masked: MaskedRelease


def tell(tables: tuple[CountTable, ...], importance: Iterable[int], memory: Memory) -> Told:
    """`importance`: places of all tables, the most important first. That one is always told, as far as it may be."""
    order = list(importance)
    kept, masked = order, mask_release(ReleaseTables(tuple(tables[place] for place in order)), memory)
    if order and _costs(masked, alone := mask_release(ReleaseTables((tables[order[0]],)), memory)):
        kept, masked = order[:1], alone
        for place in order[1:]:
            tried = mask_release(ReleaseTables(tuple(tables[one] for one in [*kept, place])), memory)
            if not _costs(tried, masked):
                kept, masked = [*kept, place], tried
    by_place = dict(zip(kept, masked.tables, strict=True))
    return Told(
        tables=tuple(by_place.get(place) or _nothing_of(table) for place, table in enumerate(tables)),
        withheld=frozenset(order) - frozenset(kept),
        kept=ReleaseTables(tuple(tables[place] for place in kept)),
        masked=masked,
    )


def _costs(more: MaskedRelease, fewer: MaskedRelease) -> bool:
    """Whether a number that `fewer` shows is hidden once there are more tables after them."""
    pairs = zip(more.tables, fewer.tables, strict=False)
    return any(_shown(own) - _shown(other) for other, own in pairs)


def _shown(table: MaskedTable) -> set[str]:
    shown = {code for code, count in zip(table.areas, table.participants, strict=True) if count.value is not None}
    return shown | {name for name in ("total", "unknown_home") if getattr(table, name).value is not None}


def _nothing_of(table: CountTable) -> MaskedTable:
    told = {name: getattr(table, name) for name in ("area_set", "window", "denominator", "areas", "people", "parents")}
    nothing = MaskedTable(
        **told,
        participants=tuple(WITHHELD for _area in table.areas),
        unknown_home=WITHHELD,
        total=WITHHELD,
        process=table.process,
    )
    return nothing if table.other_ties is None else replace(nothing, other_ties=WITHHELD)
