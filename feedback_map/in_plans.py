"""What was said in a plan: messages inside its area."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Value

from feedback_map.models import PublishedPin
from feedback_map.querysets import PublishedPinQuerySet
from geo import sql
from geo.models import Municipality
from zoning.models import PublishedPlan, PublishedPlanPart

# So few are put in order at once; else they are met along the town's own order, newest first
FEW = 2_000
# More than this lie in a plan of half a town: then they soon turn up in the order of the list itself
MANY = 20_000


def pins_in_plan(town: Municipality, plan: PublishedPlan, *, most: int = MANY) -> Collection[int]:
    """Keys of published messages inside a published plan, in no order; not more than `most`."""
    asked = {"town": town.pk, "plan": plan.pk, "most": most}
    return [row[0] for row in sql.rows("feedback_map/pins_in_plan", asked)]


def inside_plan(pins: PublishedPinQuerySet, town: Municipality, plan: PublishedPlan) -> PublishedPinQuerySet:
    """Those of the messages that lie inside a published plan; a line or an area that reaches into it does."""
    found = pins_in_plan(town, plan, most=MANY + 1)
    if len(found) <= MANY:
        return pins.filter(pk__in=found)
    pieces = PublishedPlanPart.objects.filter(plan=plan.pk, geom__intersects=OuterRef("geom"))
    return pins.filter(Exists(pieces))


def said_in(town: Municipality, plan: PublishedPlan) -> PublishedPinQuerySet:
    """Published messages inside a plan, newest first."""
    pins, found = PublishedPin.objects.of(town), pins_in_plan(town, plan, most=FEW + 1)
    if len(found) > FEW:
        return inside_plan(pins, town, plan).order_by("-received_at", "-pin_id")
    # By what no index has, or the database would look for these few in an index of the whole town's messages
    at = ExpressionWrapper(F("received_at") + Value(datetime.timedelta(0)), output_field=DateTimeField())
    return pins.filter(pk__in=found).order_by(at.desc(), "-pin_id")
