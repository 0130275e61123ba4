"""Of each group of voters, the share for whom at least one proposal that they chose won."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from frontend.charts import numbers
from frontend.charts.axes import Axis, framed, ticks
from frontend.charts.figure import Table
from frontend.charts.svg import BLUE, INK, LINE, SOFT, picture, tag, words
from frontend.templatetags.money import euros

ROW, TOP, LEFT, RIGHT = 40.0, 6.0, 4.0, 350.0
BAR = 14.0


@dataclass(frozen=True)
class GroupBar:
    """A group of voters; None is not shown."""

    name: str
    voters: int | None
    with_win: int | None
    money_cents: int | None

    @property
    def share(self) -> float | None:
        return self.with_win / self.voters if self.with_win is not None and self.voters else None


@dataclass(frozen=True)
class WithWin:
    key: str
    title: str
    groups: tuple[GroupBar, ...]
    everybody: float
    spent_cents: int

    @property
    def has_numbers(self) -> bool:
        return any(group.share is not None for group in self.groups)

    @property
    def sentence(self) -> str:
        shown = [group for group in self.groups if group.share is not None]
        if not shown:
            return _("There are too few voters to tell groups apart.")
        least = min(shown, key=lambda group: group.share or 0)
        said = {
            "all": numbers.percent(self.everybody),
            "group": least.name,
            "share": numbers.percent(least.share),
        }
        return _("Of all voters %(all)s got at least one proposal; the least share is %(share)s (%(group)s).") % said

    @property
    def reading(self) -> str:
        return _("The upright strokes are at the share of all voters.")

    @property
    def table(self) -> Table:
        columns = (
            _("Group"),
            _("Voters"),
            _("Got at least one"),
            _("Share of voters"),
            _("Their part of the money"),
            _("Share of the money"),
        )
        return Table(columns, tuple(self._row(group) for group in self.groups))

    def _row(self, group: GroupBar) -> tuple[str, ...]:
        part = group.money_cents / self.spent_cents if group.money_cents is not None and self.spent_cents else None
        return (
            group.name,
            _shown(group.voters),
            _shown(group.with_win),
            numbers.percent(group.share) if group.share is not None else _("not shown"),
            euros(group.money_cents) if group.money_cents is not None else _("not shown"),
            numbers.percent(part) if part is not None else _("not shown"),
        )

    @property
    def svg(self) -> SafeString:
        axis = Axis(0, 1, LEFT, RIGHT)
        floor = TOP + ROW * len(self.groups)
        parts = [self._tick(axis, value, floor) for value in ticks(axis, 4)]
        parts += [self._bar(axis, group, TOP + ROW * row) for row, group in enumerate(self.groups)]
        return picture(self.key, framed(floor + 22), title=self.title, summary=self.sentence, parts=parts)

    def _tick(self, axis: Axis, value: float, floor: float) -> SafeString:
        x = axis.at(value)
        anchor = "start" if value == 0 else "end" if value >= 1 else "middle"
        line = tag("line", x1=x, x2=x, y1=TOP, y2=floor, stroke=LINE)
        return tag("g", line, words(x, floor + 15, numbers.percent(value), text_anchor=anchor, fill=SOFT))

    def _bar(self, axis: Axis, group: GroupBar, y: float) -> SafeString:
        named = words(LEFT, y + 14, group.name)
        said = numbers.percent(group.share) if group.share is not None else _("not shown")
        told = words(
            RIGHT, y + 14, said, text_anchor="end", font_weight="bold" if group.share is not None else "normal"
        )
        if group.share is None:
            return tag("g", named, told)
        bar = tag("rect", x=LEFT, y=y + 19, width=axis.at(group.share) - LEFT, height=BAR, fill=BLUE, stroke=INK)
        all_of_them = axis.at(self.everybody)
        line = tag("line", x1=all_of_them, x2=all_of_them, y1=y + 16, y2=y + 36, stroke=INK, stroke_width=3)
        return tag("g", named, told, bar, line)


def _shown(number: int | None) -> str:
    return _("not shown") if number is None else numbers.count(number)
