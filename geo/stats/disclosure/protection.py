"""What to hide next when a small count is not safe yet: an order that rests on public facts, never on counts.

Of one area: other areas of the same parent; then in longer windows; then the whole group is withheld; then what is
above it; in the end everything of the denominator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geo.stats.disclosure.relations import NOWHERE, TOWN, UNTOLD, Block, Place
from geo.stats.disclosure.sheet import Sheet
from geo.stats.disclosure.tables import Hidden

AMPLE = 15.0  # expected persons: enough to hide a few behind, and no larger an area than needed
Unit = tuple[list[int], Hidden]


@dataclass(frozen=True)
class Surroundings:
    """A target: its own block (of any release), and the current blocks of its set and denominator."""

    sheet: Sheet
    block: Block
    place: Place
    blocks: list[Block]
    preferred: frozenset[str]

    @property
    def code(self) -> str:
        return self.block.table.areas[self.place.row]


def surroundings(sheet: Sheet, cell: int, preferred: frozenset[str]) -> Surroundings:
    place = sheet.rules.places[cell]
    block = next(one for one in sheet.rules.blocks if (one.release, one.number) == (place.release, place.table))
    table = block.table
    blocks = [
        one
        for one in sheet.blocks()
        if (one.table.area_set, one.table.denominator) == (table.area_set, table.denominator)
    ]
    return Surroundings(sheet, block, place, blocks, preferred)


def units(here: Surroundings) -> Iterator[Unit]:
    """Things to hide, one after another, until the target is safe."""
    if here.place.row >= 0:
        yield from _persons(here) if here.place.part == "persons" else _parts(here)
    elif here.place.part != "persons":
        yield from _town_parts(here)
    yield from _everything(here)


def _persons(here: Surroundings) -> Iterator[Unit]:
    mine = [block for block in here.blocks if block.table.process == here.block.table.process]
    narrow = [block for block in mine if _hidden_here(here, block)]
    order = neighbours(here.block, here.place.row, here.preferred)
    for depth in (1, 2):
        for code in order:
            yield [cell for block in narrow for cell in _with_children(here, block, code, depth)], "protects"
    for code in (here.code, *order):
        yield [cell for block in here.blocks for cell in _with_children(here, block, code, 2)], "protects"
    group = [here.code, *order]
    for blocks in (narrow, mine, here.blocks):
        yield (
            [int(block.persons[_row(block, code)]) for block in blocks for code in group if _has(block, code)],
            "withheld",
        )
    for blocks in (narrow, here.blocks):
        yield [block.unknown for block in blocks], "withheld"
    yield [cell for block in here.blocks for cell in _above(here, block)], "protects"
    yield [int(cell) for block in here.blocks for cell in block.persons], "withheld"


def _parts(here: Surroundings) -> Iterator[Unit]:
    part, row = here.place.part, here.place.row
    mine = [block for block in here.blocks if part in block.parts and _has(block, here.code)]
    mine = [block for block in mine if _cell(block, here, here.code) != UNTOLD]
    narrow = [block for block in mine if here.sheet.kind[_cell(block, here, here.code)]] or mine
    order = neighbours(here.block, row, here.preferred)
    labels = _labels(here)
    for step, label in enumerate(labels):
        partner = order[min(step, len(order) - 1)] if order else None
        yield [cell for block in narrow for cell in _rectangle(here, block, label, partner)], "protects"
    yield [int(cell) for block in narrow for cell in block.parts[part][_row(block, here.code)]], "withheld"
    yield [int(cell) for block in mine for cell in block.parts[part][_row(block, here.code)]], "withheld"
    for code in order:
        rows = [block.parts[part][_row(block, code)] for block in mine if _has(block, code)]
        yield [int(cell) for cells in rows for cell in cells], "withheld"
    yield [int(cell) for block in mine for cell in block.parts[part].flat], "withheld"
    yield from _town_parts(here)


def _town_parts(here: Surroundings) -> Iterator[Unit]:
    part = here.place.part
    blocks = [block for block in here.sheet.blocks() if part in block.town and _alike(block, here)]
    if here.place.row == TOWN:
        narrow = [block for block in blocks if here.sheet.kind[int(block.town[part][here.place.label])]] or blocks
        for label in _labels(here):
            yield [int(block.town[part][label]) for block in narrow], "protects"
    yield [int(cell) for block in blocks for cell in block.town[part]], "withheld"
    yield [int(cell) for block in blocks for cell in block.parts[part].flat], "withheld"


def _everything(here: Surroundings) -> Iterator[Unit]:
    blocks = [block for block in here.sheet.blocks() if _alike(block, here)]
    yield [int(cell) for block in blocks for cells in block.parts.values() for cell in cells.flat], "withheld"
    yield [int(cell) for block in blocks for cells in block.town.values() for cell in cells], "withheld"
    yield [int(cell) for block in blocks for cell in (*block.persons, block.unknown)], "withheld"
    yield [block.total for block in blocks], "withheld"


def _alike(block: Block, here: Surroundings) -> bool:
    return block.table.denominator == here.block.table.denominator


def _has(block: Block, code: str) -> bool:
    return code in block.table.areas


def _row(block: Block, code: str) -> int:
    return block.table.areas.index(code)


def _cell(block: Block, here: Surroundings, code: str) -> int:
    row = _row(block, code)
    part = here.place.part
    return int(block.persons[row] if part == "persons" else block.parts[part][row, here.place.label])


def _hidden_here(here: Surroundings, block: Block) -> bool:
    """Where the target is hidden now; for a target of an earlier release, everywhere."""
    if not _has(block, here.code):
        return False
    cell = _cell(block, here, here.code)
    if cell == UNTOLD or here.place.release != here.sheet.current:
        return cell != UNTOLD
    return here.sheet.kind[cell] != ""


def neighbours(block: Block, row: int, preferred: frozenset[str]) -> list[str]:
    """The other areas of the same parent: what protected before, then the smallest that are ample by residents."""
    table = block.table
    everybody = sum(people or 0.0 for people in table.people) or 1.0
    persons = block_total(block)

    def order(at: int) -> tuple[bool, bool, float, str]:
        expected = (table.people[at] or 0.0) / everybody * persons
        return (
            f"{table.area_set}/{table.areas[at]}" not in preferred,
            expected < AMPLE,
            expected if expected >= AMPLE else -expected,
            table.areas[at],
        )

    alike = [at for at, parent in enumerate(table.parents) if parent == table.parents[row] and at != row]
    return [table.areas[at] for at in sorted(alike, key=order)]


def block_total(block: Block) -> int:
    total = block.table.total
    return total if isinstance(total, int) else total.value or 0


def _labels(here: Surroundings) -> list[int]:
    """The other labels: the least common in the town that is ample here first."""
    block, place = here.block, here.place
    town = here.sheet.truth[block.town[place.part]]
    mine = here.sheet.truth[block.persons[place.row] if place.row >= 0 else block.total]
    share = float(mine) / max(1.0, float(here.sheet.truth[block.total]))
    expected = {label: float(town[label]) * share for label in range(len(town)) if label != place.label}
    return sorted(expected, key=lambda label: (expected[label] < AMPLE, abs(expected[label] - AMPLE), label))


def _rectangle(here: Surroundings, block: Block, label: int, partner: str | None) -> Iterator[int]:
    """The other three corners: row and column both keep their sums when persons move around."""
    cells = block.parts[here.place.part]
    yield int(cells[_row(block, here.code), label])
    if partner is not None and _has(block, partner):
        yield int(cells[_row(block, partner), label])
        yield int(cells[_row(block, partner), here.place.label])


def _with_children(here: Surroundings, block: Block, code: str, depth: int) -> Iterator[int]:
    """An area, and of its parts as many as it takes to not give it back by their sum."""
    if not _has(block, code):
        return
    yield int(block.persons[_row(block, code)])
    for other in here.sheet.blocks():
        if (other.table.window, other.table.denominator, other.table.process) != (
            block.table.window,
            block.table.denominator,
            block.table.process,
        ):
            continue
        rows = [row for row, parent in enumerate(other.table.parents) if parent == (block.table.area_set, code)]
        if rows:
            order = [other.table.areas[rows[0]], *neighbours(other, rows[0], here.preferred)]
            for child in order[:depth]:
                yield from _with_children(here, other, child, depth)


def _above(here: Surroundings, block: Block) -> Iterator[int]:
    """The areas above the target, with one beside each."""
    parent = block.table.parents[_row(block, here.code)] if _has(block, here.code) else None
    while parent is not None:
        kind, code = parent
        found = [one for one in here.sheet.blocks() if one.table.area_set == kind and _same_window(one, block)]
        parent = None
        for one in found:
            if _has(one, code):
                beside = neighbours(one, _row(one, code), here.preferred)[:2]
                yield from (int(one.persons[_row(one, name)]) for name in (code, *beside))
                parent = one.table.parents[_row(one, code)]


def _same_window(one: Block, other: Block) -> bool:
    return (one.table.window, one.table.denominator, one.table.process) == (
        other.table.window,
        other.table.denominator,
        other.table.process,
    )


__all__ = ["NOWHERE", "Surroundings", "Unit", "neighbours", "surroundings", "units"]
