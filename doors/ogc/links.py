"""Links between the resources of /ogc/, with what they are and in which form."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from doors.ogc.answering import GEOJSON, HTML, JSON, OPENAPI, SCHEMA
from doors.ogc.layers import Layer

OGC = "http://www.opengis.net/def/rel/ogc/1.0"
Link = dict[str, str]


def here(request: HttpRequest, path: str = "") -> str:
    return request.build_absolute_uri(f"/ogc/{path}")


def link(href: str, rel: str, media_type: str, title: str = "") -> Link:
    told = {"href": href, "rel": rel, "type": media_type}
    return {**told, "title": title} if title else told


def this(request: HttpRequest, media_type: str, *, as_html: bool = False) -> list[Link]:
    """The address itself and the same in the other form."""
    forms = (("self", media_type, "json"), ("alternate", HTML, "html"))
    if as_html:
        forms = (("alternate", media_type, "json"), ("self", HTML, "html"))
    return [link(_with(request, f=name), rel, kind, _("This document")) for rel, kind, name in forms]


def _with(request: HttpRequest, **changed: str) -> str:
    given = [(name, value) for name, values in request.GET.lists() if name not in changed for value in values]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*given, *changed.items()])}")


def following(request: HttpRequest, cursor: str, media_type: str) -> Link:
    return link(_with(request, cursor=cursor), "next", media_type, _("Next page"))


def collection(request: HttpRequest, layer: Layer, rest: str = "") -> str:
    return here(request, f"collections/{quote(layer.id)}{rest}")


def feature(request: HttpRequest, layer: Layer, feature_id: str) -> str:
    return collection(request, layer, f"/items/{quote(feature_id, safe='')}")


def of_root(request: HttpRequest) -> list[Link]:
    return [
        *this(request, JSON),
        link(here(request, "api"), "service-desc", OPENAPI, _("Description of the interface (OpenAPI 3.0)")),
        link(here(request, "api?f=html"), "service-doc", HTML, _("Description of the interface, to read")),
        link(here(request, "conformance"), "conformance", JSON, _("Standards that it follows")),
        link(here(request, "collections"), "data", JSON, _("Collections")),
        link(here(request, "tileMatrixSets"), f"{OGC}/tiling-schemes", JSON, _("Tile pyramids")),
        link(here(request, "catalogue"), "describedby", "application/ld+json", _("Catalogue record (DCAT-AP)")),
    ]


def of_collection(request: HttpRequest, layer: Layer) -> list[Link]:
    def at(rest: str) -> str:
        return collection(request, layer, rest)

    found = [
        link(at("?f=json"), "self", JSON, str(layer.title)),
        link(at("?f=html"), "alternate", HTML, str(layer.title)),
        link(at("/items?f=json"), "items", GEOJSON, _("The features as GeoJSON")),
        link(at("/items?f=html"), "items", HTML, _("The features as a page")),
        link(at("/schema"), f"{OGC}/schema", SCHEMA, _("What is told of a feature")),
        link(at("/queryables"), f"{OGC}/queryables", SCHEMA, _("What can be asked for")),
        link(at("/sortables"), f"{OGC}/sortables", SCHEMA, _("What lists can be sorted by")),
        link(layer.licence, "license", HTML, _("Licence")),
    ]
    if layer.tiles:
        found += [
            link(at("/tiles"), f"{OGC}/tilesets-vector", JSON, _("Vector tiles")),
            link(at("/style"), f"{OGC}/styles", "application/vnd.mapbox.style+json", _("Style of the tiles")),
        ]
    return found


def of_items(request: HttpRequest, layer: Layer) -> list[Link]:
    return [*this(request, GEOJSON), link(collection(request, layer), "collection", JSON, str(layer.title))]
