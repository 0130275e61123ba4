"""The description of /ogc/ as OpenAPI 3.0: what clients read before they ask."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from doors.ogc import links, systems
from doors.ogc.answering import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, Told, door, told
from doors.ogc.asking import DEFAULT_LIMIT, LANGUAGE, MOST, nothing_but
from geo.tiles.grids import GRIDS

Json = dict[str, Any]


@door
def api(request: HttpRequest) -> HttpResponse:
    nothing_but(request)
    return told(request, Told(described(request), "doors/api.html"), media_type=OPENAPI)


def described(request: HttpRequest) -> Json:
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Kuuluvuus",
            "version": "1.0.0",
            "description": _("What residents said and what the town plans, as open data: features and vector tiles."),
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "servers": [{"url": links.here(request).rstrip("/")}],
        "tags": [{"name": "Capabilities"}, {"name": "Features"}, {"name": "Tiles"}],
        "paths": _paths(),
        "components": {"parameters": _parameters(), "responses": _responses(), "schemas": _schemas()},
    }


def _paths() -> Json:
    one = "/collections/{collectionId}"
    return {
        "/": _get("getLandingPage", "Capabilities", "LandingPage"),
        "/conformance": _get("getConformance", "Capabilities", "Conformance"),
        "/collections": _get("getCollections", "Capabilities", "Collections"),
        one: _get("describeCollection", "Capabilities", "Collection", "collectionId"),
        f"{one}/schema": _get("getSchema", "Features", "Schema", "collectionId"),
        f"{one}/queryables": _get("getQueryables", "Features", "Schema", "collectionId"),
        f"{one}/sortables": _get("getSortables", "Features", "Schema", "collectionId"),
        f"{one}/items": _get("getFeatures", "Features", "Features", "collectionId", *ASKED),
        f"{one}/items/{{featureId}}": _get(
            "getFeature", "Features", "Feature", "collectionId", "featureId", "crs", "properties"
        ),
        f"{one}/tiles": _get("getTileSets", "Tiles", "Json", "collectionId"),
        f"{one}/tiles/{{tileMatrixSetId}}": _get("getTileSet", "Tiles", "Json", "collectionId", "tileMatrixSetId"),
        f"{one}/tiles/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": _get(
            "getTile", "Tiles", "Tile", "collectionId", "tileMatrixSetId", "tileMatrix", "tileRow", "tileCol"
        ),
        "/tileMatrixSets": _get("getTileMatrixSets", "Tiles", "Json"),
        "/tileMatrixSets/{tileMatrixSetId}": _get("getTileMatrixSet", "Tiles", "Json", "tileMatrixSetId"),
    }


ASKED = (
    "bbox", "bbox-crs", "crs", "datetime", "limit", "filter", "filter-lang", "filter-crs", "properties", "sortby",
    "cursor", "queryables",
)  # fmt: skip


def _get(operation: str, tag: str, answer: str, *parameters: str) -> Json:
    named = [{"$ref": f"#/components/parameters/{name}"} for name in (*parameters, "f")]
    responses = {"200": answer, "400": "Problem", "404": "Problem", "406": "Problem", "503": "Problem"}
    return {
        "get": {
            "operationId": operation,
            "tags": [tag],
            "parameters": named,
            "responses": {code: {"$ref": f"#/components/responses/{name}"} for code, name in responses.items()},
        }
    }


def _query(name: str, schema: Json, description: str, **more: Any) -> Json:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description, **more}


def _in_path(name: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _parameters() -> Json:
    text: Json = {"type": "string"}
    uris = {"type": "string", "format": "uri", "enum": list(systems.SYSTEMS), "default": systems.CRS84}
    listed = {"style": "form", "explode": False}
    numbers = {"type": "array", "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}]}
    names = {"type": "array", "items": text}
    others = {"type": "object", "additionalProperties": text}
    return {
        "f": _query("f", text, _("The form of the answer; else the header Accept says it."), **listed),
        "limit": _query(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT},
            _("How many features at most on a page."),
            **listed,
        ),
        "bbox": _query("bbox", numbers | {"items": {"type": "number"}}, _("Features that touch this box."), **listed),
        "bbox-crs": _query("bbox-crs", uris, _("The reference system of the box."), **listed),
        "crs": _query("crs", uris, _("The reference system of the answer."), **listed),
        "datetime": _query("datetime", text, _("An instant, a day or an interval: 2026-05-01/.."), **listed),
        "filter": _query("filter", text, _("A condition as CQL2 text.")),
        "filter-lang": _query("filter-lang", {"type": "string", "enum": [LANGUAGE], "default": LANGUAGE}, "CQL2"),
        "filter-crs": _query("filter-crs", uris, _("The reference system of places in the condition."), **listed),
        "properties": _query("properties", names, _("Which properties are told; all when left out."), **listed),
        "sortby": _query(
            "sortby", names, _("Properties to sort by, with - in front for the greatest first."), **listed
        ),
        "cursor": _query("cursor", text, _("Where the page begins: from the link “next” of the page before.")),
        "queryables": _query(
            "queryables", others, _("A property that must be equal to a value."), style="form", explode=True
        ),
        "collectionId": _in_path("collectionId", text),
        "featureId": _in_path("featureId", text),
        "tileMatrixSetId": _in_path("tileMatrixSetId", {"type": "string", "enum": list(GRIDS)}),
        **{name: _in_path(name, {"type": "integer", "minimum": 0}) for name in ("tileMatrix", "tileRow", "tileCol")},
    }


def _responses() -> Json:
    def answer(description: str, *forms: tuple[str, str]) -> Json:
        content = {media: {"schema": {"$ref": f"#/components/schemas/{name}"}} for media, name in forms}
        return {"description": description, "content": content | {HTML: {"schema": {"type": "string"}}}}

    problem = {"$ref": "#/components/schemas/Problem"}
    return {
        "LandingPage": answer(_("The beginning"), (JSON, "LandingPage")),
        "Conformance": answer(_("Standards that it follows"), (JSON, "Conformance")),
        "Collections": answer(_("Collections"), (JSON, "Collections")),
        "Collection": answer(_("A collection"), (JSON, "Collection")),
        "Schema": answer(_("JSON Schema"), (SCHEMA, "Json")),
        "Features": answer(_("Features"), (GEOJSON, "FeatureCollection")),
        "Feature": answer(_("A feature"), (GEOJSON, "Feature")),
        "Json": answer(_("A description"), (JSON, "Json")),
        "Tile": {
            "description": _("A tile"),
            "content": {"application/vnd.mapbox-vector-tile": {"schema": {"type": "string", "format": "binary"}}},
        },
        "Problem": {
            "description": _("What is wrong (RFC 9457)"),
            "content": {"application/problem+json": {"schema": problem}},
        },
    }


def _schemas() -> Json:
    def of(*required: str, **properties: Json) -> Json:
        return {"type": "object", "required": list(required), "properties": properties}

    def many(name: str) -> Json:
        return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}

    text: Json = {"type": "string"}
    free = {"type": "object", "nullable": True}
    number = {"type": "integer", "minimum": 0}
    return {
        "Link": of("href", "rel", href=text, rel=text, type=text, title=text),
        "LandingPage": of("links", title=text, description=text, links=many("Link")),
        "Conformance": of("conformsTo", conformsTo={"type": "array", "items": text}),
        "Collection": of("id", "links", id=text, title=text, description=text, links=many("Link"), extent=free),
        "Collections": of("links", "collections", links=many("Link"), collections=many("Collection")),
        "Feature": of("type", "geometry", "properties", id=text, type=text, geometry=free, properties=free),
        "FeatureCollection": of(
            "type", "features", type=text, features=many("Feature"), links=many("Link"), timeStamp=text,
            numberMatched=number, numberReturned=number,
        ),
        "Json": {"type": "object"},
        "Problem": of("type", "title", "status", type=text, title=text, status={"type": "integer"}, detail=text),
    }  # fmt: skip
