"""A plan's hearings at the desk, drafts too, with the requests for statements and the letters that belong to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoning.clock import town_today
from zoning.models import Landowner, StatementRequest
from zoning.shown_hearings import hearings_of

if TYPE_CHECKING:
    from frontend.desk.plan_parts import DeskPlan


def hearings(at_desk: DeskPlan) -> dict[str, Any]:
    asked = StatementRequest.objects.filter(plan=at_desk.plan)
    return {
        "hearings": hearings_of(at_desk.plan, town_today(), drafts=True),
        "requests_made": asked.count(),
        "requests_open": asked.filter(answered_at=None, declined_at=None).count(),
        "landowners": Landowner.objects.filter(plan=at_desk.plan).count(),
    }
