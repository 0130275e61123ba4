"""An area over the releases: its share of residents who took part, and its class each time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from frontend.charts import numbers
from frontend.charts.axes import Axis, framed
from frontend.charts.figure import Table
from frontend.charts.looks import fill_of, hatch, look_of
from frontend.charts.svg import LAKE, SOFT, Value, path, picture, tag, words
from neighbourhoods.results import CoverageClass, Hidden

FLOOR, TOP, BOX_Y = 78.0, 24.0, 90.0


@dataclass(frozen=True)
class Moment:
    """An area in one release."""

    on: datetime.date
    class_: CoverageClass | None
    participants: int | None
    share: float | None = None
    hidden: Hidden = ""


@dataclass(frozen=True)
class History:
    """Moments from the oldest to the newest."""

    key: str
    name: str
    moments: tuple[Moment, ...]

    @property
    def title(self) -> str:
        return _("%(area)s over the releases") % {"area": self.name}

    @property
    def sentence(self) -> str:
        first, last = self.moments[0], self.moments[-1]
        now = _("On %(day)s the class was: %(class)s.") % {"day": short(last.on), "class": look_of(last.class_).name}
        if len(self.moments) == 1:
            return _("There is one release so far.") + " " + now
        was = _("On %(day)s the class was: %(class)s.") % {"day": short(first.on), "class": look_of(first.class_).name}
        return f"{was} {now}"

    @property
    def reading(self) -> str:
        return _("The line is the share of residents who took part; the boxes are the classes. A gap: not shown.")

    @property
    def table(self) -> Table:
        rows = tuple(
            (
                short(one.on),
                numbers.participants(one.participants, one.hidden),
                numbers.percent(one.share),
                str(look_of(one.class_).name),
            )
            for one in reversed(self.moments)
        )
        return Table((_("Release"), _("Participants"), _("% of residents"), _("Class")), rows, frozenset({3}))

    @property
    def svg(self) -> SafeString:
        """A line of the shares, broken where a number is hidden, over a row of boxes in the looks of the classes."""
        across = Axis(0, max(len(self.moments) - 1, 1), 30, 330)
        up = Axis(0, max([0.001, *(one.share or 0 for one in self.moments)]) * 1.15, FLOOR, TOP)
        parts: list[str] = [hatch(self.key), words(0, 12, _("% of residents"), fill=SOFT)]
        for number, one in enumerate(self.moments):
            parts.append(self._box(across.at(number), one))
        for run in self._unbroken():
            points = [(across.at(number), up.at(self.moments[number].share or 0)) for number in run]
            parts.append(path(points, stroke=LAKE, stroke_width=2.4))
            parts += [tag("circle", cx=x, cy=y, r=3.5, fill=LAKE) for x, y in points]
        parts += self._ends(across, up)
        return picture(self.key, framed(130), title=self.title, summary=self.sentence, parts=parts)

    def _box(self, x: float, one: Moment) -> SafeString:
        look = look_of(one.class_)
        return tag(
            "rect",
            tag("title", f"{short(one.on)}: {look.name}"),
            x=x - 8,
            y=BOX_Y,
            width=16,
            height=16,
            fill=fill_of(look, self.key),
            stroke=look.stroke,
            stroke_width=1.4,
        )

    def _unbroken(self) -> list[list[int]]:
        runs: list[list[int]] = [[]]
        for number, one in enumerate(self.moments):
            if one.share is None:
                runs.append([])
            else:
                runs[-1].append(number)
        return [run for run in runs if run]

    def _ends(self, across: Axis, up: Axis) -> list[SafeString]:
        first, last, end = self.moments[0], self.moments[-1], len(self.moments) - 1
        found = []
        if last.share is not None:
            place: dict[str, Value] = {"text_anchor": "end", "font_weight": "bold"}
            found.append(words(across.at(end) + 20, up.at(last.share) - 9, numbers.percent(last.share), **place))
        if end:
            found.append(words(0, BOX_Y + 34, short(first.on), fill=SOFT))
        found.append(words(360, BOX_Y + 34, short(last.on), text_anchor="end", fill=SOFT))
        return found


def short(day: datetime.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
