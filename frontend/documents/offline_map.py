"""A map as one HTML file that opens without a network: every script and style is inside, nothing is fetched.

Folium draws it. What residents wrote is escaped before it goes in: folium puts its pop-ups into the page as HTML.
"""

from __future__ import annotations

import base64
import functools
import html
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import folium
from django.conf import settings
from django.template.loader import render_to_string

from frontend.charts.looks import LOOKS
from frontend.charts.svg import GREY, PAPER
from neighbourhoods.results import CoverageClass

VENDOR = Path(settings.BASE_DIR) / "frontend" / "static" / "frontend" / "offline"
MOST_MESSAGES = 2000
PATTERN = "unknown"  # of not knowing; the template draws it
NOT_TOLD = {"fillColor": "#dfe7e6", "fillOpacity": 0.45}
EDGE = {"color": "#22383d", "weight": 1.5}


@dataclass(frozen=True)
class MapArea:
    """An area of the map: its outline in EPSG:4326 as GeoJSON, its class, and the facts told about it in words."""

    name: str
    outline: dict[str, Any]
    standing: CoverageClass | None = None
    facts: tuple[tuple[str, str], ...] = ()
    is_chosen: bool = False


@dataclass(frozen=True)
class MapMessage:
    """A published message: where it is (a GeoJSON point, EPSG:4326), and what it says."""

    place: dict[str, Any]
    kind: str
    text: str
    day: str
    link: str


@dataclass(frozen=True)
class MapFile:
    """All that the file shows. Texts are in the reader's language; none of them is trusted to be harmless."""

    title: str
    language: str
    lead: str
    areas: tuple[MapArea, ...]
    messages: tuple[MapMessage, ...] = ()
    legend: tuple[CoverageClass, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    footer: tuple[str, ...] = ()


def offline_map(content: MapFile) -> str:
    """The file, as text. Without areas and messages it is a page that says so, and no map."""
    figure: Any = _map(content).get_root()
    page = _same_names_each_time(figure.render())
    script = page[page.rindex("<script>") + len("<script>") : page.rindex("</script>")]
    return render_to_string(
        "frontend/documents/offline_map.html",
        {
            "content": content,
            "map_id": _map_id(page),
            "legend": [(fill_of_class(standing), str(LOOKS[standing].name)) for standing in content.legend],
            "stripes": {"id": PATTERN, "under": PAPER, "over": GREY},
            "library": vendor("leaflet.js"),
            "styles": _styles(),
            "script": script.replace("</", "<\\/").replace("L.control.scale()", "L.control.scale({imperial: false})"),
        },
    )


def _map(content: MapFile) -> folium.Map:
    drawn = folium.Map(tiles=None, zoom_control=True, control_scale=True, attribution_control=False)
    if content.areas:
        _areas(content).add_to(drawn)
    if content.messages:
        _messages(content).add_to(drawn)
    if content.areas or content.messages:
        box: Any = drawn.get_bounds()
        drawn.fit_bounds(box, padding=(12, 12))
    return drawn


def _areas(content: MapFile) -> folium.GeoJson:
    features = [
        {
            "type": "Feature",
            "id": number,
            "geometry": area.outline,
            "properties": {"standing": area.standing, "chosen": area.is_chosen, "words": _area_words(area)},
        }
        for number, area in enumerate(content.areas)
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=_style,
        tooltip=folium.GeoJsonTooltip(["words"], labels=False, sticky=True),
        popup=folium.GeoJsonPopup(["words"], labels=False, localize=False, maxWidth=320),
    )


def _style(feature: dict[str, Any]) -> dict[str, Any]:
    told = feature["properties"]
    weight = {"weight": 4} if told["chosen"] else {}
    fill = {"fillColor": fill_of_class(told["standing"]), "fillOpacity": 1} if told["standing"] else NOT_TOLD
    return {**EDGE, **fill, **weight}


def fill_of_class(standing: CoverageClass) -> str:
    """The same looks as in every picture of classes."""
    look = LOOKS[standing]
    return f"url(#{PATTERN})" if look.hatched else look.fill


def _area_words(area: MapArea) -> str:
    lines = [f"<b>{html.escape(area.name)}</b>"]
    lines += [f"{html.escape(word)}: {html.escape(value)}" for word, value in area.facts]
    return "<br>".join(lines)


def _messages(content: MapFile) -> folium.GeoJson:
    features = [
        {"type": "Feature", "id": number, "geometry": one.place, "properties": {"words": _message_words(one)}}
        for number, one in enumerate(content.messages[:MOST_MESSAGES])
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=7, color="#ffffff", weight=2, fill_color="#0b5163", fill_opacity=0.9),
        popup=folium.GeoJsonPopup(["words"], labels=False, localize=False, maxWidth=320),
    )


def _message_words(one: MapMessage) -> str:
    text = html.escape(one.text).replace("\n", "<br>")
    return f"<b>{html.escape(one.kind)}</b> {html.escape(one.day)}<br>{text}<br>{html.escape(one.link)}"


def _same_names_each_time(page: str) -> str:
    """Folium names its parts at random; the same map must be the same file, byte by byte."""
    names: dict[str, str] = {}
    return re.sub(
        r"(?<=_)[0-9a-f]{32}(?![0-9a-f])", lambda found: names.setdefault(found.group(), str(len(names))), page
    )


def _map_id(page: str) -> str:
    found = re.search(r'id="(map_\d+)"', page)
    if found is None:  # folium's own page has changed: a test tells
        raise ValueError("folium made no map")
    return found.group(1)


@functools.cache
def vendor(name: str) -> str:
    """A file of Leaflet, as the front-end build put it there. It must not end the element that it stands in."""
    text = (VENDOR / name).read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=.*", "", text).replace("</script", "<\\/script")


@functools.cache
def _styles() -> str:
    """Leaflet's style with its pictures inside; we use none of its markers."""
    return re.sub(r"url\(images/[^)]+\)", f"url({_nothing()})", vendor("leaflet.css"))


def _nothing() -> str:
    blank = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    return "data:image/svg+xml;base64," + base64.b64encode(blank).decode()
