"""Where what won will be built: numbered marks on the outlines of the areas, and hollow ones for what did not win."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.charts.figure import Table
from frontend.charts.svg import INK, LAKE, LINE, PAPER, Value, picture, tag, words
from geo.outlines import Drawing


@dataclass(frozen=True)
class Spot:
    """A proposal in the drawing, in metres (y northwards); `number` is a winner's place in the list, else none."""

    name: str
    east: float
    north: float
    where: str = ""
    number: int | None = None


@dataclass(frozen=True)
class WinnersMap:
    key: str
    drawing: Drawing
    spots: tuple[Spot, ...]

    @property
    def title(self) -> str:
        return _("Where the winners are")

    @property
    def sentence(self) -> str:
        placed = sum(spot.number is not None for spot in self.spots)
        told = ngettext(
            "%(count)s winner has a place on the map.", "%(count)s winners have a place on the map.", placed
        )
        return told % {"count": placed}

    @property
    def reading(self) -> str:
        return _("The numbers are those of the list. A small hollow square is a proposal that did not win.")

    @property
    def table(self) -> Table:
        rows = tuple(
            (spot.name, spot.where, _("Won") if spot.number is not None else _("Did not win")) for spot in self.spots
        )
        return Table((_("Proposal"), _("Place"), _("Result")), rows, frozenset({1, 2}))

    @property
    def svg(self) -> SafeString:
        unit = self.drawing.unit
        areas = [
            tag("path", d=one.path, fill=PAPER, stroke=LINE, stroke_width=1.5 * unit) for one in self.drawing.outlines
        ]
        lost = [_hollow(spot, unit) for spot in self.spots if spot.number is None]
        won = [_numbered(spot, unit) for spot in reversed(self.spots) if spot.number is not None]
        parts = [*areas, *lost, *won]
        return picture(self.key, self.drawing.view_box, title=self.title, summary=self.sentence, parts=parts)


def _hollow(spot: Spot, unit: float) -> SafeString:
    side = 10 * unit
    square = tag(
        "rect",
        x=spot.east - side / 2,
        y=-spot.north - side / 2,
        width=side,
        height=side,
        fill=PAPER,
        stroke=INK,
        stroke_width=1.5 * unit,
    )
    return tag("g", tag("title", spot.name), square)


def _numbered(spot: Spot, unit: float) -> SafeString:
    x, y = spot.east, -spot.north
    looks: dict[str, Value] = {"font_size": 14 * unit, "fill": PAPER, "text_anchor": "middle", "font_weight": "bold"}
    return tag(
        "g",
        tag("title", f"{spot.number}. {spot.name}"),
        tag("circle", cx=x, cy=y, r=13 * unit, fill=LAKE, stroke=PAPER, stroke_width=2.5 * unit),
        words(x, y + 5 * unit, str(spot.number), **looks),
    )
