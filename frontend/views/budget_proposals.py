"""/<town>/budget/<round>/proposals – the list with its map, and one proposal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from frontend.budget.after_page import what_came
from frontend.budget.parts import shown_round
from frontend.budget.proposal_page import ProposalList, ProposalShown, published_proposal, wanted_in
from frontend.pages import show, town_page
from geo.models import Municipality
from geo.tenancy import in_town


@town_page
def proposals(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        shown = shown_round(request, town, slug)
        after = request.GET.get("after", "")
        number = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
        told = ProposalList(shown, wanted_in(request.GET), number)
        context = {"round": shown.round, "told": told, "themes": shown.themes, "settings": told.settings}
        return show(request, "frontend/budget/proposals.html", context)


@town_page
def proposal(request: HttpRequest, town: Municipality, slug: str, proposal: str) -> HttpResponse:
    with in_town(town):
        shown = shown_round(request, town, slug)
        own = ProposalShown(shown, published_proposal(shown, proposal))
        if proposal != str(own.published.number):
            return redirect(shown.page.url("budget_proposal", slug=slug, proposal=str(own.published.number)))
        context = {"round": shown.round, **own.context(), **what_came(own.proposal)}
        return show(request, "frontend/budget/proposal.html", context)
