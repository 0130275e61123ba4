"""How long messages wait: the share that still waits after each working day, with its limits."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.charts import numbers
from frontend.charts.axes import Axis, Plane, framed, grid
from frontend.charts.figure import Table
from frontend.charts.svg import BLUE, INK, LAKE, ORANGE, SOFT, path, picture, ring, tag, words
from geo.stats.survival import Quantile, Survival

HEIGHT = 280.0
LONGEST_TABLE = 12


@dataclass(frozen=True)
class Waits:
    """One curve: `asked` says what is waited for, `promise` is the unit's promise in working days, if one."""

    key: str
    title: str
    curve: Survival
    median: Quantile
    promise: int | None = None

    @property
    def sentence(self) -> str:
        known = {"cases": numbers.count(self.curve.cases), "ended": numbers.count(self.curve.endings)}
        if self.median.value is None:
            return _("%(ended)s of %(cases)s have ended. So few that no middle can be told yet.") % known
        return _("%(ended)s of %(cases)s have ended. For half it took at most %(median)s.") % {
            **known,
            "median": days(self.median.value),
        }

    @property
    def reading(self) -> str:
        return _(
            "The line is the share that still waits after so many working days; the band holds it with 95% certainty. "
            "What is still open counts as waiting at least so long."
        )

    @property
    def table(self) -> Table:
        """At most a dozen lengths, spread over the curve."""
        step = max(1, math.ceil(self.curve.times.size / LONGEST_TABLE))
        rows = tuple(
            (
                days(float(self.curve.times[at])),
                numbers.count(float(self.curve.at_risk[at])),
                numbers.percent(float(self.curve.share[at])),
                _between(float(self.curve.low[at]), float(self.curve.high[at])),
            )
            for at in range(0, self.curve.times.size, step)
        )
        return Table((_("Working days"), _("Got so far"), _("Share that still waits"), _("95% interval")), rows)

    @property
    def svg(self) -> SafeString:
        shown = self._shown
        far = max(5.0, *shown.times.tolist()[-1:])
        plane = Plane(Axis(0, far, 48, 344), Axis(0, 1, 230, 26))
        says = (numbers.count, numbers.percent)
        parts = [grid(plane, x_word=_("Working days →"), y_word=_("Share that still waits"), says=says)]
        parts += [self._band(plane, shown), *self._promise(plane)]
        steps = _steps(shown.times.tolist(), shown.share.tolist())
        parts.append(path(plane.points(*steps), stroke=LAKE, stroke_width=2.4))
        parts += self._middle(plane)
        return picture(self.key, framed(HEIGHT), title=self.title, summary=self.sentence, parts=parts)

    @property
    def _shown(self) -> Survival:
        """Up to a little after the last one that ended: a long level tail would leave no room for the rest."""
        curve = self.curve
        last = float(curve.times[curve.ended > 0][-1]) if curve.endings else 0.0
        near = curve.times <= max(5.0, 1.25 * last)
        return Survival(*(getattr(curve, name)[near] for name in ("times", "at_risk", "ended", "share", "low", "high")))

    def _band(self, plane: Plane, shown: Survival) -> SafeString:
        """Once nobody is left the limits are not known: they stay where they were."""
        low, high = (_kept_on(limits.tolist()) for limits in (shown.low, shown.high))
        times = shown.times.tolist()
        above, below = plane.points(*_steps(times, high)), plane.points(*_steps(times, low))
        return ring([*above, *reversed(below)], fill=BLUE, fill_opacity=0.3)

    def _promise(self, plane: Plane) -> list[SafeString]:
        if self.promise is None or self.promise > plane.x.high:
            return []
        x = plane.x.at(self.promise)
        line = tag("line", x1=x, x2=x, y1=26, y2=230, stroke=ORANGE, stroke_width=2, stroke_dasharray="2 3")
        return [line, words(x + 5, 38, _("promise"), fill=SOFT)]

    def _middle(self, plane: Plane) -> list[SafeString]:
        if self.median.value is None:
            return []
        x, y = plane.x.at(self.median.value), plane.y.at(0.5)
        return [
            tag("line", x1=plane.x.start, x2=x, y1=y, y2=y, stroke=INK, stroke_width=1, stroke_dasharray="4 3"),
            tag("circle", cx=x, cy=y, r=4, fill=INK),
        ]


def days(number: float | None) -> str:
    """Working days in words, a dash for none."""
    if number is None:
        return numbers.NOT_KNOWN
    return ngettext("%(days)s working day", "%(days)s working days", round(number)) % {"days": numbers.count(number)}


def span(quantile: Quantile) -> str:
    """The limits of a length; an upper one that was not reached is said to be open."""
    if quantile.low is None:
        return ""
    low = numbers.count(quantile.low)
    return f"{low}–{numbers.count(quantile.high)}" if quantile.high is not None else _("%(low)s or more") % {"low": low}


def _between(low: float, high: float) -> str:
    return numbers.NOT_KNOWN if math.isnan(low) else f"{numbers.percent(low)}–{numbers.percent(high)}"


def _steps(times: list[float], shares: list[float]) -> tuple[list[float], list[float]]:
    """The corners of a curve that stays level between the lengths and starts at 1."""
    xs, ys, before = [0.0], [1.0], 1.0
    for time, share in zip(times, shares, strict=True):
        xs += [time, time]
        ys += [before, share]
        before = share
    return xs, ys


def _kept_on(limits: list[float]) -> list[float]:
    kept, before = [], 1.0
    for limit in limits:
        before = before if math.isnan(limit) else limit
        kept.append(before)
    return kept
