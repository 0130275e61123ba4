"""Two versions of a plan as a page tells them: side by side, on one picture, and in a table of what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import shapely
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from frontend.charts.figure import Table
from frontend.charts.plan_map import Frame, PlanMap, Shape, frame_around, swatch
from frontend.pages import Page
from frontend.plan_parts.material import ShownVersion, newest_first, version_name
from zoning.comparing import AREA, LINE, Difference, compare_versions
from zoning.models import PlanVersion

MOST_DRAWN = 400


@dataclass(frozen=True)
class ShownDifference:
    """A row of the table: numbers with their units, as the language writes them."""

    difference: Difference

    @property
    def name(self) -> str:
        return self.difference.code or _("The whole area")

    @property
    def before(self) -> str:
        return self._said(self.difference.before)

    @property
    def after(self) -> str:
        return self._said(self.difference.after)

    @property
    def added(self) -> str:
        return self._said(self.difference.added)

    @property
    def removed(self) -> str:
        return self._said(self.difference.removed)

    @property
    def moved(self) -> str:
        return self._said(self.difference.moved)

    def _said(self, number: float) -> str:
        if round(number) == 0:
            return "–"
        written = str(number_format(round(number), use_l10n=True, force_grouping=True))
        unit = {AREA: " m²", LINE: " m"}.get(self.difference.dimension, "")
        return f"{written}{unit}"


@dataclass(frozen=True)
class Comparison:
    """Runs inside `in_town`."""

    page: Page
    first: PlanVersion
    second: PlanVersion

    @cached_property
    def differences(self) -> list[Difference]:
        return compare_versions(self.first, self.second)

    @property
    def rows(self) -> list[ShownDifference]:
        return [ShownDifference(one) for one in self.differences]

    @property
    def is_same(self) -> bool:
        return all(one.is_same for one in self.differences)

    @property
    def sides(self) -> list[tuple[ShownVersion, PlanMap | None]]:
        """Each version with its words and its own picture, in one frame."""
        drawn = ((one, self._drawn(one, key)) for one, key in ((self.first, "first"), (self.second, "second")))
        return [(ShownVersion(one, self.page.language), picture) for one, picture in drawn]

    @cached_property
    def frame(self) -> Frame:
        return frame_around([_shape(one.geom) for one in (self.first, self.second) if one.geom])

    @property
    def together(self) -> PlanMap:
        """Both on one map: what stayed, what the second adds, what it leaves out, and both outlines."""
        codes = [one for one in self.differences if one.code]
        differing = codes or self.differences
        shapes = [
            *(Shape(one.kept_shape, "kept", one.code) for one in differing if _has(one.kept_shape)),
            *(Shape(one.lost_shape, "removed", one.code) for one in differing if _has(one.lost_shape)),
            *(Shape(one.gained_shape, "added", one.code) for one in differing if _has(one.gained_shape)),
            *(Shape(_shape(v.geom), look) for v, look in ((self.first, "earlier"), (self.second, "outline")) if v.geom),
        ]
        return PlanMap(
            "together",
            _("Both on one map"),
            self.sentence,
            tuple(shapes[:MOST_DRAWN]),
            Table((), ()),
            around=self.frame,
        )

    @property
    def sentence(self) -> str:
        """The whole in words, for those who see no picture."""
        whole = next((ShownDifference(one) for one in self.differences if not one.code), None)
        if whole is None or whole.difference.is_same:
            return _("The outline of the area is the same in both.")
        said = _("The area was %(before)s and is %(after)s: %(gained)s came in and %(lost)s went out.")
        gained, lost = whole._said(whole.difference.gained), whole._said(whole.difference.lost)
        return said % {"before": whole.before, "after": whole.after, "gained": gained, "lost": lost}

    @property
    def looks(self) -> list[tuple[str, SafeString]]:
        """The legend of the one map."""
        first, second = (version_name(one, self.page.language) for one in (self.first, self.second))
        named = (
            ("kept", _("The same in both")),
            ("added", _("Only in: %(version)s") % {"version": second}),
            ("removed", _("Only in: %(version)s") % {"version": first}),
            ("outline", _("Outline: %(version)s") % {"version": second}),
            ("earlier", _("Outline: %(version)s") % {"version": first}),
        )
        return [(words, swatch(look, f"legend-{look}")) for look, words in named]

    def _drawn(self, version: PlanVersion, key: str) -> PlanMap | None:
        if version.geom is None:
            return None
        objects = version.objects_drawn.all()[:MOST_DRAWN]
        shapes = [Shape(_shape(one.geom), "object", one.code or one.layer, label=one.code) for one in objects]
        shapes.append(Shape(_shape(version.geom), "outline"))
        name = version_name(version, self.page.language)
        area = ShownDifference(Difference("", AREA, version.geom.area, version.geom.area, 0, 0)).before
        said = _("%(version)s: %(area)s.") % {"version": name, "area": area}
        return PlanMap(key, name, said, tuple(shapes), Table((), ()), around=self.frame)


def chosen_versions(versions: Sequence[PlanVersion], asked: QueryDict) -> tuple[PlanVersion, PlanVersion] | None:
    """The two that the address names; else two options of the furthest stage that has them, else the two furthest, the
    earlier one first."""
    known = {one.public_id: one for one in versions}
    if not asked.get("first") and not asked.get("second"):
        return _usual(versions)
    first, second = known.get(asked.get("first", "")), known.get(asked.get("second", ""))
    return (first, second) if first and second else None


def _usual(versions: Sequence[PlanVersion]) -> tuple[PlanVersion, PlanVersion] | None:
    ordered = newest_first(one for one in versions if one.geom is not None)
    if len(ordered) < 2:
        return None
    newest, next_one = ordered[0], ordered[1]
    is_option = newest.stage == next_one.stage and newest.number == next_one.number
    return (newest, next_one) if is_option else (next_one, newest)


def _shape(geometry: Any) -> Any:
    return shapely.from_wkb(bytes(geometry.wkb))


def _has(shape: Any) -> bool:
    return shape is not None and not shape.is_empty
