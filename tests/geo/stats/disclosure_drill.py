"""The drill: a random town's releases, masked one after another, then attacked all together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from geo.stats.attack import Excluded, attack
from geo.stats.disclosure import SMALLEST_SHOWN, CountTable, Memory, ReleaseTables, mask_release
from geo.stats.disclosure.relations import NOWHERE, TOWN, Place
from tests.geo.stats.disclosure_towns import random_town


@dataclass(frozen=True)
class Drilled:
    """What came of a town: hidden counts tried, how many of the areas' counts were shown, what was given away."""

    seed: int
    hidden: int
    shown: int
    cells: int
    given_away: tuple[Excluded, ...]


def drill(seed: int, *, releases: int = 12, protect: bool = True) -> Drilled:
    town, memory = random_town(seed), Memory()
    for number in range(releases):
        exact = town.release(number)
        memory = memory.with_release(exact, mask_release(exact, memory, protect=protect))
    masked = [public for _, public in memory.releases]
    result = attack(masked)
    exact_tables = [tables for tables, _ in memory.releases]
    given_away = tuple(one for one in result.excluded if is_breach(one, exact_tables))
    counts = [count for public in masked for table in public.tables for count in table.participants]
    return Drilled(seed, result.counts, sum(not count.hidden for count in counts), len(counts), given_away)


def is_breach(one: Excluded, exact: list[ReleaseTables]) -> bool:
    """Of a count shown as "0 to 4" nothing may be excluded; of one hidden otherwise, nothing when it is below 5."""
    truth = true_count(exact[one.place.release].tables[one.place.table], one.place)
    return one.hidden == "under_five" or truth < SMALLEST_SHOWN


def true_count(table: CountTable, place: Place) -> int:
    if place.part == "persons":
        return {TOWN: table.total, NOWHERE: table.unknown_home}.get(place.row, table.participants[place.row])
    parts = table.ages if place.part == "ages" else table.channels
    assert parts is not None
    return parts.town[place.label] if place.row == TOWN else parts.counts[place.row][place.label]


def drill_many(seeds: range) -> Iterator[Drilled]:
    """By processes over all cores."""
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield from pool.map(drill, seeds, chunksize=4)


__all__ = ["Drilled", "drill", "drill_many", "is_breach", "true_count"]
