"""The smallest valid rows of zoning, published unless a test says otherwise. A test sets only what it is about."""

from __future__ import annotations

import datetime
from itertools import count

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.utils import timezone

from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import box
from zoning.models import Hearing, HearingVersion, Plan, PlanPhase, PlanVersion
from zoning.services import publish_plan

_numbers = count(1)


def area(shape: Polygon | None = None) -> MultiPolygon:
    """A plan's area: 1 km × 1 km, from (2, 2) to (3, 3) km of the test town, unless another shape is given."""
    return MultiPolygon(shape or box(2, 2, 3, 3), srid=3067)


def make_plan(town: Municipality, slug: str | None = None, **fields: object) -> Plan:
    """A published local detailed plan in preparation. `published_at=None` makes it the staff's alone."""
    slug = slug or f"plan{next(_numbers)}"
    values: dict[str, object] = {
        "names": {"fi": f"Kaava {slug}", "sv": f"Plan {slug}", "en": f"Plan {slug}"},
        "kind": "31",
        "state": "03",
        "case_number": f"MliDno-2026-{slug}",
        "initiated_on": datetime.date(2026, 1, 8),
        "geom": area(),
        "published_at": timezone.now(),
        **fields,
    }
    with in_town(town):
        plan = Plan.objects.create(municipality=town, slug=slug, **values)
        began = plan.initiated_on or timezone.localdate()
        PlanPhase.objects.create(municipality=town, plan=plan, state=plan.state, on=began)
        publish_plan(town=town, plan=plan)
    return plan


def make_version(plan: Plan, stage: str = "proposal", **fields: object) -> PlanVersion:
    """A published version, with the plan's own area unless `geom` is given."""
    values: dict[str, object] = {"geom": area(), "published_at": timezone.now(), **fields}
    town = plan.municipality
    with in_town(town):
        version = PlanVersion.objects.create(municipality=town, plan=plan, stage=stage, **values)
        publish_plan(town=town, plan=plan)
    return version


def make_hearing(plan: Plan, kind: str = "proposal", version: PlanVersion | None = None, **fields: object) -> Hearing:
    """A published hearing that is open: from yesterday, for thirty days. `version` is what is on display."""
    today = timezone.localdate()
    values: dict[str, object] = {
        "first_day": today - datetime.timedelta(days=1),
        "last_day": today + datetime.timedelta(days=29),
        "published_at": timezone.now(),
        **fields,
    }
    town = plan.municipality
    with in_town(town):
        published_at = values.pop("published_at")
        hearing = Hearing.objects.create(municipality=town, plan=plan, kind=kind, **values)
        if version is not None:
            HearingVersion.objects.create(municipality=town, hearing=hearing, version=version)
        # At last: from then on it changes only with a reason
        hearing.published_at = published_at  # type: ignore[assignment]  # of a dictionary of any values
        hearing.save(update_fields=["published_at"])
        publish_plan(town=town, plan=plan)
    return hearing
