"""A first look at a file: its layers and columns, and how it is best read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from geo.files.reader import ReadOptions, layers_of, open_file
from geo.files.refusals import FileRefused
from geo.files.selection import as_text
from geo.importing import columns, population_columns
from geo.models import Municipality, Upload
from geo.uploads.wishes import HowRead, UploadWishes

MOST_LAYERS = 20
SAMPLE_ROWS = 3
SAMPLE_LENGTH = 60
What = Upload.What


@dataclass(frozen=True)
class FoundLayer:
    """A layer as a person must see it to say how it is read. `samples`: the first values of each column.

    The only layer of a file needs no name.
    """

    name: str
    fields: tuple[str, ...]
    has_geometry: bool
    crs: int | None
    samples: dict[str, list[str]]
    trouble: str = ""  # why it cannot be read as it is; a code of geo.files.refusals


def look_into(path: Path) -> list[FoundLayer]:
    """The layers of a file. Raises FileRefused when none of them can be read."""
    try:
        return [_look_at(path, None)]
    except FileRefused as refused:
        if refused.code != "choose_layer":
            raise
    return [_look_at(path, name) for name in layers_of(path)[:MOST_LAYERS]]


def _look_at(path: Path, name: str | None) -> FoundLayer:
    try:
        with open_file(path, ReadOptions(layer=name)) as reading:
            layer = reading.layer
            first = next(iter(reading))
            rows = [first.row(index) for index in range(min(SAMPLE_ROWS, len(first)))]
    except FileRefused as refused:
        if name is None or refused.code not in ("unsupported_crs", "no_rows"):
            raise
        return FoundLayer(name, (), has_geometry=False, crs=None, samples={}, trouble=refused.code)
    samples = {field: [as_text(row.get(field))[:SAMPLE_LENGTH] for row in rows] for field in layer.fields}
    return FoundLayer(name or "", layer.fields, layer.has_geometry, layer.crs, samples)


def kept(layers: list[FoundLayer]) -> dict[str, Any]:
    """As it stands in the upload's row."""
    return {"layers": [asdict(layer) for layer in layers]}


def layers_kept(found: dict[str, Any]) -> list[FoundLayer]:
    return [FoundLayer(**{**layer, "fields": tuple(layer["fields"])}) for layer in found.get("layers", ())]


# ── How it is best read ───────────────────────────────────────────────────────────────────────────────────────────────


def best_reading(town: Municipality, wishes: UploadWishes, layers: list[FoundLayer]) -> HowRead:
    """As a person last said for such a file, else as its columns are commonly called. Runs inside `in_town`."""
    usable = [layer for layer in layers if not layer.trouble and (layer.has_geometry or not needs_shapes(wishes))]
    layer = usable[0] if len(usable) == 1 else None
    remembered = last_reading(town, wishes, layers)
    if remembered is not None:
        return remembered
    if layer is None:
        return HowRead()
    return guessed(wishes, layer)


def guessed(wishes: UploadWishes, layer: FoundLayer) -> HowRead:
    """By the names that columns have in the files that Finnish towns have at hand."""
    reading = HowRead(layer=layer.name)
    if wishes.what == What.AREAS:
        code = columns.find(layer.fields, columns.CODE) or ""
        return replace(reading, code=code, name=columns.find(layer.fields, columns.NAMES["fi"]) or "")
    if wishes.what == What.PEOPLE:
        known = population_columns.CELL_CODE if wishes.cell_m else population_columns.CODE
        figures = population_columns.known_figures(layer.fields)
        told = {population_columns.name_of(figure): column for figure, column in figures.items()}
        return replace(reading, code=columns.find(layer.fields, known) or "", columns=told)
    return reading


def last_reading(town: Municipality, wishes: UploadWishes, layers: list[FoundLayer]) -> HowRead | None:
    """How the newest file of this kind was read that was understood, when this one has the same columns."""
    before = Upload.objects.filter(municipality=town, what=wishes.what).exclude(preview={}).exclude(reading={})
    same = before.filter(wishes__kind=wishes.kind, wishes__cell_m=wishes.cell_m)
    for kept_reading in same.values_list("reading", flat=True)[:5]:
        reading = HowRead(**kept_reading)
        layer = next((one for one in layers if one.name == reading.layer), layers[0] if len(layers) == 1 else None)
        if layer is not None and asked_columns(reading) <= set(layer.fields):
            return replace(reading, layer=layer.name)
    return None


def asked_columns(reading: HowRead) -> set[str]:
    """The columns that a way of reading needs."""
    return {reading.code, reading.name, reading.where_column, *reading.columns.values()} - {""}


def needs_shapes(wishes: UploadWishes) -> bool:
    return wishes.what in (What.AREAS, What.BOUNDARY)


def is_enough(wishes: UploadWishes, reading: HowRead, layers: list[FoundLayer]) -> bool:
    """Whether the file can be tried without asking anybody."""
    layer = next((one for one in layers if one.name == reading.layer), None)
    if layer is None or (needs_shapes(wishes) and (layer.crs or reading.crs) is None):
        return False
    if wishes.what == What.AREAS:
        return bool(reading.code or reading.name)
    if wishes.what == What.PEOPLE:
        return bool(reading.columns and (reading.code or wishes.cell_m))
    return True
