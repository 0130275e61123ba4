"""The class map: every area of a set in the look of its class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.charts.figure import Table
from frontend.charts.looks import LOOKS, fill_of, hatch, look_of
from frontend.charts.svg import INK, PAPER, Value, picture, tag, words
from neighbourhoods.results import CoverageClass

LABEL_PX = 17.0
LETTER = 0.64  # the mean width of a letter with its part of the halo, in sizes
PIXELS = 640.0


@dataclass(frozen=True)
class Shape:
    """An area in the drawing: its path, where its name stands, and how wide it is there, all in the drawing's units."""

    code: str
    name: str
    path: str
    x: float
    y: float
    class_: CoverageClass | None = None
    said: str = ""


@dataclass(frozen=True)
class ClassMap:
    """`unit` is one pixel of a drawing 640 pixels wide; the area with the code `chosen` has a thick border."""

    key: str
    shapes: tuple[Shape, ...]
    view_box: str
    unit: float
    chosen: str = ""

    @property
    def title(self) -> str:
        return _("Where the town is heard: a map of the classes")

    @property
    def sentence(self) -> str:
        """How many areas there are of each class."""
        counts = {class_: sum(shape.class_ == class_ for shape in self.shapes) for class_ in LOOKS}
        told = [f"{LOOKS[class_].name}: {number}" for class_, number in counts.items() if number]
        areas = ngettext("%(count)s area", "%(count)s areas", len(self.shapes)) % {"count": len(self.shapes)}
        return f"{areas}. {'; '.join(told)}." if told else f"{areas}."

    @property
    def reading(self) -> str:
        return _("An area's name is written where it fits; the table names them all.")

    @property
    def table(self) -> Table:
        rows = tuple((shape.name, str(look_of(shape.class_).name)) for shape in self.shapes)
        return Table((_("Area"), _("Class")), rows, frozenset({1}))

    @property
    def svg(self) -> SafeString:
        parts = [hatch(self.key, self.unit), *(self._area(shape) for shape in self._in_order())]
        return picture(self.key, self.view_box, title=self.title, summary=self.sentence, parts=[*parts, *self._names()])

    def _in_order(self) -> list[Shape]:
        """The chosen area last, so that its border lies upon the others'."""
        return sorted(self.shapes, key=lambda shape: shape.code == self.chosen)

    def _area(self, shape: Shape) -> SafeString:
        look = look_of(shape.class_)
        return tag(
            "path",
            tag("title", shape.said or f"{shape.name}: {look.name}"),
            class_=f"class-map__area class-map__area--{shape.class_ or 'too_little_data'}",
            data_code=shape.code,
            d=shape.path,
            fill=fill_of(look, self.key),
            stroke=INK,
            stroke_width=(5 if shape.code == self.chosen else 1.4) * self.unit,
            stroke_linejoin="round",
            stroke_dasharray=f"{4 * self.unit:.0f} {4 * self.unit:.0f}" if look.dashes else None,
        )

    def _names(self) -> Iterable[SafeString]:
        """Each name twice, its halo below it: not every reader of SVG knows an order of painting."""
        size = LABEL_PX * self.unit
        for shape in legible(self.shapes, self.view_box, size, first=self.chosen):
            placed: dict[str, Value] = {"font_size": size, "text_anchor": "middle", "class_": "class-map__name"}
            halo: dict[str, Value] = {
                "fill": PAPER,
                "stroke": PAPER,
                "stroke_width": size / 4,
                "stroke_linejoin": "round",
            }
            yield words(shape.x, shape.y + size / 3, shape.name, **placed, **halo)
            yield words(shape.x, shape.y + size / 3, shape.name, **placed)


def legible(shapes: Iterable[Shape], view_box: str, size: float, *, first: str = "") -> list[Shape]:
    """The areas whose names can be written without touching another or the frame: one that was chosen first, then gaps
    in participation."""
    west, north, width, height = (float(part) for part in view_box.split())
    order: dict[str | None, int] = {"underserved": 0, "on_par": 1}
    written: list[tuple[float, float, float, float]] = []
    found = []
    for shape in sorted(shapes, key=lambda one: (one.code != first, order.get(one.class_, 2), one.code)):
        half = len(shape.name) * size * LETTER / 2
        box = (shape.x - half, shape.y - size * 0.7, shape.x + half, shape.y + size * 0.7)
        inside = box[0] >= west and box[2] <= west + width and box[1] >= north and box[3] <= north + height
        if inside and not any(_touch(box, other) for other in written):
            written.append(box)
            found.append(shape)
    return found


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
