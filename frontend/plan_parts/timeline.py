"""The steps of a plan so far, and the hearings that belong to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontend.plan_parts import ShownPlan


def timeline(shown: ShownPlan) -> dict[str, Any]:
    return {"phases": list(shown.plan.phases.defer("geom"))}
