"""One area's ratio with its interval, against the town's average and the limit of a material difference."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from frontend.charts import numbers
from frontend.charts.axes import Axis, framed, ticks
from frontend.charts.figure import Table
from frontend.charts.looks import marker
from frontend.charts.svg import INK, LINE, ORANGE, SOFT, picture, tag, words
from neighbourhoods.results import CoverageClass

TOP, LINE_Y, FLOOR = 16.0, 42.0, 68.0


@dataclass(frozen=True)
class IntervalBar:
    key: str
    name: str
    ratio: float
    low: float
    high: float
    class_: CoverageClass | None
    delta: float = 0.8

    @property
    def title(self) -> str:
        return _("%(area)s compared with the average") % {"area": self.name}

    @property
    def sentence(self) -> str:
        return _("Participants ÷ expected is %(ratio)s, its 95%% interval %(low)s–%(high)s; 1 is the average.") % {
            "ratio": numbers.decimal(self.ratio),
            "low": numbers.decimal(self.low),
            "high": numbers.decimal(self.high),
        }

    @property
    def reading(self) -> str:
        return _("The line is the 95% interval; left of the dotted line the difference would matter.")

    @property
    def table(self) -> Table:
        row = (
            self.name,
            numbers.decimal(self.ratio),
            numbers.interval(self.low, self.high),
            numbers.decimal(self.delta, 1),
        )
        columns = (_("Area"), _("Participants ÷ expected"), _("95% interval"), _("Limit of a material difference"))
        return Table(columns, (row,))

    @property
    def svg(self) -> SafeString:
        axis = Axis(0, min(max(2.0, self.high), 4.0), 12, 348)
        parts = [self._tick(axis, value) for value in ticks(axis)]
        for value, colour, dashes in ((1.0, INK, None), (self.delta, ORANGE, "2 3")):
            x = axis.at(value)
            parts.append(
                tag("line", x1=x, x2=x, y1=TOP, y2=FLOOR, stroke=colour, stroke_width=2, stroke_dasharray=dashes)
            )
        parts.append(words(axis.at(1) + 5, TOP + 4, _("average"), fill=SOFT))
        low, high = axis.at(self.low), axis.at(self.high)
        parts.append(tag("line", x1=low, x2=high, y1=LINE_Y, y2=LINE_Y, stroke=INK, stroke_width=2))
        parts += [
            tag("line", x1=x, x2=x, y1=LINE_Y - 6, y2=LINE_Y + 6, stroke=INK, stroke_width=2) for x in (low, high)
        ]
        parts.append(marker(self.class_, axis.at(self.ratio), LINE_Y))
        return picture(self.key, framed(92), title=self.title, summary=self.sentence, parts=parts)

    def _tick(self, axis: Axis, value: float) -> SafeString:
        x = axis.at(value)
        line = tag("line", x1=x, x2=x, y1=FLOOR - 4, y2=FLOOR + 2, stroke=LINE)
        return tag("g", line, words(x, FLOOR + 17, numbers.decimal(value, 1), text_anchor="middle", fill=SOFT))
