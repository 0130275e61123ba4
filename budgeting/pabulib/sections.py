"""From text to the rows of META, PROJECTS and VOTES, each with its row number in the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from budgeting.pabulib.shapes import Note, PabulibRefused

NAMES = ("META", "PROJECTS", "VOTES")
LONGEST_CELL = 40  # rows of the file that one quoted cell may span


@dataclass(frozen=True)
class Row:
    number: int
    fields: dict[str, str]


@dataclass
class Section:
    header: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def sections(text: str, notes: list[Note]) -> dict[str, Section]:
    found: dict[str, Section] = {}
    current: Section | None = None
    for number, cells in _records(text.splitlines(), notes):
        name = _heading(cells)
        if name is not None:
            if name in found:
                raise PabulibRefused(f"row {number}: a second section {name}")
            current = found[name] = Section()
        elif current is None:
            raise PabulibRefused(f"row {number}: this is not a Pabulib file, for it does not begin with META")
        elif not current.header:
            current.header = [cell.strip().lower() for cell in cells]
        else:
            current.rows.append(Row(number, _fields(current.header, cells, number, notes)))
    return found


def _heading(cells: list[str]) -> str | None:
    name = cells[0].strip().upper()
    return name if name in NAMES and not any(cell.strip() for cell in cells[1:]) else None


def _fields(header: list[str], cells: list[str], number: int, notes: list[Note]) -> dict[str, str]:
    """Cells under their names. A name with a bare semicolon in it has run over: it is put together again."""
    over = len(cells) - len(header)
    if over > 0 and any(cell.strip() for cell in cells[len(header) :]):
        if "name" in header:
            at = header.index("name")
            cells = [*cells[:at], ";".join(cells[at : at + over + 1]), *cells[at + over + 1 :]]
            notes.append(Note(number, "more cells than columns: taken as a name with semicolons in it"))
        elif header[:2] == ["key", "value"]:
            cells = [cells[0], ";".join(cells[1:])]
        else:
            notes.append(Note(number, "more cells than columns: those at the end are left out"))
    return {name: cell.strip() for name, cell in zip(header, cells, strict=False)}


def _records(lines: list[str], notes: list[Note]) -> Iterator[tuple[int, list[str]]]:
    """One list of cells for each record. A quote that nobody closes stands for itself, and swallows nothing."""
    at = 0
    while at < len(lines):
        taken = _quoted(lines, at)
        if not taken:
            notes.append(Note(at + 1, "a quotation mark that is not closed"))
        if lines[at].strip("; \t\x00"):
            quoted = taken and '"' in lines[at]
            yield at + 1, _cells("\n".join(lines[at : at + taken]), at + 1) if quoted else lines[at].split(";")
        at += max(taken, 1)


def _quoted(lines: list[str], at: int) -> int:
    """How many lines the record at this one takes; 0 when a quotation mark is left open."""
    if '"' not in lines[at]:
        return 1
    inside = False
    for taken, line in enumerate(lines[at : at + LONGEST_CELL], start=1):
        if inside and _heading(line.split(";")) is not None:
            return 0
        inside = _inside_after(line, inside) if '"' in line else inside
        if not inside:
            return taken
    return 0


def _inside_after(line: str, inside: bool) -> bool:
    """Whether a quoted cell is still open at the line's end. Only a mark at the start of a cell opens one."""
    fresh, at = not inside, 0
    while at < len(line):
        mark = line[at] == '"'
        if inside and mark and line[at + 1 : at + 2] == '"':
            at += 1
        elif inside and mark:
            inside = False
        elif fresh and mark:
            inside = True
        fresh = not inside and line[at] == ";"
        at += 1
    return inside


def _cells(record: str, number: int) -> list[str]:
    try:
        return next(csv.reader([record], delimiter=";"))
    except csv.Error as error:
        raise PabulibRefused(f"row {number}: {error}") from error
