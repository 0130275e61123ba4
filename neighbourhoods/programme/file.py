"""A programme's table as a file: one measure a row, with the headings that Finnish towns use. CSV or XLSX.

A cell that is empty in the column of goals (or of parts) stands for the one above it, as merged cells do.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.files.reader import read_layer
from geo.importing.command import ImportRefused
from neighbourhoods.programme.schedule import speaks_of_time

MOST_ROWS = 5_000
MOST_UNPACKED = 50_000_000  # bytes of a spreadsheet: a small file can hold a very large one
COLUMNS: dict[str, tuple[str, ...]] = {
    "part": ("osio", "kokonaisuus", "part", "del"),
    "goal": ("tavoite", "menetelmä", "osallistava menetelmä", "goal", "mål"),
    "form": ("muoto", "osallisuuden muoto", "form"),
    "measure": ("toimenpide", "tarkoitus", "measure", "åtgärd"),
    "owner": ("vastuutaho", "vastuu", "owner", "responsible", "ansvarig"),
    "unit": ("yksikkö", "unit", "enhet"),
    "schedule": ("aikataulu", "schedule", "tidtabell"),
    "evaluation": ("arviointi", "evaluation", "utvärdering"),
    "both": ("arviointi/aikataulu", "evaluation/schedule", "utvärdering/tidtabell"),
    "indicator": ("mittari", "indicator", "mätare"),
    "target": ("tavoitearvo", "target", "målvärde"),
    "area": ("alue", "area", "område"),
    "status": ("tila", "status", "läge"),
    "told": ("tilanne", "progress", "lägesbeskrivning"),
    "evidence": ("näyttö", "evidence", "bevis"),
}
CARRIED = ("part", "goal", "form")
WORDS = re.compile(r"\s+")


@dataclass(frozen=True)
class ProgrammeRow:
    """A row as it stands, by our names; `raw` is as it came."""

    number: int
    cells: dict[str, str]
    raw: dict[str, Any]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def rows_of(path: Path) -> Iterator[ProgrammeRow]:
    """The rows of the table that hold anything."""
    above: dict[str, str] = {}
    for number, raw in _spreadsheet(path) if path.suffix.lower() == ".xlsx" else _table(path):
        if number > MOST_ROWS:
            raise ImportRefused(f"A programme of more than {MOST_ROWS} rows is not read")
        cells = _known(raw)
        if not any(cells.values()):
            continue
        # A new goal begins anew: only the part above it still holds
        for name in CARRIED:
            if not cells.get(name) and not (name == "form" and cells.get("goal")):
                cells[name] = above.get(name, "")
        above = {name: cells[name] for name in CARRIED}
        yield ProgrammeRow(number, cells, raw)


def _table(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for row in read_layer(path):
        yield row.number, row.attributes


def _spreadsheet(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    from openpyxl import load_workbook

    _check_size(path)
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        lines = book.active.iter_rows(values_only=True)
        head = [_text(cell) for cell in next(lines, ())]
        for number, line in enumerate(lines, 1):
            yield number, dict(zip(head, map(_text, line), strict=False))
    finally:
        book.close()


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise ImportRefused(f"{path.name} is no spreadsheet (XLSX)") from error
    if unpacked > MOST_UNPACKED:
        raise ImportRefused(f"{path.name} unpacks to more than {MOST_UNPACKED // 1_000_000} MB")


def _known(raw: dict[str, Any]) -> dict[str, str]:
    by_lower = {WORDS.sub(" ", name).strip().lower(): _text(cell) for name, cell in raw.items() if name}
    found = {
        ours: next((by_lower[name] for name in names if name in by_lower), "")
        for ours, names in COLUMNS.items()
    }  # fmt: skip
    if not any(name in by_lower for name in COLUMNS["measure"]):
        raise ImportRefused(f"Which column has the measures? One named {', '.join(COLUMNS['measure'])}, please")
    both = found.pop("both")
    if both and not found["schedule"] and not found["evaluation"]:
        found["evaluation"], found["schedule"] = _parted(both)
    return found


def _parted(both: str) -> tuple[str, str]:
    """Evaluation and schedule that stand in one cell: a part that speaks of time is the schedule."""
    parts = [part.strip() for part in re.split(r"[/\n;]", both) if part.strip()]
    when = [part for part in parts if speaks_of_time(part)]
    what = [part for part in parts if part not in when]
    return " ".join(what), " ".join(when)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a year in a spreadsheet
    return str(cell).strip()
