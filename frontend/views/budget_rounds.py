"""Participatory budgeting for everybody: the rounds of a town, and one round."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from budgeting.models import Round
from frontend.budget.parts import parts_of, shown_round
from frontend.pages import show, town_page
from geo.models import Municipality
from geo.tenancy import in_town


@town_page
def rounds(request: HttpRequest, town: Municipality) -> HttpResponse:
    with in_town(town):
        known = list(Round.objects.of(town).published().select_related("process"))
        return show(request, "frontend/budget/rounds.html", {"rounds": known})


@town_page
def show_round(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        shown = shown_round(request, town, slug)
        return show(request, "frontend/budget/round.html", {"round": shown.round, **parts_of(shown)})
