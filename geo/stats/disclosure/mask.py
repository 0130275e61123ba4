"""The masking of a release."""

from __future__ import annotations

from geo.stats.disclosure.tables import (
    FEWEST_PEOPLE,
    SMALLEST_SHOWN,
    Breakdown,
    Count,
    CountTable,
    MaskedBreakdown,
    MaskedRelease,
    MaskedTable,
    Memory,
    ReleaseTables,
)

WITHHELD = Count(None, "withheld")


def mask_release(release: ReleaseTables, memory: Memory | None = None) -> MaskedRelease:
    """Hide what must be hidden in all tables of a release, also for somebody who has the earlier releases."""
    return MaskedRelease(tuple(_masked(table) for table in release.tables))


def _masked(table: CountTable) -> MaskedTable:
    """Safe and coarse: a table with a small cell in it shows its total alone."""
    few = [people is not None and people < FEWEST_PEOPLE for people in table.people]
    plain = min(table.participants, default=SMALLEST_SHOWN) >= SMALLEST_SHOWN and not any(few)
    cells = tuple(Count(count) if plain else WITHHELD for count in table.participants)
    total = Count(table.total) if table.total >= SMALLEST_SHOWN else Count(None, "under_five")
    return MaskedTable(
        **{name: getattr(table, name) for name in ("area_set", "window", "denominator", "areas", "people", "parents")},
        participants=cells,
        unknown_home=Count(table.unknown_home),
        total=total,
        process=table.process,
        ages=_withheld(table.ages),
        channels=_withheld(table.channels),
    )


def _withheld(parts: Breakdown | None) -> MaskedBreakdown | None:
    if parts is None:
        return None
    return MaskedBreakdown(
        parts.labels,
        tuple(tuple(WITHHELD for _ in row) for row in parts.counts),
        tuple(WITHHELD for _ in parts.town),
    )
