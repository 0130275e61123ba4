"""What is planned at a place, and the area a plan is about. Reads what is published, unless it is the staff's own."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry, Point

from geo.models import SRID, Municipality
from zoning.looks import Look, look_of
from zoning.models import Plan, PlanObject, PlanVersion, PublishedHearing, PublishedPlan, PublishedPlanPart

STAGES = ("approved", "changed_proposal", "proposal", "draft", "oas")


@dataclass(frozen=True)
class Planned:
    """A published plan on a day: how far it has come, and its hearings that are open or still come."""

    plan: PublishedPlan
    look: Look
    hearings: tuple[PublishedHearing, ...]

    @property
    def open_hearing(self) -> PublishedHearing | None:
        return self.hearings[0] if self.look == Look.DISPLAY else None


def planned_at(town: Municipality, x: float, y: float, day: datetime.date) -> list[Planned]:
    """Plans whose area holds a place (EPSG:3067), those on display first, then the newest."""
    here = PublishedPlanPart.objects.filter(municipality=town, geom__intersects=Point(x, y, srid=SRID))
    return as_of(PublishedPlan.objects.filter(pk__in=here.values("plan_id")).defer("geom"), day)


def as_of(plans: object, day: datetime.date) -> list[Planned]:
    """Plans with their looks on a day, what is on display first."""
    found: list[PublishedPlan] = list(plans)  # type: ignore[call-overload]
    hearings: dict[int, list[PublishedHearing]] = defaultdict(list)
    standing = PublishedHearing.objects.standing().filter(plan__in=[plan.pk for plan in found], last_day__gte=day)
    for hearing in standing.order_by("first_day", "pk"):
        hearings[hearing.plan_id].append(hearing)
    told = [_planned(plan, hearings[plan.pk], day) for plan in found]
    oldest = datetime.date.min
    told.sort(key=lambda one: (one.look != Look.DISPLAY, -(one.plan.initiated_on or oldest).toordinal(), one.plan.slug))
    return told


def _planned(plan: PublishedPlan, hearings: list[PublishedHearing], day: datetime.date) -> Planned:
    is_open = bool(hearings) and hearings[0].first_day <= day
    return Planned(plan, look_of(plan.state, is_on_display=is_open), tuple(hearings))


def area_of(plan: Plan) -> GEOSGeometry | None:
    """The area a plan is about, for its planners: as it is published, else of its furthest version, else its own."""
    known = PublishedPlan.objects.filter(pk=plan.pk, geom__isnull=False)
    published: GEOSGeometry | None = known.values_list("geom", flat=True).first()
    if published is not None:
        return published
    versions = PlanVersion.objects.filter(plan=plan, geom__isnull=False).only("stage", "number", "geom")
    furthest = min(versions, key=lambda one: (STAGES.index(one.stage), -one.number, -one.pk), default=None)
    return furthest.geom if furthest is not None else plan.geom


def objects_at(town: Municipality, place: GEOSGeometry) -> list[PlanObject]:
    """What the newest published versions of plans draw at a place, for the staff's eyes. Runs inside `in_town`."""
    plans = PublishedPlan.objects.filter(municipality=town, geom__intersects=place).values_list("plan_id", "stage")
    found: list[PlanObject] = []
    for plan_id, stage in plans:
        newest = PlanVersion.objects.filter(plan_id=plan_id, stage=stage, published_at__isnull=False)
        numbers = newest.order_by("-number").values_list("number", flat=True)[:1]
        drawn = PlanObject.objects.filter(version__in=newest.filter(number__in=list(numbers)), geom__intersects=place)
        found += drawn.select_related("version__plan").defer("geom", "version__geom", "version__plan__geom")[:20]
    return found
