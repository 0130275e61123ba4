"""What people said inside a plan's area, published or not, and whom the plan has reached: for its planner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accounts.permissions import may_see_unpublished
from feedback_map.desk_list import DeskFilters, desk_pins
from feedback_map.models import Kind, Pin
from frontend.people_near import NearTable, distance_label, near_table
from neighbourhoods.plan_reach import PlanReach, plan_reach
from zoning.planned import area_of

if TYPE_CHECKING:
    from frontend.desk.plan_parts import DeskPlan

MOST_SHOWN = 20


@dataclass(frozen=True)
class ReachRow:
    """A distance with the residents within it, those reached, and those who gave a statement."""

    label: str
    residents: float | None
    persons: float
    answered: float

    @property
    def share(self) -> float | None:
        """Reached of a hundred residents."""
        return 100 * self.persons / self.residents if self.residents else None


def said_here(at_desk: DeskPlan) -> dict[str, Any]:
    area = area_of(at_desk.plan)
    near, reach = near_table(at_desk.town, area), plan_reach(at_desk.town, at_desk.plan, area)
    found: dict[str, Any] = {"plan_area": area, "people_near": near, "reach": reach, "reach_rows": _rows(near, reach)}
    if area is None:
        return found
    sees_all = may_see_unpublished(at_desk.user, at_desk.town)
    pins = desk_pins(at_desk.town, DeskFilters(plan_area=area, is_published=not sees_all))
    return found | {
        "pins_here": list(_newest(pins.exclude(kind=Kind.IDEA))),
        "ideas_here": list(_newest(pins.filter(kind=Kind.IDEA))),
    }


def _newest(pins: Any) -> list[Pin]:
    return list(pins.select_related("category", "state").order_by("-received_at", "-pk")[:MOST_SHOWN])


def _rows(near: NearTable | None, reach: PlanReach) -> list[ReachRow]:
    residents = [row.people.number if row.people else None for row in near.rows] if near else [None] * len(reach.within)
    return [
        ReachRow(distance_label(one.distance_m), here, one.persons, one.answered)
        for one, here in zip(reach.within, residents, strict=True)
    ]
