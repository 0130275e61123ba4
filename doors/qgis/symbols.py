"""How QGIS draws a layer: its renderer as XML, the same in a style file (QML) and in a project."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.translation import gettext_lazy as _

from doors.collections.figures import CLASSES
from doors.ogc.layers import Layer
from doors.ogc.tiles import COLOURS
from feedback_map.models import Kind

QGIS = "3.22.16-Białowieża"
Colour = str
OF_KINDS: dict[str, Colour] = {
    Kind.FEEDBACK: "#0b5163",
    Kind.SUGGESTION: "#8a3b12",
    Kind.THANKS: "#3d5a2a",
    Kind.IDEA: "#5b2a86",
}
OF_CLASSES: dict[str, Colour] = dict(zip(CLASSES, ("#b2182b", "#d1e5f0", "#d9d9d9", "#f7f7f7"), strict=True))
CLASS_NAMES = {
    "underserved": _("Less than elsewhere"),
    "on_par": _("Same as elsewhere"),
    "too_little_data": _("We don't know yet"),
    "no_residents": _("No residents"),
}
GEOMETRIES = {"Point": "marker", "Polygon": "fill", "Geometry": "marker"}


def style_of(layer: Layer) -> str:
    """A QML text."""
    root = Element("qgis", {"version": QGIS, "styleCategories": "Symbology"})
    root.append(renderer_of(layer))
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(root, encoding="unicode")


def renderer_of(layer: Layer) -> Element:
    """Messages by their kind, coverage by its class, everything else alike."""
    kind = layer.name.partition("_")[0]
    drawn = "fill" if kind in ("plans", "hearings") else GEOMETRIES[layer.drawn]
    if kind == "pins":
        return _by_value("kind", [(code, str(Kind(code).label), colour) for code, colour in OF_KINDS.items()], drawn)
    if kind == "coverage":
        named = [(code, str(CLASS_NAMES[code]), colour) for code, colour in OF_CLASSES.items()]
        return _by_value("class", named, drawn)
    root = _renderer("singleSymbol")
    symbols = SubElement(root, "symbols")
    symbols.append(symbol(drawn, "0", COLOURS.get(kind, COLOURS["areas"])))
    return root


def _by_value(column: str, values: Sequence[tuple[str, str, Colour]], drawn: str) -> Element:
    """A colour for each value of a column, named in the language in force."""
    root = _renderer("categorizedSymbol")
    root.set("attr", column)
    categories, symbols = SubElement(root, "categories"), SubElement(root, "symbols")
    for number, (value, label, colour) in enumerate(values):
        told = {"value": str(value), "symbol": str(number), "label": label, "render": "true", "type": "string"}
        SubElement(categories, "category", told)
        symbols.append(symbol(drawn, str(number), colour))
    return root


def _renderer(kind: str) -> Element:
    return Element("renderer-v2", {"type": kind, "forceraster": "0", "enableorderby": "0", "symbollevels": "0"})


def symbol(drawn: str, name: str, colour: Colour) -> Element:
    """A dot, a line, or an area with its border."""
    root = Element("symbol", {"type": drawn, "name": name, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"})
    line, fill = {"line_color": _rgba(colour), "line_width": "0.5"}, {"color": _rgba(colour, 60)}
    if drawn == "marker":
        settings = {"name": "circle", "color": _rgba(colour), "outline_color": "255,255,255,255", "size": "2.4"}
        _part(root, "SimpleMarker", {**settings, "size_unit": "MM", "outline_width": "0.2"})
    elif drawn == "line":
        _part(root, "SimpleLine", line)
    else:
        border = {"outline_color": _rgba(colour), "outline_width": "0.4", "outline_style": "solid", "style": "solid"}
        _part(root, "SimpleFill", {**fill, **border})
    return root


def _part(root: Element, kind: str, settings: dict[str, str]) -> None:
    part = SubElement(root, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options = SubElement(part, "Option", {"type": "Map"})
    for name, value in settings.items():
        SubElement(options, "Option", {"name": name, "type": "QString", "value": value})


def _rgba(colour: Colour, alpha: int = 255) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"
