"""A batch as a table for spreadsheets: places as coordinates in both systems, a column each, never JSON in a cell.

What is a line or an area stands at a point on it; its outline follows as WKT where a cell may be that long.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from doors.ogc.layers import GEOMETRY, Layer
from geo import crs

if TYPE_CHECKING:
    import pyarrow as pa

COORDINATES = ("longitude", "latitude", "east_epsg3067", "north_epsg3067")
OUTLINE = "wkt_epsg3067"
COORDINATE_WORDS = {
    "longitude": {
        "fi": "Pituusaste (WGS 84)", "sv": "Longitud (WGS 84)", "en": "Longitude (WGS 84)",
    },
    "latitude": {
        "fi": "Leveysaste (WGS 84)", "sv": "Latitud (WGS 84)", "en": "Latitude (WGS 84)",
    },
    "east_epsg3067": {
        "fi": "Itäkoordinaatti, m (ETRS-TM35FIN)", "sv": "Östlig koordinat, m (ETRS-TM35FIN)",
        "en": "Easting, m (ETRS-TM35FIN)",
    },
    "north_epsg3067": {
        "fi": "Pohjoiskoordinaatti, m (ETRS-TM35FIN)", "sv": "Nordlig koordinat, m (ETRS-TM35FIN)",
        "en": "Northing, m (ETRS-TM35FIN)",
    },
    OUTLINE: {
        "fi": "Viiva tai alue WKT-muodossa (ETRS-TM35FIN)", "sv": "Linje eller område som WKT (ETRS-TM35FIN)",
        "en": "Line or area as WKT (ETRS-TM35FIN)",
    },
}  # fmt: skip


def header(layer: Layer, names: list[str], *, outlines: bool) -> list[str]:
    own = [name for name in names if name != GEOMETRY]
    return [*own, *COORDINATES, *([OUTLINE] if outlines and layer.drawn != "Point" else [])]


def table_rows(layer: Layer, batch: pa.RecordBatch, *, outlines: bool) -> Iterator[tuple[Any, ...]]:
    columns = [batch.column(name).to_pylist() for name in batch.schema.names if name != GEOMETRY]
    columns += _placed(batch.column(GEOMETRY).to_pylist(), outlines=outlines and layer.drawn != "Point")
    return zip(*columns, strict=True)


def _placed(wkbs: list[bytes | None], *, outlines: bool) -> list[list[Any]]:
    import numpy as np
    import shapely

    shapes = shapely.from_wkb(np.array(wkbs, dtype=object))
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    spots = np.where(is_point, shapes, shapely.point_on_surface(shapes))
    known = ~shapely.is_missing(spots)
    east, north = shapely.get_x(spots[known]), shapely.get_y(spots[known])
    longitude, latitude = crs.to_wire(east, north)
    told: list[list[Any]] = []
    for values, decimals in ((longitude, 7), (latitude, 7), (east, 3), (north, 3)):
        column = np.full(len(wkbs), None, dtype=object)
        column[known] = np.round(values, decimals).tolist()
        told.append(column.tolist())
    if outlines:
        drawn = ~is_point & ~shapely.is_missing(shapes)
        column = np.full(len(wkbs), None, dtype=object)
        column[drawn] = shapely.to_wkt(shapes[drawn], rounding_precision=3)
        told.append(column.tolist())
    return told
