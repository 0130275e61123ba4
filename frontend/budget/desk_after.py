"""What the desk's pages after a vote share: a proposal under way, forms that a service may refuse, ways back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from budgeting.models import Decision, IntakeBatch, Proposal
from budgeting.services.deciding import decidable
from delivery.files import StoreFull
from delivery.pictures.cleaning import PicturesBusy
from frontend.budget.after_page import AFTER_DECIDING
from frontend.budget.shown import DeskRound
from frontend.desk.plan_forms import TownForm
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from geo.refusals import Refused


def after_the_vote(at_desk: DeskRound) -> dict[str, Any]:
    """For the desk's page of a round: decisions, what is being built, and meetings of its council."""
    works = Proposal.objects.filter(round=at_desk.round, state__in=AFTER_DECIDING).defer("geom").order_by("number")
    return {
        "desk_decisions": list(Decision.objects.filter(round=at_desk.round).select_related("decided_by")),
        "waiting_for_decision": len(decidable(at_desk.round)),
        "desk_works": list(works),
        "desk_batches": list(IntakeBatch.objects.filter(round=at_desk.round).order_by("closes_on")),
    }


def proposal_under_way(at_desk: DeskRound, number: int) -> Proposal:
    known = Proposal.objects.filter(round=at_desk.round, state__in=AFTER_DECIDING).select_related("round")
    found: Proposal = get_object_or_404(known.defer("geom"), number=number)
    return found


def taken(form: TownForm, act: Callable[[], object]) -> bool:
    """Whether the form was right and the service did it; else the form says what is wrong."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.take(refused)
        return False
    return True


def done(request: HttpRequest, act: Callable[[], object], words: str) -> bool:
    """Do what a button asked for, and say so; what is refused is said in its own words."""
    try:
        act()
    except Refused as refused:
        for error in refused.errors:
            messages.warning(request, str(error.detail))
        return False
    except (StoreFull, PicturesBusy):
        messages.warning(request, _("Pictures cannot be taken just now. Try again later."))
        return False
    messages.success(request, words)
    return True


def form_page(request: HttpRequest, at_desk: DeskRound, form: TownForm, title: str, **more: Any) -> HttpResponse:
    """A page with one form."""
    context = {"round": at_desk.round, "form": form, "title": title, **more, **rights(request, at_desk.town)}
    status = 400 if form.is_bound and form.errors else 200
    return show_privately(request, "frontend/desk/budget/after/form.html", context, status)


def back(request: HttpRequest, name: str, **where: Any) -> HttpResponse:
    return HttpResponseRedirect(page_of(request).url(name, **where))
