"""A QGIS project of a town: every collection from /ogc/, drawn as in the other files, and messages as vector tiles.

QGIS asks for what is in view. Only what is light is switched on at first; the rest is one click away.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.utils.translation import gettext as _

from doors.collections import layers_of_town
from doors.ogc.facts import facts_of
from doors.ogc.layers import Layer
from doors.ogc.tiles import COLOURS
from doors.qgis.symbols import GEOMETRIES, QGIS, renderer_of, symbol
from geo import crs
from geo.models import Municipality
from geo.tiles.grids import DEEPEST, WEB_MERCATOR_QUAD

FEATURES, TILES = "OAPIF", "vectortile"
AT_FIRST = ("plans", "places")
ORDER = ("pins", "proposals", "hearings", "plans", "places", "coverage", "areas", "population")
SHAPES = {"Point": "Point", "Polygon": "Polygon", "Geometry": "Point"}
TILE_SHAPES = (("marker", "pins", "0"), ("line", "shapes", "1"))
FINLAND = (50_000.0, 6_600_000.0, 760_000.0, 7_800_000.0)


def project_of(town: Municipality) -> bytes:
    """The project file (.qgs)."""
    layers = sorted(layers_of_town(town), key=_rank)
    root = Element("qgis", {"projectname": town.name("fi"), "version": QGIS})
    SubElement(root, "title").text = f"{town.name('fi')} – Kuuluvuus"
    _system(SubElement(root, "projectCrs"), crs.STORAGE)
    own = SubElement(SubElement(root, "properties"), "SpatialRefSys")
    SubElement(own, "ProjectionsEnabled", {"type": "int"}).text = "1"  # else QGIS passes the system over
    tree = SubElement(root, "layer-tree-group")
    canvas = SubElement(root, "mapcanvas", {"name": "theMapCanvas", "annotationsVisible": "1"})
    SubElement(canvas, "units").text = "meters"
    _extent(SubElement(canvas, "extent"), _around(layers))
    _system(SubElement(canvas, "destinationsrs"), crs.STORAGE)
    found = SubElement(root, "projectlayers")
    for layer in layers:
        if layer.name == "pins":
            _add(tree, found, _tiles(layer), is_shown=True)
        _add(tree, found, _features(layer), is_shown=layer.name in AT_FIRST or layer.name == f"areas_{town.home_set}")
    text = tostring(root, encoding="unicode")
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{text}".encode()


def _rank(layer: Layer) -> tuple[int, str]:
    kind = layer.name.partition("_")[0]
    return (ORDER.index(kind) if kind in ORDER else len(ORDER), layer.name)


def _features(layer: Layer) -> Element:
    """A collection as QGIS reads it from OGC API Features."""
    source = {"pagingEnabled": "true", "restrictToRequestBBOX": "1", "typename": layer.id, "url": _service()}
    root = Element("maplayer", {"type": "vector", "geometry": SHAPES[layer.drawn], "hasScaleBasedVisibilityFlag": "0"})
    if GEOMETRIES[layer.drawn] != "fill" and layer.name in ("plans", "hearings"):
        root.set("geometry", "Polygon")
    _named(root, layer.id, " ".join(f"{name}='{value}'" for name, value in source.items()), str(layer.title))
    _system(SubElement(root, "srs"), crs.WIRE)
    SubElement(root, "provider", {"encoding": "UTF-8"}).text = FEATURES
    _rights(root, layer)
    root.append(renderer_of(layer))
    return root


def _tiles(layer: Layer) -> Element:
    """A collection as vector tiles: light however many features there are."""
    address = (
        f"{settings.SITE_ADDRESS}/tiles/{layer.town.slug}/{layer.tiles}/{WEB_MERCATOR_QUAD.name}/{{z}}/{{x}}/{{y}}.mvt"
    )
    source = f"type=xyz&url={quote(address, safe=':/')}&zmin=0&zmax={DEEPEST}"
    root = Element("maplayer", {"type": "vector-tile", "hasScaleBasedVisibilityFlag": "0"})
    _named(root, f"{layer.id}_tiles", source, _("{layer}, as tiles").format(layer=layer.title))
    _system(SubElement(root, "srs"), crs.MERCATOR)
    _rights(root, layer)
    styles = SubElement(SubElement(root, "renderer", {"type": "basic"}), "styles")
    for drawn, name, shape in TILE_SHAPES:
        told = {"name": name, "layer": name, "geometry": shape, "enabled": "1", "min-zoom": "-1", "max-zoom": "-1"}
        one = SubElement(styles, "style", {**told, "expression": ""})
        SubElement(one, "symbols").append(symbol(drawn, "0", COLOURS["pins"]))
    return root


def _service() -> str:
    return f"{settings.SITE_ADDRESS}/ogc/"


def _named(root: Element, name: str, source: str, title: str) -> None:
    SubElement(root, "id").text = name
    SubElement(root, "datasource").text = source
    SubElement(root, "layername").text = title


def _rights(root: Element, layer: Layer) -> None:
    """Who made it and what one may do with it, where QGIS shows it."""
    about = SubElement(root, "resourceMetadata")
    SubElement(about, "title").text = str(layer.title)
    SubElement(about, "abstract").text = str(layer.description)
    SubElement(about, "rights").text = layer.source or layer.town.name("fi")
    SubElement(about, "license").text = layer.licence


def _add(tree: Element, found: Element, layer: Element, *, is_shown: bool) -> None:
    found.append(layer)
    told = {
        "id": layer.findtext("id", ""),
        "name": layer.findtext("layername", ""),
        "providerKey": layer.findtext("provider", TILES),
        "checked": "Qt::Checked" if is_shown else "Qt::Unchecked",
        "expanded": "0",
    }
    SubElement(tree, "layer-tree-layer", told)


def _system(root: Element, epsg: int) -> None:
    told = SubElement(root, "spatialrefsys")
    SubElement(told, "srsid").text = str(epsg)  # a number of QGIS's own; any one makes it read the authority's
    SubElement(told, "srid").text = str(epsg)
    SubElement(told, "authid").text = f"EPSG:{epsg}"


def _around(layers: Sequence[Layer]) -> tuple[float, ...]:
    """The town in metres; all of Finland where nothing is known of it."""
    boxes = [facts.box for facts in facts_of(layers).values() if facts.box]
    if not boxes:
        return FINLAND
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    x, y = crs.to_storage([west, east, west, east], [south, south, north, north])
    return float(min(x)), float(min(y)), float(max(x)), float(max(y))


def _extent(root: Element, box: Sequence[float]) -> None:
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True):
        SubElement(root, name).text = f"{value:.0f}"
