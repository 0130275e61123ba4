"""Whose voice is missing: each group's share of participants, with its interval, beside its share of residents."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from frontend.charts import numbers
from frontend.charts.axes import Axis, framed, ticks
from frontend.charts.figure import Table
from frontend.charts.svg import BLUE, INK, LINE, SOFT, picture, tag, words
from neighbourhoods.results import Hidden

ROW, TOP, LEFT, RIGHT = 34.0, 14.0, 96.0, 336.0


@dataclass(frozen=True)
class Bar:
    """A group: its share of participants, with the interval, and its share of residents where there is such a thing.

    `is_missing`: a test says that it is heard less than its share, beyond chance.
    """

    name: str
    participants: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    residents_share: float | None = None
    hidden: Hidden = ""
    is_missing: bool = False


@dataclass(frozen=True)
class Representation:
    key: str
    bars: tuple[Bar, ...]
    title: str
    has_residents: bool = True
    is_of_ages: bool = False

    @property
    def has_numbers(self) -> bool:
        return any(bar.share is not None for bar in self.bars)

    @property
    def sentence(self) -> str:
        missing = [self._called(bar) for bar in self.bars if bar.is_missing]
        if missing:
            return _("Heard less than their share of residents: %(groups)s.") % {"groups": ", ".join(missing)}
        if not self.has_numbers:
            return _("There are too few participants to tell groups apart.")
        if not self.has_residents:
            most = max((bar for bar in self.bars if bar.share is not None), key=lambda bar: bar.share or 0)
            said = {"group": most.name, "share": numbers.percent(most.share)}
            return _("Most came through: %(group)s (%(share)s).") % said
        return _("No group is heard less than its share of residents beyond what chance makes.")

    def _called(self, bar: Bar) -> str:
        return _("%(ages)s years") % {"ages": bar.name} if self.is_of_ages else bar.name

    @property
    def reading(self) -> str:
        if not self.has_residents:
            return ""
        return _(
            "The bar is the group's share of participants and the thin line its 95% interval; "
            "the thick upright stroke is the group's share of residents."
        )

    @property
    def table(self) -> Table:
        columns = [_("Group"), _("Participants"), _("Share of participants")]
        columns += [_("95% interval"), _("Share of residents")] if self.has_residents else []
        return Table(tuple(columns), tuple(self._row(bar) for bar in self.bars))

    def _row(self, bar: Bar) -> tuple[str, ...]:
        cells = [bar.name, numbers.participants(bar.participants, bar.hidden), numbers.percent(bar.share)]
        if self.has_residents:
            known = bar.low is not None and bar.high is not None
            between = f"{numbers.percent(bar.low)} – {numbers.percent(bar.high)}" if known else numbers.NOT_KNOWN
            cells += [between, numbers.percent(bar.residents_share)]
        return tuple(cells)

    @property
    def svg(self) -> SafeString:
        highest = max(
            [0.1, *(value for bar in self.bars for value in (bar.share, bar.high, bar.residents_share) if value)]
        )
        axis = Axis(0, min(highest, 1.0), LEFT, RIGHT)
        floor = TOP + ROW * len(self.bars)
        parts = [self._tick(axis, value, floor) for value in ticks(axis, 3)]
        parts += [self._bar(axis, bar, TOP + ROW * number) for number, bar in enumerate(self.bars)]
        return picture(self.key, framed(floor + 24), title=self.title, summary=self.sentence, parts=parts)

    def _tick(self, axis: Axis, value: float, floor: float) -> SafeString:
        x = axis.at(value)
        line = tag("line", x1=x, x2=x, y1=TOP - 6, y2=floor, stroke=LINE)
        return tag("g", line, words(x, floor + 15, numbers.percent(value), text_anchor="middle", fill=SOFT))

    def _bar(self, axis: Axis, bar: Bar, y: float) -> SafeString:
        """A bar for the share, a whisker for its interval, and an upright stroke where the share of residents is."""
        middle = y + ROW / 2
        parts = [words(LEFT - 8, middle + 4, bar.name, text_anchor="end")]
        if bar.share is None:
            beside = max(LEFT, axis.at(bar.residents_share or 0.0)) + 8
            parts.append(words(beside, middle + 4, numbers.participants(bar.participants, bar.hidden), fill=SOFT))
        else:
            width = max(axis.at(bar.share) - LEFT, 0.5)
            parts.append(tag("rect", x=LEFT, y=middle - 8, width=width, height=16, fill=BLUE, stroke=INK))
        if bar.low is not None and bar.high is not None:
            low, high = axis.at(bar.low), axis.at(bar.high)
            parts.append(tag("line", x1=low, x2=high, y1=middle, y2=middle, stroke=INK, stroke_width=1.6))
            parts += [
                tag("line", x1=x, x2=x, y1=middle - 4, y2=middle + 4, stroke=INK, stroke_width=1.6) for x in (low, high)
            ]
        if bar.residents_share is not None:
            x = axis.at(bar.residents_share)
            parts.append(tag("line", x1=x, x2=x, y1=middle - 13, y2=middle + 13, stroke=INK, stroke_width=4))
        return tag("g", *parts)
