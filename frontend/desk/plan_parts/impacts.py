"""What was assessed of a plan's impacts: written and published by its planner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from frontend.desk.impact_form import ImpactForm
from zoning.models import ImpactAssessment

if TYPE_CHECKING:
    from frontend.desk.plan_parts import DeskPlan


def impacts(at_desk: DeskPlan) -> dict[str, Any]:
    """Each with its form, and an empty one, for those who may write; with what was sent and refused in it."""
    written = list(at_desk.plan.impacts.all())
    return {
        "impacts": [(one, _form(at_desk, one) if at_desk.may_plan else None) for one in written],
        "new_impact": _form(at_desk, None) if at_desk.may_plan else None,
    }


def _form(at_desk: DeskPlan, impact: ImpactAssessment | None) -> ImpactForm:
    sent, prefix = at_desk.request.POST, ImpactForm.prefix_of(impact)
    is_sent = any(name.startswith(f"{prefix}-") for name in sent)
    return ImpactForm(sent if is_sent else None, town=at_desk.town, plan=at_desk.plan, impact=impact)
