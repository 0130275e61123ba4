"""What earlier releases told, for the masking of the next: kept behind row-level security, told to nobody."""

from __future__ import annotations

import datetime

from geo.models import Municipality
from geo.stats.disclosure import MaskedRelease, Memory, ReleaseTables
from neighbourhoods.models import Release, ReleaseMemory
from neighbourhoods.results_json import read, to_json

LONGEST = datetime.timedelta(days=3 * 366)  # older windows share no moment with a new one's


def memory_of(town: Municipality, at: datetime.datetime) -> Memory:
    """Earlier releases, oldest first. Runs inside the caller's `in_town`."""
    kept = ReleaseMemory.objects.filter(municipality=town, release__made_at__gte=at - 2 * LONGEST)
    return Memory(
        tuple(
            (read(ReleaseTables, one.exact), read(MaskedRelease, one.masked))
            for one in kept.order_by("release__made_at", "pk")
        )
    )


def remember(release: Release, tables: ReleaseTables, masked: MaskedRelease, runs: list[str]) -> None:
    ReleaseMemory.objects.create(
        municipality_id=release.municipality_id,
        release=release,
        runs=runs,
        exact=to_json(tables),
        masked=to_json(masked),
    )
