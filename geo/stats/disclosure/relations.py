"""What anybody knows about published counts without seeing them: which sums and which order they must keep.

Counts of persons: sums over areas, children and age bands; a person may use several channels; who took part within a
window took part within every window that holds it. Used by the masking, which knows the counts, and by the attacker,
who does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.stats.disclosure.tables import (
    Breakdown,
    CountTable,
    MaskedBreakdown,
    MaskedTable,
    Window,
    divided,
    rows_told,
)

Ints = npt.NDArray[np.int64]
AnyTable = CountTable | MaskedTable
Part = Literal["persons", "ages", "channels"]
PARTS: tuple[Part, ...] = ("ages", "channels")
TOWN, NOWHERE, ABOVE = -1, -2, -3  # rows beside the areas: the town, those of unknown home, the slack of a parent
ENDLESS = 10**9
UNTOLD = -1


class Place(NamedTuple):
    """Where a count stands: release, table in it, part, row (or TOWN …), label."""

    release: int
    table: int
    part: Part
    row: int
    label: int


@dataclass
class Block:
    """The counts of one table: a row per area. Town counts are shared by the sets of a window.

    UNTOLD stands for a count that is left out because nothing is told of its whole row: whatever it is, it can be made
    up from what is told (a table with given margins always exists), so it tells the attacker nothing either.
    """

    table: AnyTable
    release: int
    number: int
    total: int
    unknown: int
    persons: Ints
    parts: dict[Part, Ints] = field(default_factory=dict)
    town: dict[Part, Ints] = field(default_factory=dict)
    other_ties: int | None = None

    def breakdown(self, part: Part) -> Breakdown | MaskedBreakdown | None:
        return {"ages": self.table.ages, "channels": self.table.channels}.get(part)

    def told(self, part: Part) -> Ints:
        """The rows of which a breakdown is told."""
        cells = self.parts[part]
        return np.flatnonzero(cells[:, 0] != UNTOLD) if cells.size else np.zeros(0, np.int64)

    def labelled(self) -> Iterator[tuple[tuple[str, ...], int]]:
        """Every count that other windows have too, by what it is a count of."""
        yield ("",), self.total
        for row, code in enumerate(self.table.areas):
            if self.persons[row] != UNTOLD:
                yield ("area", code), int(self.persons[row])
        for part, cells in self.parts.items():
            found = self.breakdown(part)
            for place, label in enumerate(found.labels if found else ()):
                yield (part, label), int(self.town[part][place])
                for row in self.told(part):
                    yield (part, label, self.table.areas[row]), int(cells[row, place])


class Arrays(NamedTuple):
    """Relations as arrays: low ≤ Σ sign·count ≤ high for each; the members of a relation, the relations of a count."""

    start: Ints
    member: Ints
    sign: Ints
    low: Ints
    high: Ints
    of_start: Ints
    of: Ints
    of_sign: Ints


def keeps(arrays: Arrays, bounds: tuple[Ints, Ints], counts: Ints) -> bool:
    """Do the counts keep every relation and bound? In whole numbers, and apart from whatever found them."""
    added = np.concatenate([[0], np.cumsum(arrays.sign * counts[arrays.member])])
    sums = np.diff(added[arrays.start])
    return bool(
        (sums >= arrays.low).all()
        and (sums <= arrays.high).all()
        and (counts >= bounds[0]).all()
        and (counts <= bounds[1]).all()
    )


@dataclass
class Relations:
    """All counts of some releases and what must hold between them."""

    blocks: list[Block] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    signs: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    defined: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict)

    def new(self, place: Place) -> int:
        self.places.append(place)
        return len(self.places) - 1

    def holds(self, plus: Iterable[int], minus: Iterable[int], low: int = 0, high: int = 0) -> None:
        """low ≤ Σ plus − Σ minus ≤ high."""
        plus, minus = list(map(int, plus)), list(map(int, minus))
        self.members += plus + minus
        self.signs += [1] * len(plus) + [-1] * len(minus)
        self.ends.append(len(self.members))
        self.low.append(low)
        self.high.append(high)

    def at_most(self, less: Iterable[int], more: Iterable[int]) -> None:
        self.holds(more, less, 0, ENDLESS)

    def rest(self, place: Place, whole: Iterable[int], known: Iterable[int]) -> int:
        """A count nobody publishes: what the whole has beyond the known."""
        cell = self.new(place)
        whole, known = list(map(int, whole)), list(map(int, known))
        self.defined[cell] = (whole, known)
        self.holds(whole, [*known, cell])
        return cell

    def arrays(self) -> Arrays:
        member, sign = np.array(self.members, np.int64), np.array(self.signs, np.int64)
        start = np.array([0, *self.ends], np.int64)
        relation = np.repeat(np.arange(len(self.ends)), np.diff(start))
        order = np.argsort(member, kind="stable")
        of_start = np.searchsorted(member[order], np.arange(len(self.places) + 1))
        low, high = np.array(self.low, np.int64), np.array(self.high, np.int64)
        return Arrays(start, member, sign, low, high, of_start, relation[order], sign[order])


def relations(releases: Sequence[Sequence[AnyTable]]) -> Relations:
    """The relations of the tables of one or many releases, oldest first."""
    found = Relations()
    for release, tables in enumerate(releases):
        town: dict[tuple[object, ...], int] = {}
        blocks = [_block(found, town, release, number, table) for number, table in enumerate(tables)]
        found.blocks += blocks
        for block in blocks:
            _within(found, block)
        for block in blocks:
            _under_parents(found, block, blocks)
        _ties(found, blocks)
    _across_windows(found)
    return found


def _block(found: Relations, town: dict[tuple[object, ...], int], release: int, number: int, table: AnyTable) -> Block:
    def shared(part: Part, label: int, name: str) -> int:
        key = (table.process, table.denominator, table.window, part, name)
        if key not in town:
            town[key] = found.new(Place(release, number, part, TOWN, label))
        return town[key]

    rows = range(len(table.areas))
    total = shared("persons", 0, "")
    persons, unknown = np.full(len(rows), UNTOLD), UNTOLD
    if divided(table):
        unknown = found.new(Place(release, number, "persons", NOWHERE, 0))
        persons = np.array([found.new(Place(release, number, "persons", row, 0)) for row in rows], np.int64)
    block = Block(table, release, number, total, unknown, persons)
    if table.other_ties is not None:
        block.other_ties = shared("persons", 0, "other ties")
    for part in PARTS:
        broken = block.breakdown(part)
        if broken is not None and broken.labels and divided(table):
            labels = range(len(broken.labels))
            cells = np.full((len(rows), len(labels)), UNTOLD)
            for row in rows_told(table, broken):
                cells[row] = [found.new(Place(release, number, part, row, label)) for label in labels]
            block.parts[part] = cells
            block.town[part] = np.array([shared(part, label, broken.labels[label]) for label in labels], np.int64)
    return block


def _within(found: Relations, block: Block) -> None:
    """Areas and unknown homes make up the town; bands make up the persons; channels cover them."""
    if block.unknown == UNTOLD:
        return
    found.holds([*block.persons, block.unknown], [block.total])
    for part, cells in block.parts.items():
        told = block.told(part)
        elsewhere = found.rest(
            Place(block.release, block.number, "persons", NOWHERE, 0), [block.total], block.persons[told]
        )
        pieces = [
            found.rest(Place(block.release, block.number, part, NOWHERE, label), [town], cells[told, label])
            for label, town in enumerate(block.town[part])
        ]
        _makes_up(found, part, elsewhere, pieces)
        for row in told:
            _makes_up(found, part, int(block.persons[row]), cells[row])
        _makes_up(found, part, block.total, block.town[part])


def _makes_up(found: Relations, part: Part, whole: int, pieces: Iterable[int]) -> None:
    pieces = list(map(int, pieces))
    if part == "ages":
        found.holds(pieces, [whole])
        return
    found.at_most([whole], pieces)
    for piece in pieces:
        found.at_most([piece], [whole])


def _under_parents(found: Relations, block: Block, blocks: list[Block]) -> None:
    """Children make up their parent, but for persons whose home is known no finer than that."""
    families: dict[tuple[str, str], list[int]] = {}
    for row, parent in enumerate(block.table.parents):
        if parent is not None:
            families.setdefault(parent, []).append(row)
    above = {other.table.area_set: other for other in blocks if _alike(block.table, other.table)}
    for (kind, code), rows in families.items():
        whole = above.get(kind)
        if whole is not None and code in whole.table.areas:
            _family(found, block, np.array(rows), (whole, whole.table.areas.index(code)))


def _family(found: Relations, block: Block, rows: Ints, above: tuple[Block, int]) -> None:
    parent, at = above
    if UNTOLD in (block.unknown, parent.unknown):
        return
    place = Place(block.release, block.number, "persons", ABOVE, 0)
    found.rest(place, [parent.persons[at]], block.persons[rows])
    for part, cells in block.parts.items():
        mine, theirs = block.breakdown(part), parent.breakdown(part)
        told = np.intersect1d(rows, block.told(part))
        if mine is None or theirs is None or mine.labels != theirs.labels or at not in parent.told(part):
            continue
        elsewhere = found.rest(place, [parent.persons[at]], block.persons[told])
        pieces = [
            found.rest(place._replace(part=part, label=label), [parent.parts[part][at, label]], cells[told, label])
            for label in range(len(mine.labels))
        ]
        _makes_up(found, part, elsewhere, pieces)


def _alike(one: AnyTable, other: AnyTable) -> bool:
    return (one.window, one.denominator, one.process) == (other.window, other.denominator, other.process)


def _ties(found: Relations, blocks: list[Block]) -> None:
    """Those of the other denominator are among the persons with other ties."""
    for block in blocks:
        for other in blocks:
            same = (block.table.window, block.table.process) == (other.table.window, other.table.process)
            if block.other_ties is not None and same and other.table.denominator != block.table.denominator:
                found.at_most([other.total], [block.other_ties])


def _across_windows(found: Relations) -> None:
    groups: dict[tuple[str, str], list[Block]] = {}
    for block in found.blocks:
        groups.setdefault((block.table.area_set, block.table.denominator), []).append(block)
    for blocks in groups.values():
        counts = [dict(block.labelled()) for block in blocks]
        for small, large in _next_larger([(block.table.process, block.table.window) for block in blocks]):
            for name, cell in counts[small].items():
                if name in counts[large]:
                    found.at_most([cell], [counts[large][name]])
        for whole, first, last in _unions([(block.table.process, block.table.window) for block in blocks]):
            for name, cell in counts[whole].items():
                if name in counts[first] and name in counts[last]:
                    found.at_most([cell], [counts[first][name], counts[last][name]])


def _next_larger(windows: list[tuple[str, Window]]) -> list[tuple[int, int]]:
    """Pairs (held, holding) with nothing between them; equal windows of two releases hold each other."""
    count = len(windows)
    holds = np.zeros((count, count), bool)  # [held, holding]
    for small, (process, window) in enumerate(windows):
        for large, (of, other) in enumerate(windows):
            holds[small, large] = small != large and of in {"", process} and other.holds(window)
    equal = holds & holds.T
    strictly = holds & ~equal
    between = (strictly.astype(np.int32) @ strictly.astype(np.int32)) > 0
    pairs = np.argwhere((strictly & ~between) | equal)
    return [(int(small), int(large)) for small, large in pairs]


def _unions(windows: list[tuple[str, Window]]) -> list[tuple[int, int, int]]:
    """(whole, first, last): two shorter windows of the same process that together are the whole one."""
    found = []
    for whole, (process, window) in enumerate(windows):
        inside = [
            place
            for place, (of, other) in enumerate(windows)
            if of == process and window.holds(other) and other != window
        ]
        firsts = [place for place in inside if windows[place][1].start == window.start]
        lasts = [place for place in inside if windows[place][1].until == window.until]
        found += [
            (whole, first, last)
            for first in firsts
            for last in lasts
            if windows[last][1].start <= windows[first][1].until
        ]
    return found
