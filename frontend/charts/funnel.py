"""The funnel plot: how much an area differs, against how much chance alone can make an area of its size differ."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.charts import numbers
from frontend.charts.axes import WIDTH, Axis, Plane, framed, grid
from frontend.charts.figure import Table
from frontend.charts.looks import look_of, marker
from frontend.charts.svg import INK, LAKE, ORANGE, SOFT, Value, path, picture, tag, words
from neighbourhoods.results import CoverageClass

HEIGHT = 300.0


@dataclass(frozen=True)
class FunnelPoint:
    """An area: participants expected, and participants ÷ expected with its 95% limits.

    `is_beyond`: outside the outer lines, by the exact count.
    """

    code: str
    name: str
    expected: float
    ratio: float
    class_: CoverageClass | None
    ratio_lo95: float | None = None
    ratio_hi95: float | None = None
    is_beyond: bool = False


@dataclass(frozen=True)
class Limits:
    """Where the ratio of an average area lies by chance alone, for growing expected counts."""

    expected: tuple[float, ...]
    low95: tuple[float, ...]
    high95: tuple[float, ...]
    low998: tuple[float, ...]
    high998: tuple[float, ...]


@dataclass(frozen=True)
class Funnel:
    """`hidden` areas are not in the picture: their point would tell their number."""

    key: str
    points: tuple[FunnelPoint, ...]
    limits: Limits
    delta: float = 0.8
    hidden: int = 0

    @property
    def title(self) -> str:
        return _("Is the difference larger than chance makes?")

    @property
    def sentence(self) -> str:
        if not self.points:
            return _("No area has enough participants for its point to be shown.")
        number = sum(one.is_beyond for one in self.points)
        found = ngettext(
            "%(number)s of the %(all)s areas shown lies outside the outer lines, "
            "where chance alone brings an average area twice in a thousand times.",
            "%(number)s of the %(all)s areas shown lie outside the outer lines, "
            "where chance alone brings an average area twice in a thousand times.",
            number,
        ) % {"number": numbers.count(number), "all": numbers.count(len(self.points))}
        return f"{found} {self._left_out}" if self.hidden else found

    @property
    def reading(self) -> str:
        return _(
            "Each mark is an area: the farther right, the more participants one would expect. Areas that are like the "
            "average lie between the dashed lines 95 times in a hundred, between the outer lines 998 times in a "
            "thousand. Below the dotted line the difference would matter, if it is not chance."
        )

    @property
    def _left_out(self) -> str:
        return ngettext(
            "%(number)s area is left out because its number is not shown.",
            "%(number)s areas are left out because their numbers are not shown.",
            self.hidden,
        ) % {"number": numbers.count(self.hidden)}

    @property
    def table(self) -> Table:
        columns = (_("Area"), _("Participants ÷ expected"), _("95% interval"), _("Expected"), _("Class"))
        rows = tuple(
            (
                one.name,
                numbers.decimal(one.ratio),
                numbers.interval(one.ratio_lo95, one.ratio_hi95),
                numbers.decimal(one.expected, 1),
                str(look_of(one.class_).name),
            )
            for one in sorted(self.points, key=lambda point: point.ratio)
        )
        return Table(columns, rows, frozenset({4}))

    @property
    def svg(self) -> SafeString:
        plane = self._plane()
        parts = [
            grid(
                plane,
                x_word=_("Participants expected →"),
                y_word=_("Participants ÷ expected"),
                says=(numbers.count, lambda value: numbers.decimal(value, 1)),
            ),
            *self._lines(plane),
            *(marker(one.class_, plane.x.at(one.expected), plane.y.at(one.ratio)) for one in self.points),
            *self._names(plane),
        ]
        return picture(self.key, framed(HEIGHT), title=self.title, summary=self.sentence, parts=parts)

    def _plane(self) -> Plane:
        widest = max([10.0, *(one.expected * 1.1 for one in self.points)])
        highest = min(max([2.0, *(one.ratio * 1.1 for one in self.points)]), 4.0)
        return Plane(Axis(1, widest, 34, 340, rooted=True), Axis(0, highest, 250, 26))

    def _lines(self, plane: Plane) -> list[SafeString]:
        limits, kept = self.limits, [one for one in self.limits.expected if one <= plane.x.high]
        inner: dict[str, Value] = {"stroke": SOFT, "stroke_width": 1.4, "stroke_dasharray": "5 3"}
        outer: dict[str, Value] = {"stroke": SOFT, "stroke_width": 1.4}
        drawn = [(limits.low95, inner), (limits.high95, inner), (limits.low998, outer), (limits.high998, outer)]
        lines = [path(plane.points(kept, values[: len(kept)]), **look) for values, look in drawn]
        level, delta = plane.y.at(1), plane.y.at(self.delta)
        return [
            *lines,
            tag("line", x1=34, x2=340, y1=level, y2=level, stroke=INK, stroke_width=1),
            tag("line", x1=34, x2=340, y1=delta, y2=delta, stroke=ORANGE, stroke_width=2, stroke_dasharray="2 3"),
            words(340, delta + 14, numbers.decimal(self.delta, 1), text_anchor="end", fill=ORANGE, font_weight="bold"),
        ]

    def _names(self, plane: Plane) -> list[SafeString]:
        """Only areas that stand out are named; the table names them all."""
        found = []
        for one in self.points:
            if one.class_ != "underserved":
                continue
            x, y = plane.x.at(one.expected), plane.y.at(one.ratio)
            beyond = x > WIDTH * 0.6
            found.append(
                words(x + (-9 if beyond else 9), y + 4, one.name, text_anchor="end" if beyond else "start", fill=LAKE)
            )
        return found
