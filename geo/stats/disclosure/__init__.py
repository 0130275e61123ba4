"""Which counts of persons may be shown: 0–4 never, and others not where a hidden one could be worked out from them.

    released = mask_release(ReleaseTables(tables=(boards_12, boards_24, quarters_12, …)), memory)
    for table, public in zip(tables, released.tables):
        public.participants[3]            # Count(17, "") or Count(None, "under_five" | "protects" | "few_people" | …)
        counts = public_counts(public)    # arrays for `area_coverage`; public figures are computed from these alone
    memory = memory.with_release(tables, released)   # stored (never public), handed over at the next release

All tables of a release are masked in one call: sets, windows (also the window before, when change is shown),
denominators and processes know of each other. `withheld` is shown as `protects` is ("ei näytetä").
"""

from geo.stats.disclosure.mask import mask_release
from geo.stats.disclosure.public import PublicCounts, public_counts
from geo.stats.disclosure.tables import (
    FEWEST_PEOPLE,
    SMALLEST_SHOWN,
    Breakdown,
    Count,
    CountTable,
    Hidden,
    MaskedBreakdown,
    MaskedRelease,
    MaskedTable,
    Memory,
    ReleaseTables,
    Window,
)

__all__ = [
    "FEWEST_PEOPLE",
    "SMALLEST_SHOWN",
    "Breakdown",
    "Count",
    "CountTable",
    "Hidden",
    "MaskedBreakdown",
    "MaskedRelease",
    "MaskedTable",
    "Memory",
    "PublicCounts",
    "ReleaseTables",
    "Window",
    "mask_release",
    "public_counts",
]
