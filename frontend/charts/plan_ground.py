"""The ground under pictures of plans: water, green, roads and names of the town's own map, so that a place is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely
from django.contrib.gis.geos import Polygon
from django.utils.safestring import SafeString

from frontend.charts.plan_map import Frame, path_of
from frontend.charts.svg import PAPER, SOFT, tag, words
from geo.models import SRID, MapFeature, Municipality, PlaceName

MOST_FEATURES, MOST_NAMES = 600, 14
WIDEST_M = 25_000.0
ORDER = ("built_up", "green", "water", "rail", "road")  # the later lies upon the earlier
SURFACES = {"built_up": "#f3ecdf", "green": "#e6efd9", "water": "#cfe3e9"}
WATER_EDGE, ROAD_EDGE, RAIL = "#7fa6b3", "#a9a294", "#55605f"
_ROUND = {"stroke_linecap": "round", "stroke_linejoin": "round"}


def ground_in(town: Municipality, frame: Frame, unit: float) -> tuple[SafeString, ...]:
    """What lies in a frame, drawn; nothing of a frame that holds a whole region."""
    west, north, width, height = frame
    if max(width, height) > WIDEST_M:
        return ()
    window = Polygon.from_bbox((west, -north - height, west + width, -north))
    window.srid = SRID
    near = MapFeature.objects.filter(municipality=town, geom__bboverlaps=window).order_by("rank", "pk")[:MOST_FEATURES]
    inside = shapely.box(*window.extent)
    drawn = [
        part
        for feature in sorted(near, key=lambda one: ORDER.index(one.kind))
        for part in _feature(feature.kind, feature.rank, _cut(feature.geom, inside), unit)
    ]
    return (*drawn, *_names(town, window, unit))


def _cut(geometry: Any, inside: Any) -> Any:
    shape = shapely.from_wkb(bytes(geometry.wkb))
    return shape.intersection(inside) if shape.is_valid else shapely.clip_by_rect(shape, *inside.bounds)


def _feature(kind: str, rank: int, shape: Any, unit: float) -> Iterator[SafeString]:
    d = path_of(shape, unit)
    if not d:
        return
    if kind == MapFeature.Kind.ROAD:
        width = max(1.5, 4.5 - rank) * unit
        yield tag("path", d=d, fill="none", stroke=ROAD_EDGE, stroke_width=width + 1.4 * unit, **_ROUND)
        yield tag("path", d=d, fill="none", stroke=PAPER, stroke_width=width, **_ROUND)
    elif kind == MapFeature.Kind.RAIL:
        yield tag("path", d=d, fill="none", stroke=RAIL, stroke_width=1.4 * unit, stroke_dasharray=f"{6 * unit:.1f}")
    elif shape.area == 0:
        yield tag("path", d=d, fill="none", stroke=WATER_EDGE, stroke_width=1.5 * unit)
    else:
        edge = WATER_EDGE if kind == MapFeature.Kind.WATER else None
        yield tag("path", d=d, fill=SURFACES[kind], fill_rule="evenodd", stroke=edge, stroke_width=unit)


def _names(town: Municipality, window: Polygon, unit: float) -> Iterator[SafeString]:
    """The weightiest names first; one that would lie upon another is left out."""
    size, taken = 13 * unit, list[tuple[float, float]]()
    found = PlaceName.objects.filter(municipality=town, point__within=window).order_by("-weight", "name")
    for place in found[: 4 * MOST_NAMES]:
        x, y = place.point.x, -place.point.y
        is_free = all(abs(x - other_x) > 9 * size or abs(y - other_y) > 1.4 * size for other_x, other_y in taken)
        if is_free and len(taken) < MOST_NAMES:
            taken.append((x, y))
            halo: dict[str, Any] = {"stroke": PAPER, "stroke_width": 3 * unit, "paint_order": "stroke"}
            yield words(x, y, place.name, font_size=size, fill=SOFT, text_anchor="middle", **halo)
