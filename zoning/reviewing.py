"""The yearly planning review (kaavoituskatsaus): which plans were under way, where each stood, and what comes next."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass

from geo import sql
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.codes import Lifecycle, PlanKind
from zoning.models import PublishedHearing

# In the order in which a review tells of them
UNDER_WAY = ("01", "02", "03", "04", "05", "17")
DECIDED = ("06", "07", "08", "09", "10", "11", "12")
ENDED = ("13", "14", "15", "16")
FINEST_M = 20.0


@dataclass(frozen=True)
class ReviewedPlan:
    """A plan as it stood at the end of the year, or today in the year that runs. `number` is its number on the map."""

    number: int
    slug: str
    kind: str
    names: Mapping[str, str]
    summary: Mapping[str, str]
    case_number: str
    state: str
    state_on: datetime.date | None
    initiated_on: datetime.date | None
    path: str
    x: float | None
    y: float | None
    next_hearing: PublishedHearing | None = None

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.slug

    @property
    def kind_name(self) -> str:
        return str(PlanKind(self.kind).label)

    @property
    def state_name(self) -> str:
        return str(Lifecycle(self.state).label)

    @property
    def group(self) -> str:
        return "under_way" if self.state in UNDER_WAY else "decided" if self.state in DECIDED else "ended"


@dataclass(frozen=True)
class Outline:
    """The town's border, and the frame of the drawing in metres (y downwards)."""

    path: str
    west: float
    north: float
    width: float
    height: float


@dataclass(frozen=True)
class Review:
    """A town's plans of a year, until a day in it."""

    year: int
    until: datetime.date
    plans: tuple[ReviewedPlan, ...]
    outline: Outline | None

    def of(self, group: str) -> list[ReviewedPlan]:
        return [plan for plan in self.plans if plan.group == group]


def review_of(town: Municipality, year: int, today: datetime.date) -> Review:
    """What the registry knew of the year; of the year that runs, until today."""
    first, last = datetime.date(year, 1, 1), min(datetime.date(year, 12, 31), today)
    with in_town(town):
        rows = sql.dicts("zoning/planning_review", {"town": town.pk, "first": first, "last": last})
    coming = PublishedHearing.objects.of(town).standing().filter(last_day__gte=max(last, first)).order_by("-first_day")
    hearings = {hearing.plan_id: hearing for hearing in coming}
    ordered = sorted(rows, key=lambda row: _place(row["state"]))
    plans = tuple(_plan(number, row, hearings.get(row["plan_id"])) for number, row in enumerate(ordered, 1))
    return Review(year, last, plans, _outline(town))


def _place(state: str) -> int:
    return next(place for place, group in enumerate((UNDER_WAY, DECIDED, ENDED)) if state in group)


def _plan(number: int, row: Mapping[str, object], hearing: PublishedHearing | None) -> ReviewedPlan:
    kept = {name: row[name] for name in ("slug", "kind", "case_number", "state", "state_on")}
    texts = {name: json.loads(str(row[name])) for name in ("names", "summary")}
    drawn = {"path": row["path"] or "", "x": row["x"], "y": row["y"]}
    also = {"number": number, "initiated_on": row["initiated_on"], "next_hearing": hearing}
    return ReviewedPlan(**also, **kept, **texts, **drawn)  # type: ignore[arg-type]


def _outline(town: Municipality) -> Outline | None:
    found = sql.row("zoning/town_outline", {"town": town.pk, "tolerance": FINEST_M})
    return Outline(*found) if found else None
