"""When a plan is on display, what of that was changed, and who has been asked for a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoning.clock import town_today
from zoning.models import StatementRequest
from zoning.shown_hearings import hearings_of, open_of

if TYPE_CHECKING:
    from frontend.plan_parts import ShownPlan


def hearings(shown: ShownPlan) -> dict[str, Any]:
    known = hearings_of(shown.plan, town_today())
    asked = StatementRequest.objects.filter(plan=shown.plan, asked_at__isnull=False)
    meetings = shown.plan.meetings.select_related("event__place").order_by("event__starts_at")
    return {
        "hearings": known,
        "open_hearing": open_of(known),
        "asked_bodies": list(asked),
        "plan_meetings": [meeting.event for meeting in meetings],
    }
