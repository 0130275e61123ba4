"""What the desk's page of a round shows: for each concern a function here and a template of the same name in
templates/frontend/desk/budget/parts/, in the order of PARTS. The page's context is the union of what the functions
give. Functions and templates run inside `in_town`. Functions live with their concern, in frontend/budget/.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from budgeting.models import Round
from budgeting.permissions import may_keep_rounds
from frontend.budget.desk_after import after_the_vote
from frontend.budget.desk_round_parts import configuration, standing
from frontend.budget.desk_vote import voting
from frontend.budget.idea_queue import proposals_at_desk
from frontend.budget.result_parts import result_at_desk
from frontend.budget.shown import DeskRound
from frontend.pages import page_of
from geo.models import Municipality
from zoning.clock import town_today

Part = Callable[[DeskRound], dict[str, Any]]
PARTS: tuple[Part, ...] = (standing, proposals_at_desk, voting, result_at_desk, after_the_vote, configuration)


def desk_round(request: HttpRequest, town: Municipality, slug: str) -> DeskRound:
    """The round of an address, for one of the staff. Runs inside `in_town`."""
    assert isinstance(request.user, User)
    known = Round.objects.of(town).select_related("process__owner", "council", "area")
    found = get_object_or_404(known, slug=slug)
    may = may_keep_rounds(request.user, town)
    return DeskRound(request, page_of(request), town, found, town_today(), request.user, may)


def parts_of(at_desk: DeskRound) -> dict[str, Any]:
    context: dict[str, Any] = {"part_templates": [f"frontend/desk/budget/parts/{part.__name__}.html" for part in PARTS]}
    for part in PARTS:
        context |= part(at_desk)
    return context
