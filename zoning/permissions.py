"""Who plans, and who reads what people stated about plans."""

from __future__ import annotations

from accounts.models import Role
from accounts.permissions import Visitor, works_for
from geo.models import Municipality

PLANNERS = (Role.ADMIN, Role.PLANNER)
READ_STATEMENTS = (*PLANNERS, Role.CLERK)


def may_plan(user: Visitor, town: Municipality) -> bool:
    """Keeps the registry of plans: edits, publishes, replies."""
    return works_for(user, town, *PLANNERS)


def may_read_statements(user: Visitor, town: Municipality) -> bool:
    """Reads statements with their senders, and enters those that come on paper: planners and the registry's clerks."""
    return works_for(user, town, *READ_STATEMENTS)
