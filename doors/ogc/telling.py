"""What is told of a collection: its record, its schema, and what can be asked and sorted."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from doors.ogc import links, systems
from doors.ogc.facts import Facts
from doors.ogc.layers import GEOMETRY, Layer

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SHAPES = {
    "Point": "geometry-point",
    "Polygon": "geometry-multipolygon",
    "Geometry": "geometry-any",
}


def collection_record(request: HttpRequest, layer: Layer, facts: Facts) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": layer.id,
        "title": str(layer.title),
        "description": str(layer.description),
        "itemType": "feature",
        "crs": list(systems.SYSTEMS),
        "storageCrs": systems.STORAGE.uri,
        "license": layer.licence,
        "links": links.of_collection(request, layer),
    }
    if layer.source:
        record["attribution"] = layer.source
    if facts.updated:
        record["updated"] = _moment(facts.updated)
    if extent := _extent(facts):
        record["extent"] = extent
    return record


def _extent(facts: Facts) -> dict[str, Any]:
    extent: dict[str, Any] = {}
    if facts.box:
        extent["spatial"] = {"bbox": [list(facts.box)], "crs": systems.CRS84}
    if facts.begin:
        # to the last digit: the interval holds every feature
        end = facts.end and _exactly(facts.end)
        gregorian = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
        extent["temporal"] = {"interval": [[_exactly(facts.begin), end or None]], "trs": gregorian}
    return extent


def schema_record(request: HttpRequest, layer: Layer) -> dict[str, Any]:
    """Everything that a feature tells."""
    properties: dict[str, Any] = {field.name: field.schema for field in layer.fields}
    if layer.page:
        properties["url"] = {"title": _("Its page"), "type": "string", "format": "uri"}
    key = next((field.name for field in layer.fields if field.source == layer.feature_id), None)
    if key:
        properties[key] |= {"x-ogc-role": "id"}
    return _record(request, layer, "schema", properties | _geometry(layer))


def queryables_record(request: HttpRequest, layer: Layer) -> dict[str, Any]:
    properties = {field.name: field.schema for field in layer.fields} | _geometry(layer)
    return {**_record(request, layer, "queryables", properties), "additionalProperties": False}


def sortables_record(request: HttpRequest, layer: Layer) -> dict[str, Any]:
    properties = {field.name: field.schema for field in layer.fields if field.sortable}
    return {**_record(request, layer, "sortables", properties), "additionalProperties": False}


def _record(request: HttpRequest, layer: Layer, name: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": DRAFT,
        "$id": links.collection(request, layer, f"/{name}"),
        "type": "object",
        "title": str(layer.title),
        "description": str(layer.description),
        "properties": properties,
    }


def _geometry(layer: Layer) -> dict[str, Any]:
    told = {"title": _("Place"), "x-ogc-role": "primary-geometry", "format": SHAPES[layer.drawn]}
    return {GEOMETRY: told}


def _exactly(value: datetime.datetime) -> str:
    return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def _moment(value: datetime.datetime) -> str:
    return value.astimezone(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
