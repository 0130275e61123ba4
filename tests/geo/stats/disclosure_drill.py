"""The drill: a random town's releases, masked one after another, then attacked all together.

    python -m tests.geo.stats.disclosure_drill LOG [FIRST LAST]     towns 0 to 999, a line of JSON each

Towns that the log has already are not drilled again, so that it can be stopped and gone on with at any time.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from geo.stats.attack import Excluded, attack
from geo.stats.disclosure import SMALLEST_SHOWN, CountTable, MaskedRelease, Memory, ReleaseTables, mask_release
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
    undecided: tuple[Excluded, ...] = ()


Mask = Callable[[ReleaseTables, Memory], tuple[ReleaseTables, MaskedRelease]]


def all_at_once(exact: ReleaseTables, memory: Memory) -> tuple[ReleaseTables, MaskedRelease]:
    return exact, mask_release(exact, memory)


def unprotected(exact: ReleaseTables, memory: Memory) -> tuple[ReleaseTables, MaskedRelease]:
    return exact, mask_release(exact, memory, protect=False)


def drill(seed: int, *, releases: int = 12, mask: Mask = all_at_once) -> Drilled:
    town, memory = random_town(seed), Memory()
    for number in range(releases):
        memory = memory.with_release(*mask(town.release(number), memory))
    masked = [public for _, public in memory.releases]
    exact_tables = [tables for tables, _ in memory.releases]
    result = attack(masked, exact_tables)
    given_away = tuple(one for one in result.excluded if is_breach(one, exact_tables))
    undecided = tuple(one for one in result.undecided if is_breach(one, exact_tables))
    counts = [count for public in masked for table in public.tables for count in table.participants]
    return Drilled(seed, result.counts, sum(not count.hidden for count in counts), len(counts), given_away, undecided)


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


def go_on(log: Path, seeds: range) -> None:
    """Drill what the log does not have yet, writing each town down as it is done."""
    lines = log.read_text().splitlines() if log.exists() else []
    done = {json.loads(line)["seed"] for line in lines}
    for seed in seeds:
        if seed not in done:
            with log.open("a") as written:
                written.write(json.dumps(asdict(drill(seed))) + "\n")


__all__ = ["Drilled", "all_at_once", "drill", "drill_many", "go_on", "is_breach", "true_count", "unprotected"]

if __name__ == "__main__":
    given = list(map(int, sys.argv[2:]))
    go_on(Path(sys.argv[1]), range(*(given or [1000])))
