"""Addresses of ideas and proposals."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from frontend.views import budget_ideas, budget_proposals, budget_writing, desk_budget_costs, desk_budget_proposals

_ROUND = "budget/<slug:slug>"


def proposal_routes() -> list[URLPattern | URLResolver]:
    at_desk = f"desk/{_ROUND}"
    return [
        path(f"{_ROUND}/ideas/new", budget_ideas.new_idea, name="budget_idea_new"),
        path(f"{_ROUND}/ideas/<slug:pin>/sent", budget_ideas.idea_sent, name="budget_idea_sent"),
        path(f"{_ROUND}/ideas/<slug:pin>/joining", budget_ideas.joining, name="budget_idea_joining"),
        path(f"{_ROUND}/proposals", require_safe(budget_proposals.proposals), name="budget_proposals"),
        path(f"{_ROUND}/proposals/<slug:proposal>", require_safe(budget_proposals.proposal), name="budget_proposal"),
        path(
            f"{_ROUND}/proposals/<int:number>/write/<slug:author>", budget_writing.write, name="budget_proposal_write"
        ),
        path(f"{at_desk}/ideas", desk_budget_proposals.ideas, name="desk_budget_ideas"),
        path(f"{at_desk}/proposals", desk_budget_proposals.proposals, name="desk_budget_proposals"),
        path(f"{at_desk}/proposals/new", desk_budget_proposals.new_proposal, name="desk_budget_proposal_new"),
        path(f"{at_desk}/proposals/<int:number>", desk_budget_proposals.proposal, name="desk_budget_proposal"),
        path(f"{at_desk}/costs", desk_budget_costs.costs, name="desk_budget_costs"),
        path(f"{at_desk}/costs/<slug:costing>", desk_budget_costs.cost, name="desk_budget_cost"),
    ]
