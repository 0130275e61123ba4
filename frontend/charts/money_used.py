"""How the money of a pot was used: each winner's part in the order in which they won, and what is left."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from frontend.charts.axes import Axis, framed, ticks
from frontend.charts.figure import Table
from frontend.charts.svg import BLUE, INK, LAKE, LINE, PAPER, SOFT, picture, tag, words
from frontend.templatetags.money import euros

ROW, TOP, LEFT, RIGHT = 40.0, 6.0, 4.0, 350.0
BAR = 14.0
LONGEST = 46


@dataclass(frozen=True)
class Used:
    """A winner: its number in the order of winning, what it is called and what it costs; `is_rest`: bought with what
    was left over."""

    number: int
    name: str
    cents: int
    is_rest: bool = False


@dataclass(frozen=True)
class MoneyUsed:
    key: str
    used: tuple[Used, ...]
    money_cents: int
    title: str

    @property
    def spent(self) -> int:
        return sum(one.cents for one in self.used)

    @property
    def sentence(self) -> str:
        said = {
            "spent": euros(self.spent),
            "money": euros(self.money_cents),
            "left": euros(self.money_cents - self.spent),
        }
        return _("Of %(money)s, %(spent)s is used and %(left)s is left.") % said

    @property
    def reading(self) -> str:
        told = _("Each bar begins where the one above it ends: together they show how the money was used.")
        if any(one.is_rest for one in self.used):
            told += " " + _("A white bar was paid from money that was left over.")
        return told

    @property
    def table(self) -> Table:
        rows = [(f"{one.number}. {one.name}", euros(one.cents)) for one in self.used]
        rows.append((_("Money left"), euros(self.money_cents - self.spent)))
        return Table((_("Proposal"), _("Cost")), tuple(rows))

    @property
    def svg(self) -> SafeString:
        axis = Axis(0, max(self.money_cents, 1), LEFT, RIGHT)
        floor = TOP + ROW * (len(self.used) + 1)
        parts = [self._tick(axis, value, floor) for value in ticks(axis, 3)]
        start = 0
        for row, one in enumerate(self.used):
            parts.append(self._bar(axis, (start, one), TOP + ROW * row))
            start += one.cents
        parts.append(self._rest(axis, start, TOP + ROW * len(self.used)))
        return picture(self.key, framed(floor + 22), title=self.title, summary=self.sentence, parts=parts)

    def _tick(self, axis: Axis, value: float, floor: float) -> SafeString:
        x = axis.at(value)
        anchor = "start" if value == 0 else "end" if x > RIGHT - 30 else "middle"
        line = tag("line", x1=x, x2=x, y1=TOP, y2=floor, stroke=LINE)
        return tag("g", line, words(x, floor + 15, euros(round(value)), text_anchor=anchor, fill=SOFT))

    def _bar(self, axis: Axis, placed: tuple[int, Used], y: float) -> SafeString:
        start, one = placed
        x, end = axis.at(start), axis.at(start + one.cents)
        named = words(LEFT, y + 14, f"{one.number}. {_shortened(one.name)}")
        cost = words(RIGHT, y + 14, euros(one.cents), text_anchor="end", font_weight="bold")
        fill = PAPER if one.is_rest else BLUE
        bar = tag("rect", x=x, y=y + 19, width=max(end - x, 1), height=BAR, fill=fill, stroke=INK)
        return tag("g", tag("title", f"{one.number}. {one.name}: {euros(one.cents)}"), named, cost, bar)

    def _rest(self, axis: Axis, start: int, y: float) -> SafeString:
        x, end = axis.at(start), axis.at(self.money_cents)
        named = words(LEFT, y + 14, _("Money left"))
        cost = words(RIGHT, y + 14, euros(self.money_cents - start), text_anchor="end", font_weight="bold")
        line = tag("rect", x=x, y=y + 19, width=max(end - x, 0), height=BAR, fill="none", stroke=LAKE)
        line_dashed = tag("g", line, stroke_dasharray="4 3")
        return tag("g", named, cost, line_dashed)


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
