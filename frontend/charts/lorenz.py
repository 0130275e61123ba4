"""The Lorenz curve: is participation shared as evenly between the areas as chance alone would share it?"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.charts import numbers
from frontend.charts.axes import Axis, Plane, framed, grid
from frontend.charts.figure import Table
from frontend.charts.svg import BLUE, INK, LAKE, SOFT, path, picture, ring, tag
from neighbourhoods.results import Equity

HEIGHT = 330.0


@dataclass(frozen=True)
class LorenzPicture:
    key: str
    equity: Equity

    @property
    def title(self) -> str:
        return _("Is participation shared evenly between areas?")

    @property
    def sentence(self) -> str:
        known = self.equity
        if known.gini is None or known.gini_chance_hi is None:
            return _("There is not enough information for the curve.")
        said = {
            "gini": numbers.decimal(known.gini),
            "low": numbers.decimal(known.gini_chance_lo),
            "high": numbers.decimal(known.gini_chance_hi),
        }
        if known.gini > known.gini_chance_hi:
            told = _(
                "Participation is shared less evenly than chance alone would share it: the Gini figure is %(gini)s, "
                "by chance it would be %(low)s–%(high)s."
            )
        else:
            told = _(
                "Participation is shared about as evenly as chance would share it: the Gini figure is %(gini)s, "
                "by chance it would be %(low)s–%(high)s."
            )
        return f"{told % said} {self._pooled}".strip()

    @property
    def reading(self) -> str:
        return _(
            "Areas stand in order, the least heard first. Were all heard alike, the line would follow the dotted "
            "diagonal; the blue band is where chance alone would put it."
        )

    @property
    def _pooled(self) -> str:
        if not self.equity.pooled_areas:
            return ""
        return ngettext(
            "%(number)s area whose number is not shown counts as one area.",
            "%(number)s areas whose numbers are not shown count together as one area.",
            self.equity.pooled_areas,
        ) % {"number": self.equity.pooled_areas}

    @property
    def table(self) -> Table:
        curve = self.equity.lorenz
        columns = (_("Share of expected participation"), _("Share of participants"), _("By chance (95%)"))
        bands = zip(curve.chance_lo, curve.chance_hi, strict=True) if curve.chance_lo else [(None, None)] * len(curve.x)
        rows = tuple(
            (numbers.percent(x), numbers.percent(y), _range(low, high))
            for x, y, (low, high) in zip(curve.x, curve.y, bands, strict=True)
        )
        return Table(columns, rows)

    @property
    def svg(self) -> SafeString:
        plane = Plane(Axis(0, 1, 52, 336), Axis(0, 1, 280, 26))
        axes = grid(
            plane,
            x_word=_("Share of expected participation →"),
            y_word=_("Share of participants"),
            says=(numbers.percent, numbers.percent),
        )
        curve = self.equity.lorenz
        parts = [axes, self._band(plane), path(plane.points((0, 1), (0, 1)), stroke=SOFT, stroke_dasharray="3 4")]
        points = plane.points(curve.x, curve.y)
        parts.append(path(points, stroke=LAKE, stroke_width=2.6))
        parts.extend(tag("circle", cx=x, cy=y, r=2.6, fill=INK) for x, y in points)
        return picture(self.key, framed(HEIGHT), title=self.title, summary=self.sentence, parts=parts)

    def _band(self, plane: Plane) -> SafeString:
        curve = self.equity.lorenz
        around = plane.points(curve.x, curve.chance_lo) if curve.chance_lo else []
        around += reversed(plane.points(curve.x, curve.chance_hi)) if curve.chance_hi else []
        return ring(around, fill=BLUE, fill_opacity=0.35, stroke=SOFT, stroke_width=0.8)


def _range(low: float | None, high: float | None) -> str:
    return numbers.NOT_KNOWN if low is None or high is None else f"{numbers.percent(low)} – {numbers.percent(high)}"
