"""OGC API Tiles over the vector tiles that the maps use: the same bytes under the standard's addresses."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from doors.collections import layer_named
from doors.ogc import links, systems
from doors.ogc.answering import HTML_FORM, JSON, JSON_FORM, Form, Told, as_json, door, form_wanted, page, told
from doors.ogc.asking import nothing_but
from doors.ogc.facts import Facts, facts_of
from doors.ogc.layers import Layer
from geo.tiles import api
from geo.tiles.grids import DEEPEST, EXTENT, GRIDS, WEB_MERCATOR_QUAD, Grid

MVT, STYLE = "application/vnd.mapbox-vector-tile", "application/vnd.mapbox.style+json"
PIXELS, PIXEL_M = 256, 0.00028
TITLES = {"WebMercatorQuad": "Google Maps Compatible for the World", "ETRS-TM35FIN": "ETRS-TM35FIN (JHS 180)"}
KNOWN = {"WebMercatorQuad": "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"}
COLOURS = {"pins": "#0b5163", "plans": "#8a3b12", "proposals": "#5b2a86", "areas": "#3d5a2a"}
# How a layer of a tile is drawn: its name there, the kind of drawing, and how
DRAWN: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "pins": (
        ("pins", "circle", {"circle-radius": 5, "circle-color": COLOURS["pins"]}),
        ("shapes", "line", {"line-width": 2, "line-color": COLOURS["pins"]}),
    ),
    "plans": (
        ("plans", "fill", {"fill-color": COLOURS["plans"], "fill-opacity": 0.2}),
        ("plans", "line", {"line-width": 2, "line-color": COLOURS["plans"]}),
        ("marks", "circle", {"circle-radius": 5, "circle-color": COLOURS["plans"]}),
    ),
    "proposals": (
        ("marks", "circle", {"circle-radius": 5, "circle-color": COLOURS["proposals"]}),
        ("shapes", "line", {"line-width": 2, "line-color": COLOURS["proposals"]}),
    ),
    "areas": (
        ("areas", "fill", {"fill-color": COLOURS["areas"], "fill-opacity": 0.1}),
        ("areas", "line", {"line-width": 1, "line-color": COLOURS["areas"]}),
    ),
    "places": (("places", "circle", {"circle-radius": 4, "circle-color": "#333333"}),),
}
DRAWN["hearings"] = DRAWN["plans"]


@door
def pyramids(request: HttpRequest) -> HttpResponse:
    nothing_but(request)
    found = [
        {"id": name, "title": TITLES[name], "uri": KNOWN.get(name, links.here(request, f"tileMatrixSets/{name}"))}
        | {"links": [links.link(links.here(request, f"tileMatrixSets/{name}"), "self", JSON, TITLES[name])]}
        for name in GRIDS
    ]
    return told(request, Told({"tileMatrixSets": found}, "doors/pyramids.html"))


@door
def pyramid(request: HttpRequest, grid: str) -> HttpResponse:
    nothing_but(request)
    return told(request, Told(_pyramid(_grid(grid)), "doors/pyramid.html"))


@door
def tilesets(request: HttpRequest, collection: str) -> HttpResponse:
    nothing_but(request)
    layer = _tiled(collection)
    facts = facts_of([layer])[layer.id]
    value = {"tilesets": [_tileset(request, layer, grid, facts) for grid in GRIDS.values()]}
    value["links"] = links.this(request, JSON)
    return told(request, Told(value, "doors/tilesets.html", {"layer": layer}))


@door
def tileset(request: HttpRequest, collection: str, grid: str) -> HttpResponse:
    """One tile set, or with `f=tilejson` the same as TileJSON 3.0, which knows web Mercator alone."""
    nothing_but(request)
    layer, of_grid = _tiled(collection), _grid(grid)
    facts = facts_of([layer])[layer.id]
    forms = [JSON_FORM, HTML_FORM]
    if of_grid is WEB_MERCATOR_QUAD:
        forms.append(Form("tilejson", "application/vnd.mapbox.tilejson+json"))
    form = form_wanted(request, forms)
    if form.name == "tilejson":
        return as_json(tile_json(request, layer, facts))
    value = _tileset(request, layer, of_grid, facts)
    if form is HTML_FORM:
        return page("doors/tilesets.html", {"told": {"tilesets": [value]}, "layer": layer})
    return as_json(value)


@door
def tile(request: HttpRequest, collection: str, grid: str, **place: int) -> HttpResponse:
    nothing_but(request)
    layer = _tiled(collection)
    z, x, y = place["z"], place["column"], place["row"]
    return api.tile(request, town=layer.town.slug, layer=layer.tiles, grid=grid, z=z, x=x, y=y)


@door
def style(request: HttpRequest, collection: str) -> HttpResponse:
    """A style that programs for vector maps read; it names its source by TileJSON."""
    nothing_but(request)
    layer = _tiled(collection)
    source = f"{links.collection(request, layer)}/tiles/{WEB_MERCATOR_QUAD.name}?f=tilejson"
    drawn = DRAWN[layer.tiles.partition("-")[0]]
    value = {
        "version": 8,
        "name": str(layer.title),
        "sources": {"town": {"type": "vector", "url": source}},
        "layers": [
            {"id": f"{name}-{kind}", "source": "town", "source-layer": name, "type": kind, "paint": paint}
            for name, kind, paint in drawn
        ],
    }
    return as_json(value, STYLE)


def tile_json(request: HttpRequest, layer: Layer, facts: Facts) -> dict[str, Any]:
    names = dict.fromkeys(name for name, _kind, _paint in DRAWN[layer.tiles.partition("-")[0]])
    own = f"/tiles/{layer.town.slug}/{layer.tiles}/{WEB_MERCATOR_QUAD.name}"
    told_json: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": str(layer.title),
        "description": str(layer.description),
        "attribution": layer.source or layer.town.name("fi"),
        "scheme": "xyz",
        "tiles": [request.build_absolute_uri(own) + "/{z}/{x}/{y}.mvt"],
        "minzoom": 0,
        "maxzoom": DEEPEST,
        "vector_layers": [{"id": name, "fields": {}} for name in names],
    }
    return told_json | ({"bounds": list(facts.box)} if facts.box else {})


def _tiled(collection: str) -> Layer:
    layer = layer_named(collection) if "\x00" not in collection else None
    if layer is None or not layer.tiles:
        raise Http404
    return layer


def _grid(name: str) -> Grid:
    found = GRIDS.get(name)
    if found is None:
        raise Http404
    return found


def _tileset(request: HttpRequest, layer: Layer, grid: Grid, facts: Facts) -> dict[str, Any]:
    own = f"{links.collection(request, layer)}/tiles/{grid.name}"
    pyramid_at = links.here(request, f"tileMatrixSets/{grid.name}")
    found = [
        links.link(own, "self", JSON, str(layer.title)),
        links.link(pyramid_at, f"{links.OGC}/tiling-scheme", JSON, TITLES[grid.name]),
        links.link(f"{own}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", "item", MVT, _("Tiles")) | {"templated": True},
        links.link(links.collection(request, layer), f"{links.OGC}/geodata", JSON, str(layer.title)),
    ]
    if grid is WEB_MERCATOR_QUAD:
        found.append(links.link(f"{own}?f=tilejson", "describedby", "application/vnd.mapbox.tilejson+json", "TileJSON"))
    value: dict[str, Any] = {
        "title": str(layer.title),
        "tileMatrixSetURI": KNOWN.get(grid.name, pyramid_at),
        "dataType": "vector",
        "crs": f"{systems.BASE}/EPSG/0/{grid.srid}",
        "links": found,
    }
    if facts.box:
        west, south, east, north = facts.box
        value["boundingBox"] = {"lowerLeft": [west, south], "upperRight": [east, north], "crs": systems.CRS84}
    return value


def _pyramid(grid: Grid) -> dict[str, Any]:
    """The definition of a tile matrix set (OGC 17-083r4). Tiles of 256 px on paper; ours are drawn in 4096 units."""
    matrices = []
    for z in range(DEEPEST + 1):
        cell = grid.side / PIXELS / 2**z
        matrices.append(
            {
                "id": str(z),
                "scaleDenominator": cell / PIXEL_M,
                "cellSize": cell,
                "pointOfOrigin": [grid.west, grid.north],
                "tileWidth": PIXELS,
                "tileHeight": PIXELS,
                "matrixWidth": 2**z,
                "matrixHeight": 2**z,
            }
        )
    return {
        "id": grid.name,
        "title": TITLES[grid.name],
        "description": f"{EXTENT} × {EXTENT}",
        "crs": f"{systems.BASE}/EPSG/0/{grid.srid}",
        "orderedAxes": ["E", "N"],
        "tileMatrices": matrices,
    } | ({"uri": KNOWN[grid.name]} if grid.name in KNOWN else {})
