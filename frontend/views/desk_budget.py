"""/<town>/desk/budget/ – the rounds of participatory budgeting, and one round with everything that is done to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from budgeting.models import Round
from budgeting.permissions import may_enter_ballots, may_keep_rounds
from frontend.budget.desk_parts import desk_round, parts_of
from frontend.budget.rounds_list import ListedRound
from frontend.desk.rights import rights
from frontend.pages import show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.clock import town_today


@desk_page(may_enter_ballots)
def rounds(request: HttpRequest, town: Municipality) -> HttpResponse:
    with in_town(town):
        known = Round.objects.of(town).select_related("process").prefetch_related("phases")
        listed = [ListedRound(one, town_today()) for one in known]
        context = {"rounds": listed, "may_keep": may_keep_rounds(request.user, town), **rights(request, town)}
        return show_privately(request, "frontend/desk/budget/rounds.html", context)


@desk_page(may_enter_ballots)
def show_round(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    return round_at_desk(request, town, slug)


def round_at_desk(request: HttpRequest, town: Municipality, slug: str, status: int = 200) -> HttpResponse:
    """The page of one round; also the answer to a form on it that was refused."""
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        context = {"round": at_desk.round, "may_keep": at_desk.may_keep, **parts_of(at_desk), **rights(request, town)}
        return show_privately(request, "frontend/desk/budget/round.html", context, status)
