"""How far the plan's statements are answered, and the way to replies, approval and letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoning.models import Statement
from zoning.replying import replying

if TYPE_CHECKING:
    from frontend.desk.plan_parts import DeskPlan


def replies(at_desk: DeskPlan) -> dict[str, Any]:
    known = replying(at_desk.plan)
    return {
        "replies_total": len(known.statements),
        "replies_answered": known.answered,
        "replies_objections": len(known.unanswered(Statement.Kind.OBJECTION)),
    }
