"""CSV, read in the child by Python's own reader: no driver, no guessing of types, every value a text or nothing."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from pathlib import Path

import numpy as np
import shapely

from geo.files.frames import Column, Frame
from geo.files.staging import Refused

BATCH_ROWS = 20_000
MAX_FIELD = 1_000_000
MAX_COLUMNS = 2_000
WKT_COLUMNS = frozenset({"wkt", "geometry", "geom", "the_geom", "wkt_geom", "shape", "geometria"})
WKT = re.compile(
    r"\s*(SRID=\d+;\s*)?(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\b",
    re.IGNORECASE,
)
MAX_WKT_DEPTH = 8


@dataclass(frozen=True)
class Shape:
    """How a table is written: its encoding, its delimiter, its columns, which of them holds WKT."""

    encoding: str
    delimiter: str
    names: list[str]
    wkt: str | None = None


def encoding_of(path: Path) -> str:
    """UTF-8 when every byte agrees, UTF-16 by its mark, else what Western Windows and Latin-1 write."""
    with path.open("rb") as opened:
        head = opened.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        opened.seek(0)
        decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "cp1252")}
        while piece := opened.read(1 << 20):
            if b"\x00" in piece:
                raise Refused("not_text")
            decoders = {name: decoder for name, decoder in decoders.items() if _decodes(decoder, piece)}
    if "utf-8" in decoders and _decodes(decoders["utf-8"], b"", final=True):
        return "utf-8-sig"
    return "cp1252" if "cp1252" in decoders else "latin-1"


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def shape_of(path: Path) -> Shape:
    """Look at a table's first rows."""
    csv.field_size_limit(MAX_FIELD)
    encoding = encoding_of(path)
    headers = {delimiter: _header(path, encoding, delimiter) for delimiter in ",;\t"}
    # The delimiter that gives the most columns; a comma wins a tie, as the name of the format says.
    delimiter = max(headers, key=lambda mark: len(headers[mark]))
    if not headers[delimiter]:
        raise Refused("no_rows")
    names = column_names(headers[delimiter])
    if len(names) > MAX_COLUMNS:
        raise Refused("too_many_columns", limit=MAX_COLUMNS)
    shape = Shape(encoding, delimiter, names)
    return replace(shape, wkt=_wkt_column(names, _first_rows(path, shape)))


def _header(path: Path, encoding: str, delimiter: str) -> list[str]:
    with path.open(encoding=encoding, newline="") as opened:
        try:
            return next(
                (row for row in csv.reader(opened, delimiter=delimiter, strict=True) if row),
                [],
            )
        except (
            csv.Error,
            UnicodeError,
        ):  # with a wrong delimiter a quote may stand where it must not
            return []


def _first_rows(path: Path, shape: Shape) -> list[list[str]]:
    with path.open(encoding=shape.encoding, newline="") as opened:
        reader = csv.reader(opened, delimiter=shape.delimiter, strict=True)
        try:
            return list(islice((row for row in reader if row), 1, 50))
        except (csv.Error, UnicodeError) as error:
            raise _broken(reader.line_num, error) from error


def _broken(line: int, error: Exception) -> Refused:
    return Refused("broken_table", line=line, problem=str(error))


def column_names(header: list[str]) -> list[str]:
    """The header's names, trimmed, each one once."""
    names: list[str] = []
    for number, raw in enumerate(header, start=1):
        name = raw.strip().strip("\ufeff") or f"column_{number}"
        again = 2
        while name in names:
            name, again = f"{raw.strip() or 'column'}_{again}", again + 1
        names.append(name)
    return names


def _wkt_column(names: list[str], rows: list[list[str]]) -> str | None:
    for place, name in enumerate(names):
        if name.lower() in WKT_COLUMNS:
            texts = [row[place] for row in rows if place < len(row) and row[place].strip()]
            if texts and WKT.match(texts[0]):
                return name
    return None


def table_batches(path: Path, shape: Shape) -> Iterator[Frame]:
    """The rows of a table in batches, numbered from 1 as a person counts them; blank lines are no rows."""
    csv.field_size_limit(MAX_FIELD)
    with path.open(encoding=shape.encoding, newline="") as opened:
        reader = csv.reader(opened, delimiter=shape.delimiter, strict=True)
        rows = (row for row in reader if row)
        try:
            next(rows, None)
            first = 1
            while chunk := list(islice(rows, BATCH_ROWS)):
                yield _batch(chunk, first, shape)
                first += len(chunk)
        except (csv.Error, UnicodeError) as error:
            raise _broken(reader.line_num, error) from error


def _batch(chunk: list[list[str]], first: int, shape: Shape) -> Frame:
    width = len(shape.names)
    problems = {}
    if any(len(row) != width for row in chunk):
        for index, row in enumerate(chunk):
            if len(row) > width and any(field.strip() for field in row[width:]):
                problems[index] = "wrong_field_count"
            chunk[index] = row[:width]
    texts = _columns(chunk, width)
    columns: dict[str, Column] = {
        name: [text or None for text in column] for name, column in zip(shape.names, texts, strict=True)
    }
    wkb = None
    if shape.wkt is not None:
        wkb = _read_wkt(columns.pop(shape.wkt), problems)
    return Frame(np.arange(first, first + len(chunk), dtype=np.int64), columns, wkb, problems)


def _columns(chunk: list[list[str]], width: int) -> list[tuple[str, ...]]:
    columns = list(zip_longest(*chunk, fillvalue=""))
    return columns + [("",) * len(chunk)] * (width - len(columns))


def _read_wkt(texts: Column, problems: dict[int, str]) -> list[bytes | None]:
    wkb: list[bytes | None] = []
    for index, text in enumerate(texts):
        piece = None
        if isinstance(text, str):
            piece = _wkb_of(text)
            if piece is None:
                problems.setdefault(index, "invalid_geometry")
        wkb.append(piece)
    return wkb


def _wkb_of(text: str) -> bytes | None:
    """Well-known text as bytes; None for what is not, for what nests too deep, and for what is empty."""
    body = text.split(";", 1)[1] if text.lstrip().upper().startswith("SRID=") and ";" in text else text
    depth = np.cumsum(
        [(letter == "(") - (letter == ")") for letter in body if letter in "()"],
        dtype=np.int64,
    )
    if depth.max(initial=0) > MAX_WKT_DEPTH:
        return None
    geometry = shapely.from_wkt(body, on_invalid="ignore")
    if geometry is None or geometry.is_empty or not np.isfinite(shapely.get_coordinates(geometry)).all():
        return None
    return bytes(shapely.to_wkb(shapely.force_2d(geometry)))
