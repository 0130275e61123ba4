"""What a round's page shows: for each concern a function here and a template of the same name in
templates/frontend/budget/parts/, in the order of PARTS. The page's context is the union of what the functions give,
and a template decides by it whether it shows anything. Functions and templates run inside `in_town`; functions name
their context values so that no two concerns share one. Functions live with their concern, in frontend/budget/.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest

from budgeting.models import Round
from frontend.budget.after_page import after_vote
from frontend.budget.proposal_page import proposal_sums
from frontend.budget.result_parts import result
from frontend.budget.round_parts import changes, deciding, money, timeline, voting_rules
from frontend.budget.shown import ShownRound
from frontend.budget.voting_now import voting_now
from frontend.pages import page_of
from geo.models import Municipality
from zoning.clock import town_today

Part = Callable[[ShownRound], dict[str, Any]]
PARTS: tuple[Part, ...] = (
    voting_now,
    result,
    timeline,
    after_vote,
    proposal_sums,
    money,
    deciding,
    voting_rules,
    changes,
)


def shown_round(request: HttpRequest, town: Municipality, slug: str) -> ShownRound:
    """The round of an address; one that is not published is not there. Runs inside `in_town`."""
    known = Round.objects.of(town).published().select_related("process__owner", "council", "area")
    found = known.filter(slug=slug).first()
    if found is None:
        raise Http404("No such round")
    return ShownRound(request, page_of(request), town, found, town_today())


def parts_of(shown: ShownRound) -> dict[str, Any]:
    context: dict[str, Any] = {"part_templates": [f"frontend/budget/parts/{part.__name__}.html" for part in PARTS]}
    for part in PARTS:
        context |= part(shown)
    return context
