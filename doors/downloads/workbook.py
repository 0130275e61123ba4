"""A workbook (XLSX) written in one go: rows go into the packed file as they are read, so its size costs no memory.

Texts are written as texts, so no cell can be a formula. Moments are in Finnish time, as spreadsheets count days.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from django.conf import settings

from doors.downloads.pieces import Pieces
from doors.downloads.spoken import LANGUAGES, Spoken
from doors.downloads.tables import COORDINATE_WORDS, header, table_rows
from doors.ogc.layers import Layer

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 1_048_576  # of a sheet, its header among them
LONGEST = 32_767  # of a cell
_FIRST_DAY = datetime.datetime(1899, 12, 30)
_DAY, _MOMENT, _HEAD = 1, 2, 3
_NOT_IN_XML = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/>'
    '<xf fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def xlsx_pieces(layer: Layer, told: Spoken, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    from doors.downloads.reading import arrow_schema

    sink = Pieces()
    names = header(layer, arrow_schema(layer).names, outlines=False)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as book:
        sheets = 0
        rows = _rows(layer, batches)
        more = True
        while more:
            sheets += 1
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w", force_zip64=True) as sheet:
                sheet.write(_begin(names))
                yield sink.take()
                more = yield from _sheet(sheet, rows, sink)
        sheets += 1
        book.writestr(f"xl/worksheets/sheet{sheets}.xml", _fields(names, told))
        _bind(book, sheets)
    yield sink.take()


def _rows(layer: Layer, batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Any, ...] | None]:
    """Rows, and nothing at the end of each batch: then what is written can be taken."""
    for batch in batches:
        yield from table_rows(layer, batch, outlines=False)
        yield None


def _sheet(sheet: Any, rows: Iterator[tuple[Any, ...] | None], sink: Pieces) -> Generator[bytes, None, bool]:
    """One sheet; tells whether it is full, and more may follow."""
    number, waiting = 1, []
    for row in rows:
        if row is not None:
            number += 1
            waiting.append(_row(row))
        if row is None or number == MOST_ROWS:
            sheet.write("".join(waiting).encode())
            waiting.clear()
            yield sink.take()
        if number == MOST_ROWS:
            break
    sheet.write(b"</sheetData></worksheet>")
    return number == MOST_ROWS


def _begin(names: Sequence[str]) -> bytes:
    pane = '<pane ySplit="1" topLeftCell="A2" state="frozen"/>'
    views = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    head = f'{_XML}<worksheet xmlns="{_MAIN}">{views}<sheetData>'
    return (head + _row(names, style=_HEAD)).encode()


def _row(values: Sequence[Any], style: int = 0) -> str:
    return f"<row>{''.join([_cell(value, style) for value in values])}</row>"


def _cell(value: Any, style: int) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, str):
        text = escape(value.translate(_NOT_IN_XML)[:LONGEST])
        return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime.datetime):
        local = value.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None)
        return f'<c s="{_MOMENT}"><v>{(local - _FIRST_DAY) / datetime.timedelta(days=1):.8f}</v></c>'
    if isinstance(value, datetime.date):
        return f'<c s="{_DAY}"><v>{(value - _FIRST_DAY.date()).days}</v></c>'
    return f"<c><v>{value!r}</v></c>"


def _fields(names: Sequence[str], told: Spoken) -> str:
    """A sheet that says what each column is."""
    words = {**told.columns, **COORDINATE_WORDS}
    rows = [_row([name, *(words[name][code] for code in LANGUAGES)]) for name in names]
    head = _begin(["", *("suomi", "svenska", "English")]).decode()
    titles = _row(["", *(told.title[code] for code in LANGUAGES)])
    return f"{head}{titles}{''.join(rows)}</sheetData></worksheet>"


def _bind(book: zipfile.ZipFile, sheets: int) -> None:
    """What makes a workbook of sheets: the data, in as many as it takes, and the fields at the end."""
    numbers = range(1, sheets + 1)
    titles = ["data", *(f"data {number}" for number in range(2, sheets)), "fields"]
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{one}.xml" ContentType="{_TYPES}.worksheet+xml"/>' for one in numbers
    )
    book.writestr(
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{parts}</Types>',
    )
    book.writestr("_rels/.rels", _related([("officeDocument", "xl/workbook.xml")]))
    named = "".join(
        f'<sheet name="{title}" sheetId="{one}" r:id="rId{one}"/>' for one, title in zip(numbers, titles, strict=True)
    )
    book.writestr(
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{named}</sheets></workbook>',
    )
    of_sheets = [("worksheet", f"worksheets/sheet{one}.xml") for one in numbers]
    book.writestr("xl/_rels/workbook.xml.rels", _related([*of_sheets, ("styles", "styles.xml")]))
    book.writestr("xl/styles.xml", _STYLES)


def _related(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'
