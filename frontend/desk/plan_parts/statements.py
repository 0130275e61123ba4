"""How many statements a plan has, of which kind, and which of them wait for something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feedback_map.services.converting import unconverted_pins
from frontend.desk.statement_list import filters_of
from zoning.models import Hearing, Statement
from zoning.standing import standings_of

if TYPE_CHECKING:
    from frontend.desk.plan_parts import DeskPlan


def statements(at_desk: DeskPlan) -> dict[str, Any]:
    standings = standings_of(at_desk.town, list(Statement.objects.filter(plan=at_desk.plan)))
    hearings = Hearing.objects.filter(plan=at_desk.plan, published_at__isnull=False, cancelled_at__isnull=True)
    waiting = [unconverted_pins(town=at_desk.town, hearing=each).count() for each in hearings.select_related("plan")]
    return {
        "statement_count": len(standings),
        "statement_filters": filters_of(standings, {}),
        "pins_to_decide": sum(waiting),
    }
