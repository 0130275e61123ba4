"""A layer's rows as Arrow batches: read page by page after the last row's key, so that memory stays small.

Each page is a statement of its own: no long transaction holds anything up, and what is written meanwhile can neither
repeat a feature nor push one out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from django.contrib.gis.db.models.functions import AsWKB

from doors.ogc.features import SHAPE as _SHAPE
from doors.ogc.features import address_of, in_addresses
from doors.ogc.layers import GEOMETRY, Layer

if TYPE_CHECKING:
    import pyarrow as pa

PAGE = 5_000
FIRST_PAGE = 500  # who takes a file along as it is read waits for this much only
ID, URL = "id", "url"
Around = Callable[[], AbstractContextManager[None]]


def arrow_schema(layer: Layer) -> pa.Schema:
    """The columns of a layer: its id, its properties, the address of its page, and its place."""
    import pyarrow as pa

    kinds = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "date-time": pa.timestamp("us", tz="UTC"),
    }
    own = [pa.field(field.name, kinds[field.kind]) for field in layer.fields]
    address = [pa.field(URL, pa.string())] if layer.page else []
    shape = pa.field(GEOMETRY, pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"})
    return pa.schema([pa.field(ID, pa.string(), nullable=False), *own, *address, shape])


def arrow_batches(layer: Layer, *, around: Around = nullcontext, page: int = PAGE) -> Iterator[pa.RecordBatch]:
    """Every feature once. `around` is what each page is read within (a town's transaction, for what is not public)."""
    import pyarrow as pa

    schema = arrow_schema(layer)
    for rows in _pages(layer, around, page):
        yield pa.RecordBatch.from_arrays(
            [pa.array(column, kind.type) for column, kind in zip(_columns(layer, rows), schema, strict=True)],
            schema=schema,
        )


def count(layer: Layer, *, around: Around = nullcontext) -> int:
    with around():
        return int(layer.rows.order_by().count())


def _pages(layer: Layer, around: Around, size: int) -> Iterator[list[dict[str, Any]]]:
    told = {field.alias: field.expression for field in layer.fields}
    found = layer.rows.order_by(layer.key).annotate(**told, **{_SHAPE: AsWKB(layer.geom)})
    columns = dict.fromkeys([layer.key, layer.feature_id, *told, *in_addresses(layer).values(), _SHAPE])
    last = None
    while True:
        with around():
            here = found if last is None else found.filter(**{f"{layer.key}__gt": last})
            wanted = min(size, FIRST_PAGE) if last is None else size
            rows = list(here.values(*columns)[:wanted])
        if rows:
            yield rows
        if len(rows) < wanted:
            return
        last = rows[-1][layer.key]


def _columns(layer: Layer, rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[Any]]:
    yield [str(row[layer.feature_id]) for row in rows]
    for field in layer.fields:
        yield [row[field.alias] for row in rows]
    if layer.page:
        address = address_of(layer)
        yield [address(row) for row in rows]
    yield [None if row[_SHAPE] is None else bytes(row[_SHAPE]) for row in rows]
