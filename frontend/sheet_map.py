"""The map of a sheet, drawn from the town's own data so that it can be read in grey: for paper and for the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely
from django.contrib.gis.geos import Polygon
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from feedback_map.map_sheets import COLUMNS, SQUARE_MM, Box, Frame, frame_of
from feedback_map.models import MapSheet
from frontend.charts.svg import INK, PAPER, Value, tag, together, words
from geo.models import SRID, Area, MapFeature, PlaceName

BAND_MM = 7.0  # around the frame: letters, numbers and the corner marks
CORNER_MM = 6.0
MOST_FEATURES, MOST_NAMES = 2_500, 60
WATER, WATER_EDGE, GREEN, GREEN_EDGE, BUILT, ROAD_EDGE = (
    "#bcd6df",
    "#4d7f92",
    "#e4efd8",
    "#8aa873",
    "#efe7da",
    "#6b6b6b",
)
DRAWN = ("built_up", "green", "water", "rail", "road")  # the later lies upon the earlier
FONT = "Familjen Grotesk, DejaVu Sans, sans-serif"
LETTER = 0.56  # how wide a letter is, of its height


@dataclass(frozen=True)
class Ground:
    """From metres to millimetres on the paper, counted from the frame's upper left."""

    box: Box
    scale: int

    def mm(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.box[0]) / self.scale * 1000, (self.box[3] - y) / self.scale * 1000

    def path(self, shape: BaseGeometry) -> str:
        return "".join(self._lines(part) for part in shapely.get_parts(shape) if not part.is_empty)

    def _lines(self, part: BaseGeometry) -> str:
        rings = [part.exterior, *part.interiors] if isinstance(part, shapely.Polygon) else [part]
        end = "Z" if isinstance(part, shapely.Polygon) else ""
        drawn = ""
        for ring in rings:
            points = [self.mm(x, y) for x, y in shapely.get_coordinates(ring)]
            if len(points) > 1:
                drawn += "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + end
        return drawn


@dataclass(frozen=True)
class Spotted:
    """A mark that was entered, at shares of the frame; told by its form's letter and its number."""

    name: str
    share: tuple[float, float]


def sheet_svg(sheet: MapSheet, *, marks: Sequence[Spotted] = (), says: str = "") -> SafeString:
    """The frame with all that is in it. Its units are millimetres of the paper; `says` is its name for those who
    cannot see it."""
    frame, ground = frame_of(sheet.paper, sheet.orientation), Ground(sheet.extent.extent, sheet.scale)
    width, height = frame.width_mm, frame.height_mm
    inside = tag("g", *_ground(sheet, ground), *_border(sheet, ground), *_grid(frame), *_names(sheet, ground, frame))
    clip = tag("clipPath", tag("rect", width=width, height=height), id="frame")
    parts = [
        tag("defs", clip),
        tag("rect", width=width, height=height, fill=PAPER),
        tag("g", inside, clip_path="url(#frame)"),
        tag("rect", width=width, height=height, fill="none", stroke="#000000", stroke_width=0.6),
        *_edges(frame),
        *_corners(frame),
        *(_mark(one, frame) for one in marks),
    ]
    box = f"{-BAND_MM:g} {-BAND_MM:g} {width + 2 * BAND_MM:g} {height + 2 * BAND_MM:g}"
    title = [tag("title", says)] if says else []
    return tag(
        "svg",
        *title,
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=box,
        width=f"{width + 2 * BAND_MM:g}mm",
        height=f"{height + 2 * BAND_MM:g}mm",
        class_="sheet-map",
        role="img",
        font_family=FONT,
    )


def _ground(sheet: MapSheet, ground: Ground) -> Iterator[SafeString]:
    window = shapely.box(*ground.box)
    around = Polygon.from_bbox(ground.box)
    around.srid = SRID
    near = MapFeature.objects.filter(municipality=sheet.municipality_id, geom__bboverlaps=around)
    metre = sheet.scale / 1000  # of a millimetre
    roads = []
    for feature in sorted(near.order_by("rank", "pk")[:MOST_FEATURES], key=lambda one: DRAWN.index(one.kind)):
        shape = shapely.simplify(shapely.from_wkb(bytes(feature.geom.wkb)), metre * 0.15).intersection(window)
        if path := ground.path(shape):
            if feature.kind == MapFeature.Kind.ROAD:
                roads.append((feature.rank, path))
            else:
                yield from _drawn(feature.kind, path, is_line=shape.length > 0 and shape.area == 0)
    yield from _roads(roads)


def _drawn(kind: str, path: str, *, is_line: bool) -> Iterator[SafeString]:
    """Water is the darkest and has an edge; land with houses has none; green has a dotted one: told apart in grey."""
    if kind == MapFeature.Kind.RAIL:
        yield tag("path", d=path, fill="none", stroke="#333333", stroke_width=0.9)
        yield tag("path", d=path, fill="none", stroke=PAPER, stroke_width=0.5, stroke_dasharray="2 2")
    elif is_line:
        yield tag("path", d=path, fill="none", stroke=WATER_EDGE, stroke_width=0.5)
    elif kind == MapFeature.Kind.WATER:
        yield tag("path", d=path, fill=WATER, stroke=WATER_EDGE, stroke_width=0.3, fill_rule="evenodd")
    elif kind == MapFeature.Kind.GREEN:
        yield tag("path", d=path, fill=GREEN, stroke=GREEN_EDGE, stroke_width=0.35, stroke_dasharray="0.4 0.8")
    else:
        yield tag("path", d=path, fill=BUILT)


def _roads(roads: list[tuple[int, str]]) -> Iterator[SafeString]:
    """All edges first, so that roads run into one another."""
    ordered = sorted(roads, reverse=True)
    for rank, path in ordered:
        yield tag("path", d=path, fill="none", stroke=ROAD_EDGE, stroke_width=_width(rank) + 0.5, **_ROUND)
    for rank, path in ordered:
        yield tag("path", d=path, fill="none", stroke=PAPER, stroke_width=_width(rank), **_ROUND)


_ROUND: dict[str, Value] = {"stroke_linecap": "round", "stroke_linejoin": "round"}


def _width(rank: int) -> float:
    return max(0.5, 1.5 - 0.4 * rank)


def _border(sheet: MapSheet, ground: Ground) -> Iterator[SafeString]:
    """The part of the town that the sheet is of."""
    area = Area.objects.filter(pk=sheet.area_id).first() if sheet.area_id else None
    if area is None:
        return
    edge = shapely.from_wkb(bytes(area.geom.wkb)).boundary
    shape = shapely.simplify(edge, sheet.scale / 1000 * 0.15).intersection(shapely.box(*ground.box).buffer(1))
    if path := ground.path(shape):
        yield tag("path", d=path, fill="none", stroke=PAPER, stroke_width=1.6)
        yield tag("path", d=path, fill="none", stroke="#4a2a4f", stroke_width=0.8, stroke_dasharray="3.2 1.2 0.8 1.2")


def _grid(frame: Frame) -> Iterator[SafeString]:
    looks: dict[str, Value] = {"stroke": "#7c7c7c", "stroke_width": 0.2}
    for column in range(1, frame.columns):
        x = column * SQUARE_MM
        yield tag("line", x1=x, y1=0, x2=x, y2=frame.height_mm, **looks)
    for row in range(1, frame.rows):
        y = row * SQUARE_MM
        yield tag("line", x1=0, y1=y, x2=frame.width_mm, y2=y, **looks)


def _edges(frame: Frame) -> Iterator[SafeString]:
    """Letters along the top and the bottom, numbers along both sides."""
    for column in range(frame.columns):
        x = (column + 0.5) * SQUARE_MM
        for y in (-1.8, frame.height_mm + 5.0):
            yield _text(x, y, COLUMNS[column], 4.2)
    for row in range(frame.rows):
        y = (row + 0.5) * SQUARE_MM + 1.5
        for x in (-3.4, frame.width_mm + 3.4):
            yield _text(x, y, str(row + 1), 4.2)


def _corners(frame: Frame) -> Iterator[SafeString]:
    """Black squares outside the frame; the corner that counts is where each touches it. Numbered as they are set."""
    right, bottom = frame.width_mm, frame.height_mm
    spots = ((-CORNER_MM, -CORNER_MM), (right, -CORNER_MM), (right, bottom), (-CORNER_MM, bottom))
    for number, (x, y) in enumerate(spots, 1):
        yield tag("rect", x=x, y=y, width=CORNER_MM, height=CORNER_MM, fill="#000000")
        yield _text(x + CORNER_MM / 2, y + CORNER_MM / 2 + 1.5, str(number), 4.2, fill=PAPER)


def _mark(mark: Spotted, frame: Frame) -> SafeString:
    x, y = mark.share[0] * frame.width_mm, mark.share[1] * frame.height_mm
    return tag(
        "g",
        tag("circle", cx=x, cy=y, r=5, fill="#7d1030", stroke=PAPER, stroke_width=0.8),
        _text(x, y + 1.6, mark.name, 4.4, fill=PAPER),
    )


def _text(x: float, y: float, said: str, size: float, fill: str = INK) -> SafeString:
    return words(x, y, said, font_size=size, font_weight="bold", text_anchor="middle", fill=fill)


def _names(sheet: MapSheet, ground: Ground, frame: Frame) -> Iterator[SafeString]:
    """Names of places, the weightiest first; one that would lie upon another is left out."""
    window = Polygon.from_bbox(ground.box)
    window.srid = SRID
    found = PlaceName.objects.filter(municipality=sheet.municipality_id, point__within=window)
    taken: list[Box] = []
    for place in found.order_by("-weight", "name")[: 4 * MOST_NAMES]:
        x, y = ground.mm(place.point.x, place.point.y)
        size = 2.6 + 0.12 * min(place.weight, 10)
        half = len(place.name) * size * LETTER / 2
        room = (x - half, y - size, x + half, y + size * 0.4)
        fits = room[0] > 1 and room[1] > 1 and room[2] < frame.width_mm - 1 and room[3] < frame.height_mm - 1
        if fits and len(taken) < MOST_NAMES and not any(_overlap(room, other) for other in taken):
            taken.append(room)
            yield _named(x, y, place.name, size)


def _named(x: float, y: float, name: str, size: float) -> SafeString:
    """A white edge under the letters keeps them readable upon lines."""
    looks: dict[str, Value] = {"font_size": size, "text_anchor": "middle"}
    halo = words(x, y, name, stroke=PAPER, stroke_width=size * 0.3, stroke_linejoin="round", **looks)
    return together((halo, words(x, y, name, **looks)))


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def scale_bar(sheet: MapSheet) -> tuple[float, str]:
    """How long the bar is in millimetres, and the round distance that it stands for."""
    for metres in (20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10):
        if (length := metres / sheet.scale * 1000) <= 45:
            return length, _("%(km)s km") % {"km": metres // 1000} if metres >= 1000 else f"{metres} m"
    return 1000 / sheet.scale * 10, "10 m"
