"""A file of open data as it is given: the ready one, or, while there is none, the rows as they are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from doors.collections import layers_of_town
from doors.downloads import kept
from doors.downloads.comma_separated import csv_pieces
from doors.downloads.geoparquet import parquet_pieces
from doors.downloads.reading import Around, arrow_batches
from doors.downloads.spoken import spoken
from doors.downloads.workbook import xlsx_pieces
from doors.models import LayerFiles
from doors.ogc.layers import Layer
from doors.services.files import TOWN, Make
from geo.models import Municipality

STREAMED = ("parquet", "csv", "xlsx")


@dataclass(frozen=True)
class Ready:
    """A ready file, and the row that tells of it."""

    row: LayerFiles
    path: Path


def ready_file(town: Municipality, layer: str, ending: str) -> Ready | None:
    """None while it is being made for the first time, or since something in it was withdrawn."""
    row = LayerFiles.objects.filter(municipality=town, layer=layer).first()
    if row is None or not row.may_be_given or ending not in row.sizes:
        return None
    path = kept.place(town, row.folder, layer, ending)
    return Ready(row, path) if path.exists() else None


def layer_of(town: Municipality, name: str) -> Make | None:
    """How the layer of that name is made, if the town has one."""
    if all(layer.name != name for layer in layers_of_town(town)):
        return None
    return lambda: next(layer for layer in layers_of_town(town) if layer.name == name)


def is_known(town: Municipality, layer: str, ending: str) -> bool:
    if layer == TOWN:
        return ending == "gpkg"
    return ending in kept.ENDINGS and layer_of(town, layer) is not None


def streamed(make: Make, ending: str, around: Around | None = None) -> Iterator[bytes]:
    """The file in pieces, from the first rows on; never more than one page of rows in memory."""
    layer: Layer = make()
    batches = arrow_batches(layer, around=around) if around else arrow_batches(layer)
    if ending == "csv":
        return csv_pieces(layer, batches)
    told = spoken(make)
    return parquet_pieces(layer, told, batches) if ending == "parquet" else xlsx_pieces(layer, told, batches)
