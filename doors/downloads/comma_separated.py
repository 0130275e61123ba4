"""CSV: UTF-8, commas, a header. A text that a spreadsheet would take for a formula begins with an apostrophe."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from doors.downloads.pieces import Pieces
from doors.downloads.tables import header, table_rows
from doors.ogc.layers import Layer
from geo.importing.rejects import cell

if TYPE_CHECKING:
    import pyarrow as pa


def csv_pieces(layer: Layer, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    from doors.downloads.reading import arrow_schema

    sink = Pieces()
    writer = csv.writer(_Encoded(sink), lineterminator="\r\n")
    writer.writerow(header(layer, arrow_schema(layer).names, outlines=True))
    yield sink.take()
    for batch in batches:
        writer.writerows([_said(value) for value in row] for row in table_rows(layer, batch, outlines=True))
        yield sink.take()


class _Encoded:
    def __init__(self, sink: Pieces) -> None:
        self._sink = sink

    def write(self, text: str) -> int:
        return self._sink.write(text.encode())


def _said(value: Any) -> Any:
    if isinstance(value, str):
        return cell(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, datetime.date) else value
