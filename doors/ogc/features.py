"""Rows as GeoJSON. A page is read at once, its coordinates are changed in one pass, and it is written as text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.db.models.functions import AsWKB

from doors.ogc.asking import Asked
from doors.ogc.fields import TOLD
from doors.ogc.layers import Layer
from doors.ogc.paging import place_of
from doors.ogc.systems import System
from geo import crs

SHAPE = "told_geometry"
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Feature:
    """One feature: its id, its properties, and its geometry as a text of JSON."""

    id: str
    properties: dict[str, Any]
    geometry: str

    @property
    def json(self) -> str:
        said, own = _JSON.encode(self.properties), _JSON.encode(self.id)
        return f'{{"type":"Feature","id":{own},"geometry":{self.geometry},"properties":{said}}}'


@dataclass(frozen=True)
class Page:
    """What a request gets; `following` is the place where the next page begins."""

    features: list[Feature]
    following: list[Any] | None


def read_page(asked: Asked) -> Page:
    rows = _rows(asked)
    more = len(rows) > asked.limit
    rows = rows[: asked.limit]
    features = _features(asked, rows)
    return Page(features, place_of(asked.order, rows[-1]) if more else None)


def matched(asked: Asked) -> int:
    """How many there are in all, exactly."""
    if asked.is_whole and asked.layer.counted:
        return asked.layer.counted()
    return int(asked.rows.order_by().count())


def _rows(asked: Asked) -> list[dict[str, Any]]:
    layer = asked.layer
    told = {field.alias: field.expression for field in asked.fields}
    places = [sort.column for sort in asked.order]
    ordered = asked.page.order_by(*(sort.order for sort in asked.order))
    found = ordered.annotate(**told, **{SHAPE: AsWKB(layer.geom)})
    columns = dict.fromkeys([layer.feature_id, *places, *in_addresses(layer).values(), *told, SHAPE])
    return list(found.values(*columns)[: asked.limit + 1])


def in_addresses(layer: Layer) -> dict[str, str]:
    """Columns that the address of a feature's page is made of, by their names in it."""
    named = (field for field in layer.fields if f"{{{field.name}}}" in layer.page)
    return {field.name: field.source for field in named if isinstance(field.source, str)}


def _features(asked: Asked, rows: Sequence[dict[str, Any]]) -> list[Feature]:
    layer = asked.layer
    shapes = _shapes([row[SHAPE] for row in rows], asked.system)
    tellers = [(field.name, field.alias, TOLD.get(field.kind)) for field in asked.fields]
    address = address_of(layer) if layer.page and asked.fields == layer.fields else None
    features = []
    for row, shape in zip(rows, shapes, strict=True):
        properties = {name: _said(tell, row[alias]) for name, alias, tell in tellers}
        if address:
            properties["url"] = address(row)
        features.append(Feature(str(row[layer.feature_id]), properties, shape))
    return features


def _said(tell: Callable[[Any], Any] | None, value: Any) -> Any:
    return value if tell is None or value is None else tell(value)


def address_of(layer: Layer) -> Callable[[Mapping[str, Any]], str]:
    """Gives the address of a feature's page from its row."""
    at, columns = settings.SITE_ADDRESS + layer.page, {**in_addresses(layer), "id": layer.feature_id}
    return lambda row: at.format(**{name: _in_path(str(row[column])) for name, column in columns.items()})


def _in_path(part: str) -> str:
    return part if part.isalnum() and part.isascii() else quote(part)


def _shapes(wkbs: Sequence[Any], system: System) -> list[str]:
    stored = shapely.from_wkb(np.array([None if wkb is None else bytes(wkb) for wkb in wkbs], dtype=object))
    if not len(stored):
        return []
    moved = crs.reproject_all(stored, crs.STORAGE, system.epsg)
    said = shapely.transform(moved, system.said)
    return ["null" if text is None else text for text in shapely.to_geojson(said)]
