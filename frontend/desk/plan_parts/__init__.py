"""What the desk's page of a plan shows: for each concern a function here and a template of the same name in
templates/frontend/desk/plans/parts/, in the order of PARTS. The page's context is the union of what the functions give.
Functions and templates run inside `in_town`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from accounts.models import User
from frontend.desk.plan_parts.drawings import drawings
from frontend.desk.plan_parts.hearings import hearings
from frontend.desk.plan_parts.impacts import impacts
from frontend.desk.plan_parts.material import material
from frontend.desk.plan_parts.replies import replies
from frontend.desk.plan_parts.said_here import said_here
from frontend.desk.plan_parts.standing import standing
from frontend.desk.plan_parts.statements import statements
from frontend.pages import Page
from geo.models import Municipality
from zoning.models import Plan


@dataclass(frozen=True)
class DeskPlan:
    """A plan as one of the staff works on it; `may_plan` is false for those who only read."""

    request: HttpRequest
    page: Page
    town: Municipality
    plan: Plan
    today: datetime.date
    user: User
    may_plan: bool


Part = Callable[[DeskPlan], dict[str, Any]]
PARTS: tuple[Part, ...] = (standing, material, drawings, hearings, statements, replies, said_here, impacts)


def parts_of(at_desk: DeskPlan) -> dict[str, Any]:
    context: dict[str, Any] = {"part_templates": [f"frontend/desk/plans/parts/{part.__name__}.html" for part in PARTS]}
    for part in PARTS:
        context |= part(at_desk)
    return context
