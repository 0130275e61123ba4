"""GeoPackage: layers with their styles, what each column is, and metadata in three languages.

GDAL writes the features, from batches as they are read; what the standard's extensions add is written into the file
afterwards. A GeoPackage cannot be read before it is finished, so it is made beside its place and then given.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import translation

from doors.downloads.spoken import LANGUAGES, Spoken
from doors.ogc.layers import GEOMETRY, Layer
from doors.qgis.symbols import style_of
from geo import crs, sql

if TYPE_CHECKING:
    import pyarrow as pa

SHAPES = {"Point": "Point", "Polygon": "MultiPolygon", "Geometry": "Unknown"}


@dataclass(frozen=True)
class Part:
    """A layer of the file: its own words, and its features, read when they are written."""

    layer: Layer
    told: Spoken
    batches: Callable[[], Iterable[pa.RecordBatch]]


def write_geopackage(out: Path, parts: Iterable[Part], at: datetime) -> None:
    """The whole file. `at` is when its features were read."""
    written = []
    for part in parts:
        _write_features(out, part)
        written.append(part)
    with closing(sqlite3.connect(out)) as file:
        file.executescript(sql.statement("doors/geopackage_notes"))
        for number, part in enumerate(written, 1):
            _note(file, number, part, at)
        file.commit()


def _write_features(out: Path, part: Part) -> None:
    import pyarrow as pa
    import pyogrio

    from doors.downloads.reading import arrow_schema

    schema = arrow_schema(part.layer)
    pyogrio.write_arrow(
        pa.RecordBatchReader.from_batches(schema, part.batches()),
        out,
        layer=part.layer.name,
        driver="GPKG",
        geometry_name=GEOMETRY,
        geometry_type=SHAPES[part.layer.drawn],
        crs=f"EPSG:{crs.STORAGE}",
        append=out.exists(),
        dataset_options={"VERSION": "1.2"},  # which programs of some years ago know, too
        layer_options={"GEOMETRY_NAME": GEOMETRY, "DATETIME_PRECISION": "MILLISECOND"},
    )


def _note(file: sqlite3.Connection, number: int, part: Part, at: datetime) -> None:
    layer, told = part.layer, part.told
    first = layer.town.first_language if layer.town.first_language in LANGUAGES else LANGUAGES[0]
    moment = f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
    own = {"layer": layer.name, "number": number, "at": moment, "title": told.title[first]}
    _run(file, "layer", {**own, "description": _together(told.description)})
    for column, texts in told.columns.items():
        _run(file, "column", {**own, "column": column, "title": texts[first], "description": _together(texts)})
    _run(file, "metadata", {**own, "record": json.dumps(_record(part, moment), ensure_ascii=False)})
    _run(file, "reference", own)
    with translation.override(first):
        _run(file, "style", {**own, "style": style_of(layer)})


def _run(file: sqlite3.Connection, name: str, values: dict[str, Any]) -> None:
    statement = sql.statement(f"doors/geopackage_{name}")
    file.execute(statement, {name: value for name, value in values.items() if f":{name}" in statement})


def _together(texts: dict[str, str]) -> str:
    return " · ".join(f"{code}: {texts[code]}" for code in LANGUAGES)


def _record(part: Part, moment: str) -> dict[str, Any]:
    """What the layer is, in every language."""
    return {
        "title": part.told.title,
        "description": part.told.description,
        "license": part.layer.licence,
        "source": part.layer.source,
        "publisher": part.layer.town.names,
        "modified": moment,
        "columns": part.told.columns,
    }
