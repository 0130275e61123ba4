"""How a round's money is divided between its pots: a bar for each, on one scale."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from frontend.charts.axes import Axis, framed
from frontend.charts.figure import Table
from frontend.charts.svg import BLUE, INK, picture, tag, words
from frontend.templatetags.money import euros

ROW, TOP, LEFT, RIGHT, BAR = 40.0, 6.0, 4.0, 350.0, 14.0
LONGEST = 40


@dataclass(frozen=True)
class PotBar:
    name: str
    cents: int
    meant_for: str


@dataclass(frozen=True)
class PotsChart:
    key: str
    bars: tuple[PotBar, ...]
    title: str
    sentence: str
    reading: str = ""

    @property
    def table(self) -> Table:
        rows = ((bar.name, bar.meant_for, euros(bar.cents)) for bar in self.bars)
        total = (_("Together"), "", euros(sum(bar.cents for bar in self.bars)))
        return Table((_("Pot"), _("Meant for"), _("Money")), (*rows, total), frozenset({1}))

    @property
    def svg(self) -> SafeString:
        axis = Axis(0, max((bar.cents for bar in self.bars), default=1), LEFT, RIGHT)
        parts = [self._bar(axis, bar, TOP + ROW * row) for row, bar in enumerate(self.bars)]
        height = framed(TOP + ROW * len(self.bars))
        return picture(self.key, height, title=self.title, summary=self.sentence, parts=parts)

    def _bar(self, axis: Axis, bar: PotBar, y: float) -> SafeString:
        name = bar.name if len(bar.name) <= LONGEST else f"{bar.name[: LONGEST - 1].rstrip()}…"
        money = words(RIGHT, y + 14, euros(bar.cents), text_anchor="end", font_weight="bold")
        width = max(axis.at(bar.cents) - LEFT, 1)
        drawn = tag("rect", x=LEFT, y=y + 19, width=width, height=BAR, fill=BLUE, stroke=INK)
        return tag("g", tag("title", f"{bar.name}: {euros(bar.cents)}"), words(LEFT, y + 14, name), money, drawn)
