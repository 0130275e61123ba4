"""The list of plans as the reader chose it, with its picture: filters are links, so no script is needed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

import shapely
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from frontend.charts.figure import Table
from frontend.charts.plan_ground import ground_in
from frontend.charts.plan_map import PlanMap, Shape, frame_around, swatch, unit_of
from frontend.coverage_choices import Choice, Link
from frontend.map_settings import home_set
from frontend.pages import Page
from geo.models import Municipality
from geo.outlines import drawing_of
from zoning.looks import Look
from zoning.models import PublishedPlan
from zoning.planned import Planned, as_of

MOST_DRAWN = 60
SURROUNDINGS = 0.3
UNDER_WAY = (Look.DISPLAY, Look.PREPARING, Look.PROPOSAL, Look.APPROVED)
ALL = "all"
# Kinds as residents know them, by the first figure of the national code
GROUPS = {
    "detailed": ("3", gettext_lazy("Local detailed plans")),
    "master": ("2", gettext_lazy("Master plans")),
    "regional": ("1", gettext_lazy("Regional plans")),
    "street": ("street", gettext_lazy("Street plans")),
}


@dataclass(frozen=True)
class AskedPlans:
    """The filters in the address; empty where nothing is chosen: what is under way, of every kind."""

    state: str = ""
    kind: str = ""

    @property
    def query(self) -> str:
        kept = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(kept)}" if kept else "?"


def asked_plans(query: QueryDict) -> AskedPlans:
    state, kind = query.get("state", ""), query.get("kind", "")
    return AskedPlans(state if state in (*Look.values, ALL) else "", kind if kind in GROUPS else "")


@dataclass(frozen=True)
class Listed:
    """A plan in the list, with its number in the picture (0: it has no area)."""

    number: int
    planned: Planned

    @property
    def plan(self) -> PublishedPlan:
        return self.planned.plan

    @property
    def swatch(self) -> SafeString:
        return swatch(self.planned.look.value, f"row{self.number}")


@dataclass(frozen=True)
class PlansPage:
    town: Municipality
    page: Page
    asked: AskedPlans
    today: datetime.date

    @cached_property
    def _all(self) -> list[Planned]:
        return as_of(PublishedPlan.objects.of(self.town), self.today)

    @cached_property
    def plans(self) -> list[Listed]:
        wanted = [one for one in self._all if self._is_wanted(one)]
        numbers = {one.plan.pk: n for n, one in enumerate((p for p in wanted if p.plan.geom), 1)}
        return [Listed(numbers.get(one.plan.pk, 0), one) for one in wanted]

    @property
    def has_any(self) -> bool:
        return bool(self._all)

    @property
    def others(self) -> int:
        """How many published plans the choice leaves out."""
        return len(self._all) - len(self.plans)

    @cached_property
    def picture(self) -> PlanMap | None:
        """Plans on the outlines of the town's areas; without those, by themselves."""
        drawn = [one for one in self.plans if one.number and one.number <= MOST_DRAWN]
        if not drawn:
            return None
        area_set = home_set(self.town)
        shapes = tuple(
            Shape(_shape(one.plan), one.planned.look.value, one.plan.name(self.page.language), one.number)
            for one in drawn
        )
        said = ngettext("%(count)s plan has an area.", "%(count)s plans have an area.", len(drawn)) % {
            "count": len(drawn)
        }
        ground = drawing_of(area_set) if area_set else None
        reading = _("The numbers are those of the list.")
        around = frame_around([one.geometry for one in shapes], room=SURROUNDINGS)
        title = _("Plans on the map")
        land = ground_in(self.town, around, unit_of(around))
        return PlanMap("plans", title, said, shapes, Table((), ()), ground, (), reading, around, land)

    @property
    def looks(self) -> list[tuple[str, SafeString]]:
        """The legend: what the patterns of this picture mean."""
        used = {one.planned.look for one in self.plans}
        return [(str(look.label), swatch(look.value, f"legend-{look.value}")) for look in Look if look in used]

    @property
    def choices(self) -> list[Choice]:
        states = [("", _("Under way")), *((one.value, str(one.label)) for one in self._looks_there), (ALL, _("All"))]
        kinds = [("", _("All")), *((key, str(name)) for key, (first, name) in GROUPS.items() if self._has_kind(first))]
        found = [self._choice("state", _("How far they have come"), states)]
        return [*found, self._choice("kind", _("Kind of plan"), kinds)] if len(kinds) > 2 else found

    @property
    def _looks_there(self) -> list[Look]:
        there = {one.look for one in self._all}
        return [look for look in Look if look in there]

    def _has_kind(self, first: str) -> bool:
        return any(one.plan.kind.startswith(first) for one in self._all)

    def _is_wanted(self, one: Planned) -> bool:
        if self.asked.kind and not one.plan.kind.startswith(GROUPS[self.asked.kind][0]):
            return False
        if not self.asked.state:
            return one.look in UNDER_WAY
        return self.asked.state in (ALL, one.look.value)

    def _choice(self, field: str, name: str, values: list[tuple[str, str]]) -> Choice:
        links = [
            Link(word, replace(self.asked, **{field: value}).query, getattr(self.asked, field) == value)
            for value, word in values
        ]
        return Choice(name, tuple(links))


def _shape(plan: PublishedPlan) -> shapely.Geometry:
    assert plan.geom is not None
    return shapely.from_wkb(bytes(plan.geom.wkb))
