"""The reach curve: how many residents live within so many metres of a place that so many persons have spoken of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.charts import numbers
from frontend.charts.axes import Axis, Plane, framed, grid
from frontend.charts.figure import Table
from frontend.charts.svg import BLUE, INK, LAKE, ORANGE, PAPER, Value, path, picture, tag, words
from neighbourhoods.results import ReachPoint

HEIGHT = 280.0
STROKES: tuple[tuple[str, str | None], ...] = ((LAKE, None), (ORANGE, "8 4"), (INK, "2 4"), (BLUE, "12 3 2 3"))


@dataclass(frozen=True)
class Line:
    """One curve: what it is of, and its share at each distance."""

    name: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Reach:
    """Curves over distances; with `persons` for everybody, or by age band for one number of persons."""

    key: str
    lines: tuple[Line, ...]
    is_by_age: bool = False

    @property
    def title(self) -> str:
        if self.is_by_age:
            return _("How near is such a place to people of different ages?")
        return _("How near is a place that somebody has spoken of?")

    @property
    def sentence(self) -> str:
        if self.is_by_age:
            return self._spread
        near = next((share for line in self.lines[:1] for metres, share in line.points if metres == 500), None)
        if near is None:
            return _("There is not enough information for the curve.")
        return _(
            "%(share)s of residents live within 500 metres of a place that at least one participant has marked."
        ) % {"share": numbers.percent(near)}

    @property
    def _spread(self) -> str:
        """Whom such a place is nearest to, and whom farthest from, within 500 metres."""
        near = {line.name: share for line in self.lines for metres, share in line.points if metres == 500}
        if len(near) < 2:
            return _("There is not enough information for the curve.")
        most, least = max(near, key=lambda name: near[name]), min(near, key=lambda name: near[name])
        return _("Within 500 metres: most in the group %(most)s (%(high)s), least in %(least)s (%(low)s).") % {
            "most": most,
            "high": numbers.percent(near[most]),
            "least": least,
            "low": numbers.percent(near[least]),
        }

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
