"""Pictures of plans: areas told apart by pattern as well as by colour, on the outlines of the town or by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.utils.safestring import SafeString

from frontend.charts.figure import Table
from frontend.charts.svg import GREY, INK, LAKE, LINE, ORANGE, PAPER, picture, tag, words, written_value
from geo.outlines import PIXELS, Drawing

# West, north (downwards), width and height in metres
Frame = tuple[float, float, float, float]
VIOLET, GREEN, BROWN = "#5b3d8c", "#1c5a3c", "#8a4b00"


@dataclass(frozen=True)
class Fill:
    """How an area looks: its colour, the pattern in it (angles of lines, or dots), and its outline."""

    colour: str
    lines: tuple[int, ...] = ()
    dots: bool = False
    dashes: tuple[float, ...] = ()
    outline: float = 2.0
    wash: float = 0.0


# How far a plan has come (zoning/looks.py; as on the town's map), and what differs between two versions
FILLS = {
    "display": Fill(BROWN, (45, 135), outline=3),
    "preparing": Fill(VIOLET, dots=True, dashes=(3, 3)),
    "proposal": Fill(VIOLET, (45,), dashes=(8, 4)),
    "approved": Fill(GREEN, (45, 135)),
    "force": Fill(GREEN, (0,)),
    "ended": Fill(GREY, dashes=(1, 4), outline=1.5),
    "area": Fill(LAKE, (45,), wash=0.12),
    "kept": Fill(GREY, outline=1, wash=0.12),
    "added": Fill(LAKE, (45,), wash=0.1),
    "removed": Fill(ORANGE, (45, 135), dashes=(5, 3)),
    "object": Fill(GREEN, outline=1.2, wash=0.1),
    "outline": Fill(INK, outline=2.5),
    "earlier": Fill(INK, dashes=(6, 4), outline=1.5),
}


@dataclass(frozen=True)
class Shape:
    """Something drawn, in metres (y northwards); a number or a short label stands upon it if it has one."""

    geometry: Any
    look: str
    name: str = ""
    number: int = 0
    label: str = ""


@dataclass(frozen=True)
class Spot:
    """A place that is marked, such as somebody's home."""

    east: float
    north: float
    name: str = ""


@dataclass(frozen=True)
class PlanMap:
    """A picture with its title, its sentence and the same as a table. Under it lie the town's areas
    (`ground`) and what is drawn of its `land` (see plan_ground.py)."""

    key: str
    title: str
    sentence: str
    shapes: tuple[Shape, ...]
    table: Table
    ground: Drawing | None = None
    spots: tuple[Spot, ...] = ()
    reading: str = ""
    around: Frame | None = None
    land: tuple[SafeString, ...] = ()

    @property
    def frame(self) -> Frame:
        """What was asked for, else the town, else the shapes with some room around them."""
        if self.around is not None:
            return self.around
        if self.ground is not None:
            return self.ground.west, self.ground.north, self.ground.width, self.ground.height
        return frame_around([one.geometry for one in self.shapes], self.spots)

    @property
    def unit(self) -> float:
        return unit_of(self.frame)

    @property
    def svg(self) -> SafeString:
        unit = self.unit
        used = dict.fromkeys(one.look for one in self.shapes)
        patterns = [p for look in used for p in _patterns(FILLS[look], self._id(look), unit)]
        ground = self.ground.outlines if self.ground else ()
        paper = "none" if self.land else PAPER
        parts = [
            tag("defs", *patterns) if patterns else "",
            *self.land,
            *(tag("path", d=one.path, fill=paper, stroke=LINE, stroke_width=1.2 * unit) for one in ground),
            *(self._shape(one, unit) for one in self.shapes),
            *(_mark(one, unit) for one in reversed(self.shapes) if one.number),
            *(_label(one, unit) for one in self.shapes if one.label),
            *(_spot(one, unit) for one in self.spots),
        ]
        box = " ".join(f"{value:.0f}" for value in self.frame)
        return picture(self.key, box, title=self.title, summary=self.sentence, parts=parts)

    def _id(self, look: str) -> str:
        return f"{self.key}-{look}"

    def _shape(self, shape: Shape, unit: float) -> SafeString:
        fill = FILLS[shape.look]
        d = path_of(shape.geometry, unit)
        if not d:
            return SafeString("")
        laid = [
            tag("path", d=d, fill=fill.colour if fill.wash else "none", fill_opacity=fill.wash, fill_rule="evenodd"),
            *(
                tag("path", d=d, fill=f"url(#{name})", fill_rule="evenodd")
                for name in _names(fill, self._id(shape.look))
            ),
            tag(
                "path",
                d=d,
                fill="none",
                stroke=fill.colour,
                stroke_width=fill.outline * unit,
                stroke_dasharray=" ".join(written_value(dash * unit) for dash in fill.dashes) or None,
            ),
        ]
        return tag("g", tag("title", shape.name) if shape.name else "", *laid)


def unit_of(frame: Frame) -> float:
    """One pixel of a picture in metres."""
    _west, _north, width, height = frame
    return max(width, height) / PIXELS


def frame_around(shapes: Iterable[Any], spots: Iterable[Spot] = (), *, room: float = 0.08) -> Frame:
    """A frame of at least two hundred metres around shapes and spots."""
    boxes = [shapely.bounds(one) for one in shapes if one is not None and not one.is_empty]
    boxes += [np.array([one.east, one.north, one.east, one.north]) for one in spots]
    together = np.array(boxes) if boxes else np.zeros((1, 4))
    west, south = together[:, 0].min(), together[:, 1].min()
    east, north = together[:, 2].max(), together[:, 3].max()
    margin = max(room * max(east - west, north - south), 20.0)
    width, height = max(east - west, 160.0) + 2 * margin, max(north - south, 160.0) + 2 * margin
    return float(west - margin), float(-(north + margin)), float(width), float(height)


def path_of(geometry: Any, unit: float) -> str:
    """Rings and lines as one path, y downwards, no finer than half a pixel."""
    if geometry is None or geometry.is_empty:
        return ""
    simple = shapely.simplify(geometry, unit / 2)
    steps = []
    for part in shapely.get_parts(simple):
        if part.geom_type == "Polygon":
            steps += [_steps(ring.coords) + "Z" for ring in (part.exterior, *part.interiors)]
        elif part.geom_type in ("LineString", "LinearRing"):
            steps.append(_steps(part.coords))
        elif part.geom_type == "Point":
            steps.append(_disc(part.x, -part.y, 3 * unit))
    return "".join(steps)


def _disc(x: float, y: float, radius: float) -> str:
    arc = f"a{radius:.1f} {radius:.1f} 0 1 0 {{:.1f}} 0"
    return f"M{x - radius:.1f} {y:.1f}{arc.format(2 * radius)}{arc.format(-2 * radius)}Z"


def _steps(points: Iterable[tuple[float, ...]]) -> str:
    return "".join(f"{'L' if number else 'M'}{x:.1f} {-y:.1f}" for number, (x, y, *_) in enumerate(points))


def _names(fill: Fill, key: str) -> list[str]:
    return [f"{key}-{angle}" for angle in fill.lines] + ([f"{key}-dots"] if fill.dots else [])


def _patterns(fill: Fill, key: str, unit: float) -> list[SafeString]:
    side = 8 * unit
    common: dict[str, Any] = {"width": side, "height": side, "patternUnits": "userSpaceOnUse"}
    found = [
        tag(
            "pattern",
            tag("rect", width=side, height=1.4 * unit, fill=fill.colour, fill_opacity=0.65),
            id=f"{key}-{angle}",
            patternTransform=f"rotate({-angle})",
            **common,
        )
        for angle in fill.lines
    ]
    if fill.dots:
        dot = tag("circle", cx=side / 2, cy=side / 2, r=1.3 * unit, fill=fill.colour, fill_opacity=0.75)
        found.append(tag("pattern", dot, id=f"{key}-dots", **common))
    return found


def swatch(look: str, key: str) -> SafeString:
    """A small sample for a legend or a row of a table; its meaning stands beside it in words."""
    fill = FILLS[look]
    box = {"x": 1.5, "y": 1.5, "width": 25, "height": 15}
    laid = [tag("rect", **box, fill=f"url(#{name})") for name in _names(fill, key)]
    edge = tag(
        "rect",
        **box,
        fill=fill.colour if fill.wash else "none",
        fill_opacity=fill.wash or None,
        stroke=fill.colour,
        stroke_width=fill.outline,
        stroke_dasharray=" ".join(map(written_value, fill.dashes)) or None,
    )
    defs = tag("defs", *_patterns(fill, key, 0.75)) if laid else ""
    return tag(
        "svg", defs, *laid, edge, class_="swatch", viewBox="0 0 28 18", width="28", height="18", aria_hidden="true"
    )


def _mark(shape: Shape, unit: float) -> SafeString:
    """A shape's number on a disc at a point inside it."""
    if shape.geometry is None or shape.geometry.is_empty:
        return SafeString("")
    point = shape.geometry.representative_point()
    disc = tag("circle", cx=point.x, cy=-point.y, r=12 * unit, fill=LAKE, stroke=PAPER, stroke_width=2.5 * unit)
    said: dict[str, Any] = {"font_size": 13 * unit, "fill": PAPER, "text_anchor": "middle", "font_weight": "bold"}
    number = words(point.x, -point.y + 4.6 * unit, str(shape.number), **said)
    return tag("g", tag("title", f"{shape.number}. {shape.name}"), disc, number)


def _label(shape: Shape, unit: float) -> SafeString:
    """A code, such as AK, in the middle of what it is the code of."""
    if shape.geometry is None or shape.geometry.is_empty:
        return SafeString("")
    point = shape.geometry.representative_point()
    halo: dict[str, Any] = {"stroke": PAPER, "stroke_width": 4 * unit, "paint_order": "stroke"}
    return words(point.x, -point.y, shape.label, font_size=20 * unit, text_anchor="middle", **halo)


def _spot(spot: Spot, unit: float) -> SafeString:
    """A house on its place: a shape of its own, which no area looks like."""
    x, y, side = spot.east, -spot.north, 9 * unit
    roof = f"M{x - side:.1f} {y:.1f}L{x:.1f} {y - side:.1f}L{x + side:.1f} {y:.1f}V{y + side:.1f}H{x - side:.1f}Z"
    return tag(
        "g",
        tag("title", spot.name) if spot.name else "",
        tag("path", d=roof, fill=ORANGE, stroke=PAPER, stroke_width=2 * unit),
    )
