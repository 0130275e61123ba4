"""Where a plan stands and the steps behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from frontend.plan_parts.overview import SQUARE_METRES_A_HECTARE
from frontend.plan_parts.timeline import ShownStep
from zoning.planned import area_of

if TYPE_CHECKING:
    from frontend.desk.plan_parts import DeskPlan


def standing(at_desk: DeskPlan) -> dict[str, Any]:
    phases = at_desk.plan.phases.select_related("user").defer("geom").order_by("-on", "-pk")
    area = area_of(at_desk.plan)
    return {
        "steps": [ShownStep(one, at_desk.page.language, is_newest=False) for one in phases],
        "hectares": area.area / SQUARE_METRES_A_HECTARE if area else 0,
    }
