"""Where a plan stands and the steps behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontend.desk.plan_parts import DeskPlan


def standing(at_desk: DeskPlan) -> dict[str, Any]:
    return {"phases": list(at_desk.plan.phases.defer("geom"))}
