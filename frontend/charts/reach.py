"""The reach curve: how many residents live within so many metres of a place that so many persons have spoken of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.charts import numbers
from frontend.charts.axes import Axis, Plane, framed, grid, ticks
from frontend.charts.figure import Table
from frontend.charts.svg import BLUE, INK, LAKE, LINE, ORANGE, PAPER, SOFT, Value, path, picture, tag, words
from neighbourhoods.results import ReachPoint

HEIGHT = 280.0
NEAR_M = 500
STROKES: tuple[tuple[str, str | None], ...] = ((LAKE, None), (ORANGE, "8 4"), (INK, "2 4"), (BLUE, "12 3 2 3"))


@dataclass(frozen=True)
class Line:
    """One curve: what it is of, and its share at each distance."""

    name: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Reach:
    """Curves over distances, one for each number of persons."""

    key: str
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        return _("How near is a place that somebody has spoken of?")

    @property
    def sentence(self) -> str:
        known = dict(self.lines[0].points) if self.lines else {}
        if not known:
            return _("There is not enough information for the curve.")
        metres = near_distance(known)
        return _(
            "%(share)s of residents live within %(distance)s of a place that at least one participant has marked."
        ) % {"share": numbers.percent(known[metres]), "distance": numbers.distance(metres)}

    @property
    def reading(self) -> str:
        return _(
            "The curve tells how large a share of residents has, within the distance, places marked by at least so "
            "many different people. It is about places that people spoke of, not about where they live."
        )

    @property
    def table(self) -> Table:
        distances = sorted({metres for line in self.lines for metres, _share in line.points})
        rows = tuple(
            (line.name, *(numbers.percent(dict(line.points).get(metres)) for metres in distances))
            for line in self.lines
        )
        return Table((_("Within"), *(numbers.distance(metres) for metres in distances)), rows)

    @property
    def svg(self) -> SafeString:
        far = max([1000, *(metres for line in self.lines for metres, _share in line.points)])
        plane = Plane(Axis(0, far, 48, 262), Axis(0, 1, 230, 26))
        y_word = _("Share of residents")
        axes = grid(plane, x_word=_("Distance →"), y_word=y_word, says=(numbers.distance, numbers.percent))
        drawn = [self._line(plane, line, STROKES[number % 4]) for number, line in enumerate(self.lines)]
        names = named_apart([(line.name, plane.y.at(line.points[-1][1])) for line in self.lines if line.points])
        parts = [axes, *drawn, *(self._name(plane, name, y) for name, y in names)]
        return picture(self.key, framed(HEIGHT), title=self.title, summary=self.sentence, parts=parts)

    def _line(self, plane: Plane, line: Line, stroke: tuple[str, str | None]) -> SafeString:
        colour, dashes = stroke
        points = plane.points([metres for metres, _share in line.points], [share for _metres, share in line.points])
        dots = [tag("circle", cx=x, cy=y, r=3, fill=colour) for x, y in points]
        return tag("g", path(points, stroke=colour, stroke_width=2.4, stroke_dasharray=dashes), *dots)

    def _name(self, plane: Plane, name: str, y: float) -> SafeString:
        halo: dict[str, Value] = {"stroke": PAPER, "stroke_width": 4, "paint_order": "stroke", "font_weight": "bold"}
        return words(plane.x.end + 8, y + 4, name, **halo)


@dataclass(frozen=True)
class ReachBars:
    """Groups of people side by side: how many of each have such a place near. The distance is the same for all."""

    key: str
    shares: tuple[tuple[str, float], ...]
    metres: int

    @property
    def title(self) -> str:
        return _("How near is such a place to different groups?")

    @property
    def sentence(self) -> str:
        most, least = max(self.shares, key=lambda one: one[1]), min(self.shares, key=lambda one: one[1])
        return _(
            "Within %(distance)s: most in the group %(most)s (%(high)s), least in the group %(least)s (%(low)s)."
        ) % {
            "distance": numbers.distance(self.metres),
            "most": most[0],
            "high": numbers.percent(most[1]),
            "least": least[0],
            "low": numbers.percent(least[1]),
        }

    @property
    def reading(self) -> str:
        return _(
            "The bar is the share of the group that lives within %(distance)s of a place that somebody marked."
        ) % {"distance": numbers.distance(self.metres)}

    @property
    def table(self) -> Table:
        columns = (_("Group"), _("Within %(distance)s") % {"distance": numbers.distance(self.metres)})
        return Table(columns, tuple((name, numbers.percent(share)) for name, share in self.shares))

    @property
    def svg(self) -> SafeString:
        axis, row = Axis(0, 1, 104, 320), 28.0
        floor = row * len(self.shares) + 8
        parts = [self._tick(axis, value, floor) for value in ticks(axis, 2)]
        for number, (name, share) in enumerate(self.shares):
            y = 8 + row * number
            parts.append(words(axis.start - 8, y + 16, name, text_anchor="end"))
            width = max(axis.at(share) - axis.start, 0.5)
            parts.append(tag("rect", x=axis.start, y=y + 4, width=width, height=16, fill=BLUE, stroke=INK))
            parts.append(words(axis.at(share) + 5, y + 16, numbers.percent(share)))
        return picture(self.key, framed(floor + 20), title=self.title, summary=self.sentence, parts=parts)

    def _tick(self, axis: Axis, value: float, floor: float) -> SafeString:
        x = axis.at(value)
        line = tag("line", x1=x, x2=x, y1=4, y2=floor, stroke=LINE)
        return tag("g", line, words(x, floor + 14, numbers.percent(value), text_anchor="middle", fill=SOFT))


def near_distance(known: Iterable[int]) -> int:
    """500 metres where that is known, else the nearest distance that is."""
    return min(known, key=lambda metres: (abs(metres - NEAR_M), metres))


def line_of(points: Sequence[ReachPoint], persons: int, name: str) -> Line:
    """The known points of a curve for so many persons."""
    known = sorted((one.distance_m, one.share) for one in points if one.persons == persons and one.share is not None)
    return Line(name, tuple(known))


def named_apart(names: list[tuple[str, float]], gap: float = 15.0) -> list[tuple[str, float]]:
    """Heights moved apart, so that no two names lie upon each other."""
    placed: list[tuple[str, float]] = []
    for name, y in sorted(names, key=lambda one: one[1]):
        placed.append((name, max(y, placed[-1][1] + gap) if placed else y))
    return placed


def persons_word(persons: int) -> str:
    return ngettext("%(persons)s person", "%(persons)s persons", persons) % {"persons": persons}
