"""Addresses of ideas and proposals."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from frontend.views import budget_ideas, budget_proposals

_ROUND = "budget/<slug:slug>"


def proposal_routes() -> list[URLPattern | URLResolver]:
    return [
        path(f"{_ROUND}/ideas/new", budget_ideas.new_idea, name="budget_idea_new"),
        path(f"{_ROUND}/ideas/<slug:pin>/sent", budget_ideas.idea_sent, name="budget_idea_sent"),
        path(f"{_ROUND}/ideas/<slug:pin>/joining", budget_ideas.joining, name="budget_idea_joining"),
        path(f"{_ROUND}/proposals", require_safe(budget_proposals.proposals), name="budget_proposals"),
        path(f"{_ROUND}/proposals/<slug:proposal>", require_safe(budget_proposals.proposal), name="budget_proposal"),
    ]
