"""Reads a Pabulib file (https://pabulib.org/format), however dirty; says what it mended; refuses what means nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from budgeting.pabulib.numbers import number_in
from budgeting.pabulib.opening import text_of
from budgeting.pabulib.places import places
from budgeting.pabulib.sections import Row, Section, sections
from budgeting.pabulib.shapes import MOST_PROJECTS, POINTS, VOTE_TYPES, Entry, Note, PabulibFile, PabulibRefused
from budgeting.pabulib.votes import votes
from budgeting.tally import Ballots, Project
from budgeting.tally.shapes import MOST

SELECTED = ("1", "2", "3")  # 2 and 3: won by a town's extra money or extra rule
NOT_SELECTED = ("0", "")


def read(path: Path) -> PabulibFile:
    text, notes = text_of(path)
    return parsed(text, notes)


def parsed(text: str, notes: list[Note] | None = None) -> PabulibFile:
    notes = [] if notes is None else notes
    found = sections(text, notes)
    for name in ("META", "PROJECTS", "VOTES"):
        if name not in found:
            raise PabulibRefused(f"the file has no section {name}")
    meta = _meta(found["META"])
    vote_type = _vote_type(meta, notes)
    entries = _entries(found["PROJECTS"], meta.get("country", ""), notes)
    known = frozenset(entry.project.id for entry in entries)
    cast = votes(_with_column(found["VOTES"], "VOTES", "vote"), known, vote_type, notes)
    ballots = cast.ballots(vote_type, _ranks(meta, len(entries)))
    _compare(meta, entries, ballots, notes)
    return PabulibFile(
        meta=meta,
        budget=_money(meta.get("budget", ""), "the budget", None, notes),
        vote_type=vote_type,
        entries=entries,
        ballots=ballots,
        voters=tuple(cast.voters),
        selected=_selected(entries),
        notes=tuple(sorted(notes, key=lambda note: note.row or 0)),
    )


def _meta(section: Section) -> dict[str, str]:
    name = section.header[0] if section.header else ""
    rows = [list(row.fields.values()) for row in section.rows]
    if name != "key":  # the heading is missing: its row is an entry
        rows.insert(0, section.header)
    return {cells[0].lower(): cells[1] for cells in rows if len(cells) > 1}


def _vote_type(meta: Mapping[str, str], notes: list[Note]) -> str:
    stated = meta.get("vote_type", "").lower()
    if stated in VOTE_TYPES:
        return stated
    notes.append(Note(None, f"vote_type “{stated}” is none that is known: read as approval"))
    return "approval"


def _ranks(meta: Mapping[str, str], projects: int) -> int:
    stated = number_in(meta.get("max_length", ""))
    return int(stated) if stated is not None and 0 < stated <= projects else projects


def _with_column(section: Section, name: str, column: str) -> Sequence[Row]:
    if column not in section.header:
        raise PabulibRefused(f"{name} has no column {column}")
    return section.rows


def _entries(section: Section, country: str, notes: list[Note]) -> tuple[Entry, ...]:
    rows: dict[str, Row] = {}
    _with_column(section, "PROJECTS", "cost")
    for row in _with_column(section, "PROJECTS", "project_id"):
        name = row.fields.get("project_id", "")
        if not name:
            notes.append(Note(row.number, "a project without an id: left out"))
        elif name in rows:
            notes.append(Note(row.number, f"project {name} is there already: left out"))
        else:
            rows[name] = row
    if len(rows) > MOST_PROJECTS:
        raise PabulibRefused(f"more than {MOST_PROJECTS:,} projects")
    kept = list(rows.values())
    located = places(kept, country, notes)
    return tuple(_entry(row, place, notes) for row, place in zip(kept, located, strict=True))


def _entry(row: Row, place: tuple[float, float] | None, notes: list[Note]) -> Entry:
    name = row.fields["project_id"]
    cost = _money(row.fields.get("cost", ""), f"the cost of project {name}", row.number, notes)
    selected = row.fields.get("selected", "")
    if selected not in (*SELECTED, *NOT_SELECTED):
        notes.append(Note(row.number, f"selected “{selected}” is neither 1 nor 0: taken as not selected"))
    groups = [group.strip() for group in row.fields.get("exclusive_groups", "").split(",")]
    return Entry(Project(name, cost, groups=filter(None, groups)), row.fields, place)


def _money(text: str, what: str, row: int | None, notes: list[Note]) -> Fraction:
    number = number_in(text)
    where = "" if row is None else f"row {row}: "
    if number is None:
        raise PabulibRefused(f"{where}{what} is “{text[:40]}”, which is not an amount of money")
    if not 0 <= number <= MOST:
        raise PabulibRefused(f"{where}{what} is {text}, which is {'less than nothing' if number < 0 else 'too much'}")
    if not text.replace(".", "").isdigit():
        notes.append(Note(row, f"{what} “{text}” read as {float(number):,.2f}"))
    return number


def _selected(entries: Sequence[Entry]) -> frozenset[str] | None:
    if not any("selected" in entry.fields for entry in entries):
        return None
    return frozenset(entry.project.id for entry in entries if entry.fields.get("selected") in SELECTED)


def _compare(meta: Mapping[str, str], entries: Sequence[Entry], ballots: Ballots, notes: list[Note]) -> None:
    """What the file says of itself, against what is in it. The rows are what counts."""
    for name, found in (("num_projects", len(entries)), ("num_votes", len(ballots))):
        if name in meta and number_in(meta[name]) != found:
            notes.append(Note(None, f"{name} says {meta[name]}, but there are {found}"))
    totals: dict[str, Mapping[str, int | Fraction]] = {"votes": ballots.votes}
    if meta.get("vote_type", "").lower() in POINTS:
        totals["score"] = ballots.score
    for entry in entries:
        for column, total in totals.items():
            stated, counted = entry.fields.get(column, ""), total.get(entry.project.id, 0)
            if stated and number_in(stated) != counted:
                notes.append(Note(None, f"project {entry.project.id}: {column} says {stated}, but it is {counted}"))
