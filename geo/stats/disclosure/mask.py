"""The masking of a release: what is small is hidden, and as much beside it as it takes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from geo.stats.disclosure.protection import surroundings, units
from geo.stats.disclosure.relations import UNTOLD, Block, Part
from geo.stats.disclosure.sheet import Sheet, sheet
from geo.stats.disclosure.tables import (
    FEWEST_PEOPLE,
    SMALLEST_SHOWN,
    Count,
    MaskedBreakdown,
    MaskedRelease,
    MaskedTable,
    Memory,
    ReleaseTables,
)


def mask_release(release: ReleaseTables, memory: Memory | None = None, *, protect: bool = True) -> MaskedRelease:
    """Which counts of a release may be shown, also to somebody who has the earlier releases and knows this method?

    Hidden are: 0 to 4; areas with fewer than 30 residents; breakdowns of hidden areas and of areas with fewer than 30
    persons; and what it takes until each hidden count below 5 can be any of 0 … 4 for all who see the rest. With no
    persons at all only the hidden remain; one area in a group is hidden with what is above it. `protect=False` hides
    the first three alone; it is there so that the proof can fail.
    """
    earlier = [] if memory is None else [pair for pair in memory.releases if _overlaps(pair[0], release)]
    page = sheet([*(exact for exact, _ in earlier), release], [masked.tables for _, masked in earlier])
    for block in page.blocks():
        _hide_small(page, block)
    if protect:
        _protect(page, _protectors_before(earlier[-1][1] if earlier else None))
    return MaskedRelease(tuple(_masked(page, block) for block in page.blocks()))


def _overlaps(earlier: ReleaseTables, release: ReleaseTables) -> bool:
    start = min((table.window.start for table in release.tables), default=None)
    return start is not None and any(table.window.until > start for table in earlier.tables)


def _protectors_before(last: MaskedRelease | None) -> frozenset[str]:
    tables = last.tables if last else ()
    return frozenset(
        f"{table.area_set}/{code}"
        for table in tables
        for code, count in zip(table.areas, table.participants, strict=True)
        if count.hidden == "protects"
    )


def _hide_small(page: Sheet, block: Block) -> None:
    """0 to 4 everywhere, and areas with few residents. What is not told at all (`UNTOLD`) needs no hiding."""
    few = [people is not None and people < FEWEST_PEOPLE for people in block.table.people]
    page.hide(map(int, block.persons[few]), "few_people")
    towns = [block.total] if block.other_ties is None else [block.total, block.other_ties]
    cells = [block.persons, np.array(towns), *(cells.ravel() for cells in block.parts.values()), *block.town.values()]
    told = np.concatenate(cells)
    told = told[told != UNTOLD]
    page.hide(map(int, told[page.truth[told] < SMALLEST_SHOWN]), "under_five")


def _protect(page: Sheet, preferred: frozenset[str]) -> None:
    """Nothing is ever shown again here, so a count that is safe stays so; what is newly hidden is looked at as well."""
    done: set[int] = set()
    while waiting := [cell for cell in page.targets() if cell not in done]:
        for cell in waiting:
            done.add(cell)
            _protect_one(page, cell, preferred)


def _protect_one(page: Sheet, cell: int, preferred: frozenset[str]) -> None:
    here = surroundings(page, cell, preferred)
    steps = units(here)
    if page.kind[cell] == "under_five" and here.place.release == page.current and not _has_protector(page, cell):
        _take(page, steps)
    while page.kind[cell] and not page.is_safe(cell):
        if not _take(page, steps):
            return


def _take(page: Sheet, steps: Iterator[tuple[list[int], str]]) -> bool:
    """The next step that hides anything new."""
    for cells, kind in steps:
        before = [page.kind[cell] for cell in cells]
        page.hide(cells, "withheld" if kind == "withheld" else "protects")
        if [page.kind[cell] for cell in cells] != before:
            _follow(page)
            return True
    return False


def _follow(page: Sheet) -> None:
    """The breakdown of a hidden area adds up to it."""
    for block in page.blocks():
        for cells in block.parts.values():
            for whole, row in zip(block.persons, cells, strict=True):
                if whole != UNTOLD and page.kind[int(whole)]:
                    page.hide(map(int, row), "withheld")


def _has_protector(page: Sheet, cell: int) -> bool:
    arrays = page.arrays
    relations = arrays.of[arrays.of_start[cell] : arrays.of_start[cell + 1]]
    sums = [relation for relation in relations if arrays.low[relation] == arrays.high[relation] == 0]
    members = (arrays.member[arrays.start[relation] : arrays.start[relation + 1]] for relation in sums)
    return all(
        any(page.kind[int(other)] not in {"", "under_five"} for other in group if other != cell) for group in members
    )


def _masked(page: Sheet, block: Block) -> MaskedTable:
    table = block.table

    def shown(cell: int) -> Count:
        if cell == UNTOLD:
            return Count(None, "withheld")
        kind = page.kind[cell]
        return Count(None, kind) if kind else Count(int(page.truth[cell]))

    def rows(cells: npt.NDArray[np.int64]) -> tuple[Count, ...]:
        return tuple(shown(int(cell)) for cell in cells)

    def broken(part: Part) -> MaskedBreakdown | None:
        found = block.breakdown(part)
        if found is None:
            return None
        if part not in block.parts:
            nothing = tuple(Count(None, "withheld") for _ in found.labels)
            return MaskedBreakdown(found.labels, tuple(nothing for _ in table.areas), nothing)
        return MaskedBreakdown(found.labels, tuple(map(rows, block.parts[part])), rows(block.town[part]))

    return MaskedTable(
        table.area_set,
        table.window,
        table.denominator,
        table.areas,
        rows(block.persons),
        table.people,
        table.parents,
        shown(block.unknown),
        shown(block.total),
        None if block.other_ties is None else shown(block.other_ties),
        table.process,
        broken("ages"),
        broken("channels"),
    )
