"""What a plan's page shows: for each concern a function here and a template of the same name in
templates/frontend/plans/parts/, in the order of PARTS. The page's context is the union of what the functions give,
and a template decides by it whether it shows anything. Functions and templates run inside `in_town`; functions name
their context values so that no two concerns share one.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from frontend.pages import Page
from frontend.plan_parts.drawing import drawing
from frontend.plan_parts.hearings import hearings
from frontend.plan_parts.material import material
from frontend.plan_parts.overview import overview
from frontend.plan_parts.people import people
from frontend.plan_parts.replies import replies
from frontend.plan_parts.timeline import timeline
from geo.models import Municipality
from zoning.models import Plan


@dataclass(frozen=True)
class ShownPlan:
    """A published plan as somebody reads it, on a day in Finland."""

    request: HttpRequest
    page: Page
    town: Municipality
    plan: Plan
    today: datetime.date


Part = Callable[[ShownPlan], dict[str, Any]]
PARTS: tuple[Part, ...] = (overview, hearings, timeline, drawing, material, people, replies)


def parts_of(shown: ShownPlan) -> dict[str, Any]:
    context: dict[str, Any] = {"part_templates": [f"frontend/plans/parts/{part.__name__}.html" for part in PARTS]}
    for part in PARTS:
        context |= part(shown)
    return context
