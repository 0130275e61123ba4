"""Where what followed took place: numbered marks on the outlines of the areas, the numbers as in the list."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.charts.figure import Table
from frontend.charts.svg import LAKE, LINE, PAPER, picture, tag, words
from geo.outlines import Drawing


@dataclass(frozen=True)
class Mark:
    """An outcome in the drawing: its number in the list, and where it is in metres (y northwards)."""

    number: int
    name: str
    east: float
    north: float
    where: str = ""


@dataclass(frozen=True)
class OutcomeMap:
    key: str
    drawing: Drawing
    marks: tuple[Mark, ...]

    @property
    def title(self) -> str:
        return _("Where something followed")

    @property
    def sentence(self) -> str:
        places = len(self.marks)
        return ngettext("%(count)s outcome has a place.", "%(count)s outcomes have a place.", places) % {
            "count": places
        }

    @property
    def reading(self) -> str:
        return _("The numbers are those of the list.")

    @property
    def table(self) -> Table:
        rows = tuple((f"{mark.number}. {mark.name}", mark.where) for mark in self.marks)
        return Table((_("Outcome"), _("Place")), rows, frozenset({1}))

    @property
    def svg(self) -> SafeString:
        unit = self.drawing.unit
        areas = [
            tag("path", d=one.path, fill=PAPER, stroke=LINE, stroke_width=1.5 * unit) for one in self.drawing.outlines
        ]
        marks = [self._mark(mark, unit) for mark in reversed(self.marks)]
        parts = [*areas, *marks]
        return picture(self.key, self.drawing.view_box, title=self.title, summary=self.sentence, parts=parts)

    def _mark(self, mark: Mark, unit: float) -> SafeString:
        """Newer marks lie upon older ones."""
        x, y = mark.east, -mark.north
        return tag(
            "g",
            tag("title", f"{mark.number}. {mark.name}"),
            tag("circle", cx=x, cy=y, r=13 * unit, fill=LAKE, stroke=PAPER, stroke_width=2.5 * unit),
            words(
                x,
                y + 5 * unit,
                str(mark.number),
                font_size=14 * unit,
                fill=PAPER,
                text_anchor="middle",
                font_weight="bold",
            ),
        )
