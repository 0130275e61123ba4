"""How many people live where, by age: what counts of persons are compared with.

Participants say one of seven age bands; sources have bands of their own. A run uses the borders that all of them
share, so that nobody is counted in two bands and no source is cut by guesswork.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from geo.stats.arrays import Floats, Ints
from participation.models import AgeBand

Ages = tuple[int, int]  # first and last year of age; the last is OPEN for "and older", both NONE for the total
OPEN = -1
TOTAL: Ages = (-1, -1)

STARTS_OF = {band: int(re.match(r"\d+", band)[0]) for band in AgeBand.values}  # type: ignore[index]
STARTS = tuple(STARTS_OF.values())


@dataclass(frozen=True)
class Bands:
    """Age bands by the age they begin with; the last one is open."""

    starts: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        ends = [f"-{after - 1}" for after in self.starts[1:]] + ["+"]
        return tuple(f"{start}{end}" for start, end in zip(self.starts, ends, strict=True)) if self.starts else ()

    def place(self, age: int) -> int:
        """The band of an age."""
        return int(np.searchsorted(self.starts, age, side="right")) - 1

    def of_participant(self, band: str) -> int:
        """The band of what a participant said; -1 is not said."""
        return self.place(STARTS_OF[band]) if band in STARTS_OF and self.starts else -1


def shared_bands(sources: Iterable[Iterable[Ages]]) -> Bands:
    """The borders between ages that participants' bands and all sources have in common; none without any source."""
    shared: set[int] = set(STARTS)
    some = False
    for source in sources:
        starts = {first for first, _last in source if first >= 0}
        if 0 in starts:  # a source that begins with grown-ups has no bands to share
            shared, some = shared & starts, True
    return Bands(tuple(sorted(shared)) if some else ())


def by_band(counts: Mapping[Ages, Floats], bands: Bands, rows: int) -> Floats:
    """(rows, 1 + bands): the total, then each band; NaN where the source hides a figure or has other borders."""
    table = np.full((rows, 1 + len(bands.starts)), np.nan)
    table[:, 0] = counts.get(TOTAL, table[:, 0])
    ages = {age: count for age, count in counts.items() if age != TOTAL}
    if not set(bands.starts) <= {first for first, _last in ages}:
        return table
    for place in range(len(bands.starts)):
        own = [count for (first, _last), count in ages.items() if bands.place(first) == place]
        table[:, 1 + place] = sum(own) if own else np.nan
    return table


def summed(table: Floats, area: Ints, areas: int) -> Floats:
    """Rows of cells added up by area (a number; the last is outside). Hidden cells count as nobody, as in the source.

    An area in which no cell is known at all has 0: nobody lives in an empty square.
    """
    flat = np.nan_to_num(table.reshape(len(table), int(np.prod(table.shape[1:]))))
    found: Floats = np.stack([np.bincount(area, column, minlength=areas).astype(float) for column in flat.T], axis=1)
    return found.reshape(areas, *table.shape[1:])
