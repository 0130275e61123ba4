"""Who keeps rounds of participatory budgeting, who estimates costs, and who enters ballots on paper."""

from __future__ import annotations

from accounts.models import Body, Role
from accounts.permissions import Visitor, works_for, works_for_body
from geo.models import Municipality

KEEP_ROUNDS = (Role.ADMIN, Role.COORDINATOR)
ENTER_BALLOTS = (*KEEP_ROUNDS, Role.CLERK, Role.SECRETARY)


def may_keep_rounds(user: Visitor, town: Municipality) -> bool:
    """Makes rounds, handles ideas and proposals, prints codes, closes the vote, publishes results."""
    return works_for(user, town, *KEEP_ROUNDS)


def may_cost(user: Visitor, town: Municipality, unit: Body) -> bool:
    """Answers for a unit what a proposal costs and whether it can be done."""
    return may_keep_rounds(user, town) or (
        works_for_body(user, unit) and works_for(user, town, Role.CLERK, Role.PLANNER)
    )


def may_enter_ballots(user: Visitor, town: Municipality) -> bool:
    """Enters ballots that came on paper, and checks what others entered."""
    return works_for(user, town, *ENTER_BALLOTS)
