"""Whom a plan is about: who lives in its area and near it, what was assessed, and what was said inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedback_map.in_plans import said_in
from frontend.people_near import NearTable, near_table
from zoning.models import ImpactAssessment, PublishedPlan

if TYPE_CHECKING:
    from frontend.plan_parts import ShownPlan

MOST_SHOWN = 5


@dataclass(frozen=True)
class ShownImpact:
    """An assessment with the figures of its own area, if it has one."""

    impact: ImpactAssessment
    near: NearTable | None


def people(shown: ShownPlan) -> dict[str, Any]:
    """Public figures and published messages alone."""
    plan = PublishedPlan.objects.filter(pk=shown.plan.pk).first()
    if plan is None:
        return {}
    said = list(said_in(shown.town, plan)[: MOST_SHOWN + 1])
    return {
        "people_near": near_table(shown.town, plan.geom),
        "said_here": said[:MOST_SHOWN],
        "more_said_here": len(said) > MOST_SHOWN,
        "impacts": [_shown(shown, one) for one in shown.plan.impacts.filter(published_at__isnull=False)],
    }


def _shown(shown: ShownPlan, impact: ImpactAssessment) -> ShownImpact:
    return ShownImpact(impact, near_table(shown.town, impact.geom) if impact.geom else None)
