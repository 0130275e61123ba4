"""Participatory budgeting for everybody: the rounds of a town, and one round."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from budgeting.models import Round
from frontend.budget.parts import parts_of, shown_round
from frontend.budget.rounds_list import listed
from frontend.pages import show, town_page
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.clock import town_today


@town_page
def rounds(request: HttpRequest, town: Municipality) -> HttpResponse:
    with in_town(town):
        known = Round.objects.of(town).published().select_related("process").prefetch_related("phases")
        return show(request, "frontend/budget/rounds.html", {"rounds": listed(known, town_today())})


@town_page
def show_round(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        shown = shown_round(request, town, slug)
        context = {"round": shown.round, "today": shown.today, "allowed": shown.allowed, **parts_of(shown)}
        return show(request, "frontend/budget/round.html", context)
