"""What each form of open data says, read by programs that are not ours, in one shape: by id, properties and place."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow.parquet
import pyogrio
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from doors.ogc.layers import Layer
from tests.doors.world import epsg, items

Features = dict[str, tuple[dict[str, Any], str]]
HELSINKI = ZoneInfo("Europe/Helsinki")
FORMULA = ("=", "+", "-", "@")


def of_api(layer: Layer) -> Features:
    found = items(layer.id, limit="10000", crs=epsg(3067))["features"]
    return {one["id"]: (_told(layer, one["properties"]), _drawn(_shape(one["geometry"]))) for one in found}


def of_geopackage(layer: Layer, path: Path) -> Features:
    frame = pyogrio.read_dataframe(path, layer=layer.name)
    assert frame.crs.to_epsg() == 3067
    rows = [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)]
    return {row["id"]: (_told(layer, row), _drawn(row["geometry"])) for row in rows}


def of_parquet(layer: Layer, path: Path) -> Features:
    rows = pyarrow.parquet.read_table(path).to_pylist()
    return {row["id"]: (_told(layer, row), _drawn(shapely.from_wkb(row["geometry"]))) for row in rows}


def of_csv(layer: Layer, path: Path) -> Features:
    found: Features = {}
    for row in csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")):
        spot = row["east_epsg3067"] and shapely.Point(float(row["east_epsg3067"]), float(row["north_epsg3067"]))
        outline = row.get("wkt_epsg3067") and shapely.from_wkt(row["wkt_epsg3067"])
        plain = {
            name: value[1:] if value[:1] == "'" and value[1:2] in FORMULA else value for name, value in row.items()
        }
        found[row["id"]] = (_told(layer, plain), _drawn(outline or spot or None))
    return found


def of_workbook(layer: Layer, path: Path) -> Features:
    """Places are points there: of a line or an area, one on it."""
    sheet = openpyxl.load_workbook(path)["data"]
    head, *rows = sheet.iter_rows(values_only=True)
    found: Features = {}
    for values in rows:
        row = dict(zip(head, values, strict=True))
        east, north = row["east_epsg3067"], row["north_epsg3067"]
        spot = None if east is None else shapely.Point(east, north)
        found[str(row["id"])] = (_told(layer, row), _drawn(spot))
    return found


def _meant(text: str) -> str:
    """Without the apostrophe that keeps a text from being a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def at_points(features: Features) -> Features:
    """The same with a point on each place."""
    return {
        name: (told, _drawn(shapely.from_wkt(place).point_on_surface()) if place else "")
        for name, (told, place) in features.items()
    }


def _told(layer: Layer, row: dict[str, Any]) -> dict[str, Any]:
    return {field.name: _plain(field.kind, row[field.name]) for field in layer.fields} | (
        {"url": row["url"]} if layer.page else {}
    )


def _plain(kind: str, value: Any) -> Any:
    if value is None or str(value) in {"", "nan", "NaT"}:
        return None
    if kind in {"integer", "number"}:
        return round(float(value), 6)
    if kind == "boolean":
        return str(value).lower() in {"true", "1", "1.0"}
    if kind == "date":
        return str(value)[:10]
    if kind == "date-time":
        return _moment(value)
    return str(value)


def _moment(value: Any) -> str:
    moment = datetime.datetime.fromisoformat(value) if isinstance(value, str) else value
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=HELSINKI)
    whole = moment.astimezone(datetime.UTC) + datetime.timedelta(milliseconds=500)
    return f"{whole:%Y-%m-%dT%H:%M:%S}"


def _shape(geometry: dict[str, Any] | None) -> BaseGeometry | None:
    return None if geometry is None else shape(geometry)


def _drawn(place: BaseGeometry | None) -> str:
    """To the centimetre, wherever it begins."""
    return "" if place is None else str(shapely.to_wkt(shapely.normalize(place), rounding_precision=2))
