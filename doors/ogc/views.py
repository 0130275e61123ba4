"""The resources of OGC API Features: each view reads what is asked, and tells it."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from doors.collections import all_layers, layer_named
from doors.ogc import links
from doors.ogc.answering import GEOJSON, HTML_FORM, SCHEMA, Form, Told, door, form_wanted, page, told
from doors.ogc.asking import Asked, door_of, nothing_but, one_asked, page_asked
from doors.ogc.conformance import CLASSES
from doors.ogc.facts import facts_of
from doors.ogc.features import Feature, matched, read_page
from doors.ogc.layers import Layer
from doors.ogc.schema_org import schema_org
from doors.ogc.telling import collection_record, queryables_record, schema_record, sortables_record
from geo.api import cursors

FEATURE_FORMS = (Form("json", GEOJSON), HTML_FORM)


@door
def landing(request: HttpRequest) -> HttpResponse:
    nothing_but(request)
    value = {
        "title": "Kuuluvuus",
        "description": _("What residents said and what the town plans, as open data: features and vector tiles."),
        "links": links.of_root(request),
    }
    return told(request, Told(value, "doors/landing.html"))


@door
def conformance(request: HttpRequest) -> HttpResponse:
    nothing_but(request)
    return told(request, Told({"conformsTo": list(CLASSES)}, "doors/conformance.html"))


@door
def collections(request: HttpRequest) -> HttpResponse:
    nothing_but(request)
    layers = all_layers()
    facts = facts_of(layers)
    records = [collection_record(request, layer, facts[layer.id]) for layer in layers]
    value = {"links": links.this(request, "application/json"), "collections": records}
    return told(request, Told(value, "doors/collections.html", {"layers": layers}))


@door
def collection(request: HttpRequest, collection: str) -> HttpResponse:
    nothing_but(request)
    layer = _layer(collection)
    record = collection_record(request, layer, facts_of([layer])[layer.id])
    return told(
        request, Told(record, "doors/collection.html", {"layer": layer, "schema_org": schema_org(layer, record)})
    )


@door
def schema(request: HttpRequest, collection: str) -> HttpResponse:
    return _described(request, collection, schema_record)


@door
def queryables(request: HttpRequest, collection: str) -> HttpResponse:
    return _described(request, collection, queryables_record)


@door
def sortables(request: HttpRequest, collection: str) -> HttpResponse:
    return _described(request, collection, sortables_record)


@door
def items(request: HttpRequest, collection: str) -> HttpResponse:
    layer = _layer(collection)
    form = form_wanted(request, FEATURE_FORMS)
    asked = page_asked(request, layer)
    found = read_page(asked)
    more = found.following and cursors.sealed(door_of(layer, asked.order), found.following)
    head: dict[str, Any] = {
        "timeStamp": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        # the same for all pages of a list, so it is counted for the first alone
        **({"numberMatched": matched(asked)} if asked.is_first else {}),
        "numberReturned": len(found.features),
        "links": _links_of_items(request, layer, form, more or ""),
    }
    if form is HTML_FORM:
        shown = {"layer": layer, "fields": asked.fields, "features": found.features, "told": head}
        return _in_system(page("doors/items.html", shown), asked)
    return _in_system(_collection_of_features(head, found.features), asked)


@door
def item(request: HttpRequest, collection: str, feature: str) -> HttpResponse:
    layer = _layer(collection)
    form = form_wanted(request, FEATURE_FORMS)
    asked = one_asked(request, layer, feature)
    found = read_page(asked).features
    if not found:
        raise Http404
    told_links = [
        *links.this(request, GEOJSON, as_html=form is HTML_FORM),
        links.link(links.collection(request, layer), "collection", "application/json", str(layer.title)),
    ]
    if form is HTML_FORM:
        return _in_system(page("doors/item.html", _shown(layer, asked, found[0], told_links)), asked)
    body = f'{found[0].json[:-1]},"links":{_json(told_links)}}}'
    return _in_system(HttpResponse(body, content_type=GEOJSON), asked)


def _layer(collection: str) -> Layer:
    found = layer_named(collection) if "\x00" not in collection else None
    if found is None:
        raise Http404
    return found


def _described(request: HttpRequest, collection: str, record: Any) -> HttpResponse:
    nothing_but(request)
    layer = _layer(collection)
    return told(request, Told(record(request, layer), "doors/schema.html", {"layer": layer}), media_type=SCHEMA)


def _links_of_items(request: HttpRequest, layer: Layer, form: Form, cursor: str) -> list[links.Link]:
    found = links.this(request, GEOJSON, as_html=form is HTML_FORM)
    found.append(links.link(links.collection(request, layer), "collection", "application/json", str(layer.title)))
    if cursor:
        found.append(links.following(request, cursor, form.media_type))
    return found


def _collection_of_features(head: dict[str, Any], features: list[Feature]) -> HttpResponse:
    said = ",".join(feature.json for feature in features)
    body = f'{{"type":"FeatureCollection",{_json(head)[1:-1]},"features":[{said}]}}'
    return HttpResponse(body, content_type=GEOJSON)


def _shown(layer: Layer, asked: Asked, feature: Feature, told_links: list[links.Link]) -> dict[str, Any]:
    titled = [(field.title, feature.properties.get(field.name)) for field in asked.fields]
    return {"layer": layer, "feature": feature, "titled": titled, "told": {"links": told_links}}


def _in_system(response: HttpResponse, asked: Asked) -> HttpResponse:
    response.headers["Content-Crs"] = f"<{asked.system.uri}>"
    return response


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
