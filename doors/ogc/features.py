"""Rows as GeoJSON. A page is read at once, its coordinates are changed in one pass, and it is written as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.db.models.functions import AsWKB

from doors.ogc.asking import Asked
from doors.ogc.fields import TOLD, Field
from doors.ogc.layers import Layer
from doors.ogc.paging import place_of
from doors.ogc.systems import System
from geo import crs

SHAPE, ID = "told_geometry", "told_feature_id"


@dataclass(frozen=True)
class Feature:
    """One feature: its id, its properties, and its geometry as a text of JSON."""

    id: str
    properties: dict[str, Any]
    geometry: str

    @property
    def json(self) -> str:
        said = json.dumps(self.properties, ensure_ascii=False, separators=(",", ":"))
        return f'{{"type":"Feature","id":{json.dumps(self.id)},"geometry":{self.geometry},"properties":{said}}}'


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
    columns = dict.fromkeys([layer.feature_id, *places, *_in_addresses(layer), *told, SHAPE])
    return list(found.values(*columns)[: asked.limit + 1])


def _in_addresses(layer: Layer) -> list[str]:
    """Columns that the address of a feature's page is made of."""
    named = (field for field in layer.fields if f"{{{field.name}}}" in layer.page)
    return [field.source for field in named if isinstance(field.source, str)]


def _features(asked: Asked, rows: Sequence[dict[str, Any]]) -> list[Feature]:
    shapes = _shapes([row[SHAPE] for row in rows], asked.system)
    whole = asked.fields == asked.layer.fields
    features = []
    for row, shape in zip(rows, shapes, strict=True):
        properties = {field.name: _said(field, row[field.alias]) for field in asked.fields}
        if whole and asked.layer.page:
            properties["url"] = _address(asked.layer, row)
        features.append(Feature(str(row[asked.layer.feature_id]), properties, shape))
    return features


def _said(field: Field, value: Any) -> Any:
    if value is None or field.kind not in TOLD:
        return value
    return TOLD[field.kind](value)


def _address(layer: Layer, row: dict[str, Any]) -> str:
    columns = {field.name: field.source for field in layer.fields if f"{{{field.name}}}" in layer.page}
    named = {name: row[column] for name, column in columns.items() if isinstance(column, str)}
    named["id"] = row[layer.feature_id]
    return settings.SITE_ADDRESS + layer.page.format(**{name: quote(str(value)) for name, value in named.items()})


def _shapes(wkbs: Sequence[Any], system: System) -> list[str]:
    stored = shapely.from_wkb(np.array([None if wkb is None else bytes(wkb) for wkb in wkbs], dtype=object))
    if not len(stored):
        return []
    moved = crs.reproject_all(stored, crs.STORAGE, system.epsg)
    said = shapely.transform(moved, system.said)
    return ["null" if text is None else text for text in shapely.to_geojson(said)]
