"""GeoParquet 1.1: typed columns and places as WKB in ETRS-TM35FIN, written group by group."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from doors.downloads.pieces import Pieces
from doors.downloads.spoken import Spoken
from doors.ogc.layers import GEOMETRY, Layer
from geo import crs

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = "1.1.0"


def parquet_pieces(layer: Layer, told: Spoken, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    from doors.downloads.reading import arrow_schema

    return parquet_of(described(arrow_schema(layer), told), layer, told, batches)


def parquet_of(schema: pa.Schema, layer: Layer, told: Spoken, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """The file in pieces. What its metadata says of the places is known at the end, where the format has it."""
    import pyarrow.parquet as pq

    sink, kinds = Pieces(), set()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        yield sink.take()
        for batch in batches:
            kinds |= _kinds(batch)
            writer.write_batch(batch.cast(schema) if batch.schema != schema else batch)
            yield sink.take()
        writer.add_key_value_metadata({"geo": json.dumps(_geo(kinds)), **_about(layer, told)})
    yield sink.take()


def described(schema: pa.Schema, told: Spoken) -> pa.Schema:
    """Each column says what it is, in three languages."""
    import pyarrow as pa

    fields = []
    for field in schema:
        texts = {f"description_{code}": text for code, text in told.columns.get(field.name, {}).items()}
        fields.append(field.with_metadata({**(field.metadata or {}), **texts}))
    return pa.schema(fields)


def _about(layer: Layer, told: Spoken) -> dict[str, str]:
    about = {f"title_{code}": text for code, text in told.title.items()}
    about |= {f"description_{code}": text for code, text in told.description.items()}
    return {**about, "licence": layer.licence, "source": layer.source}


def _kinds(batch: pa.RecordBatch) -> set[str]:
    import shapely

    named = {1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon"}
    codes = {value[1] for value in batch.column(GEOMETRY).to_pylist() if value is not None}
    # the second byte of little-endian WKB; anything else is read as a whole
    if codes <= set(named):
        return {named[code] for code in codes}
    return {one.geom_type for one in shapely.from_wkb(batch.column(GEOMETRY).to_pylist()) if one is not None}


def _geo(kinds: set[str]) -> dict[str, Any]:
    from pyproj import CRS

    column = {"encoding": "WKB", "geometry_types": sorted(kinds), "crs": CRS.from_epsg(crs.STORAGE).to_json_dict()}
    return {"version": VERSION, "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
