"""The catalogue record that a national data portal harvests: DCAT-AP as JSON-LD, one dataset for each collection."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from doors.collections import all_layers
from doors.ogc import links
from doors.ogc.answering import GEOJSON, as_json, door
from doors.ogc.asking import nothing_but
from doors.ogc.facts import Facts, facts_of
from doors.ogc.layers import Layer
from geo.models import Municipality

LD = "application/ld+json"
EU = "http://publications.europa.eu/resource/authority"
LANGUAGES = {"fi": "FIN", "sv": "SWE", "en": "ENG"}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "locn": "http://www.w3.org/ns/locn#",
    "gsp": "http://www.opengis.net/ont/geosparql#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Json = dict[str, Any]


@door
def catalogue(request: HttpRequest) -> HttpResponse:
    nothing_but(request)
    return as_json(catalogue_record(request), LD)


def catalogue_record(request: HttpRequest) -> Json:
    layers = all_layers()
    facts = facts_of(layers)
    titled = {code: _texts(code) for code in LANGUAGES}
    first = layers[0].town if layers else None
    return {
        "@context": CONTEXT,
        "@id": links.here(request, "catalogue"),
        "@type": "dcat:Catalog",
        "dct:title": {"@value": "Kuuluvuus", "@language": "fi"},
        "dct:description": [
            {"@value": "Asukkaiden viestit ja kunnan suunnitelmat avoimena datana.", "@language": "fi"},
            {"@value": "Invånarnas meddelanden och kommunens planer som öppna data.", "@language": "sv"},
            {"@value": "What residents said and what the town plans, as open data.", "@language": "en"},
        ],
        "dct:publisher": _publisher(first) if first else {"@type": "foaf:Agent", "foaf:name": "Kuuluvuus"},
        "dct:language": [{"@id": f"{EU}/language/{code}"} for code in LANGUAGES.values()],
        "dct:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        "foaf:homepage": {"@id": settings.SITE_ADDRESS + "/"},
        "dcat:dataset": [_dataset(request, layer, facts[layer.id], titled) for layer in layers],
    }


def _texts(language: str) -> dict[str, tuple[str, str]]:
    """Titles and descriptions of every collection in one language."""
    with translation.override(language):
        return {layer.id: (str(layer.title), str(layer.description)) for layer in all_layers()}


def _publisher(town: Municipality) -> Json:
    agent: Json = {"@type": "foaf:Agent", "foaf:name": _spoken(town.names) or town.slug}
    return agent | ({"foaf:homepage": {"@id": town.website}} if town.website else {})


def _spoken(texts: dict[str, str]) -> list[Json]:
    return [{"@value": text, "@language": code} for code, text in texts.items() if code in LANGUAGES and text]


def _dataset(request: HttpRequest, layer: Layer, facts: Facts, titled: dict[str, dict[str, tuple[str, str]]]) -> Json:
    at = links.collection(request, layer)
    record: Json = {
        "@id": at,
        "@type": "dcat:Dataset",
        "dct:identifier": layer.id,
        "dct:title": [{"@value": told[layer.id][0], "@language": code} for code, told in titled.items()],
        "dct:description": [{"@value": told[layer.id][1], "@language": code} for code, told in titled.items()],
        "dct:publisher": _publisher(layer.town),
        "dct:accessRights": {"@id": f"{EU}/access-right/PUBLIC"},
        "dct:accrualPeriodicity": {"@id": f"{EU}/frequency/CONT"},
        "dcat:theme": [{"@id": f"{EU}/data-theme/{theme}"} for theme in ("GOVE", "REGI")],
        "dcat:keyword": _spoken({"fi": "osallistuminen", "sv": "delaktighet", "en": "participation"}),
        "dcat:landingPage": {"@id": f"{at}?f=html"},
        "dcat:contactPoint": _contact(layer.town),
        "dcat:distribution": [
            _distribution(layer, at, name, media) for name, media in (("json", GEOJSON), ("html", "text/html"))
        ],
    }
    if facts.updated:
        record["dct:modified"] = {"@value": facts.updated.isoformat(), "@type": "xsd:dateTime"}
    if facts.box:
        record["dct:spatial"] = _spatial(facts.box)
    return record


def _contact(town: Municipality) -> Json:
    contact: Json = {"@type": "vcard:Organization", "vcard:fn": town.name("fi")}
    return contact | ({"vcard:hasEmail": {"@id": f"mailto:{town.email}"}} if town.email else {})


def _distribution(layer: Layer, at: str, name: str, media_type: str) -> Json:
    iana = "http://www.iana.org/assignments/media-types"
    return {
        "@id": f"{at}/items?f={name}",
        "@type": "dcat:Distribution",
        "dct:title": f"OGC API Features ({media_type})",
        "dcat:accessURL": {"@id": f"{at}/items?f={name}"},
        "dcat:mediaType": {"@id": f"{iana}/{media_type}"},
        "dct:license": {"@id": layer.licence},
        "dct:conformsTo": {"@id": "http://www.opengis.net/spec/ogcapi-features-1/1.0"},
    }


def _spatial(box: tuple[float, float, float, float]) -> Json:
    west, south, east, north = box
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = ", ".join(f"{x} {y}" for x, y in corners)
    wkt = {"@value": f"POLYGON(({ring}))", "@type": "gsp:wktLiteral"}
    return {"@type": "dct:Location", "dcat:bbox": wkt}
