"""/<town>/desk/budget/<round>/building – a proposal on its way: steps, pictures, begun, built, or dropped."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budgeting.models import BuildingStep, Proposal, WorkingParty
from budgeting.permissions import may_keep_rounds
from budgeting.services.building import (
    add_step_photo,
    begin_building,
    change_step,
    drop_proposal,
    drop_step,
    finish_building,
    plan_step,
)
from frontend.budget.after_forms import BuiltForm, PhotoForm, StepForm, WhyForm, step_values
from frontend.budget.after_page import shown_party
from frontend.budget.desk_after import back, done, form_page, proposal_under_way, taken
from frontend.budget.desk_parts import desk_round
from frontend.budget.shown import DeskRound
from frontend.desk.plan_forms import TownForm
from frontend.desk.rights import rights
from frontend.pages import show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.clock import town_today

_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@desk_page(may_keep_rounds)
def work(request: HttpRequest, town: Municipality, slug: str, number: int) -> HttpResponse:
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        found = proposal_under_way(at_desk, number)
        parties = WorkingParty.objects.filter(proposal=found).select_related("event").order_by("event__starts_at")
        context = {
            "round": at_desk.round,
            "proposal": found,
            "is_under_way": found.state in (Proposal.State.DECIDED, Proposal.State.BUILDING),
            "steps": list(BuildingStep.objects.filter(proposal=found)),
            "parties": [shown_party(one) for one in parties],
            "why_form": WhyForm(town, at_desk.page.language),
            **rights(request, town),
        }
        return show_privately(request, "frontend/desk/budget/after/work.html", context)


@_send
@desk_page(may_keep_rounds)
def new_step(request: HttpRequest, town: Municipality, slug: str, number: int) -> HttpResponse:
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        found = proposal_under_way(at_desk, number)
        form = StepForm(town, at_desk.page.language, request.POST or None)
        return _formed(
            at_desk,
            form,
            lambda: plan_step(town=town, proposal=found, words=form.words(), by=at_desk.user),
            (number, _("A step")),
        )


@_send
@desk_page(may_keep_rounds)
def step(request: HttpRequest, town: Municipality, slug: str, number: int, step: str) -> HttpResponse:
    with in_town(town):
        at_desk, found = _step(request, town, slug, number, step)
        form = StepForm(town, at_desk.page.language, request.POST or None, initial=step_values(found))
        return _formed(
            at_desk,
            form,
            lambda: change_step(town=town, step=found, words=form.words(), by=at_desk.user),
            (number, _("A step")),
        )


@_send
@desk_page(may_keep_rounds)
def photo(request: HttpRequest, town: Municipality, slug: str, number: int, step: str) -> HttpResponse:
    with in_town(town):
        at_desk, found = _step(request, town, slug, number, step)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = PhotoForm(town, at_desk.page.language, *sent)
        return _formed(
            at_desk,
            form,
            lambda: add_step_photo(town=town, step=found, data=form.cleaned_data["photo"].read(), alt=form.said("alt")),
            (number, _("A picture of the step")),
        )


@require_POST
@desk_page(may_keep_rounds)
def remove_step(request: HttpRequest, town: Municipality, slug: str, number: int, step: str) -> HttpResponse:
    with in_town(town):
        _at_desk, found = _step(request, town, slug, number, step)
        done(request, lambda: drop_step(town=town, step=found), _("The step was removed."))
        return back(request, "desk_budget_work", slug=slug, number=number)


@require_POST
@desk_page(may_keep_rounds)
def begin(request: HttpRequest, town: Municipality, slug: str, number: int) -> HttpResponse:
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        found = proposal_under_way(at_desk, number)
        words = _("The building has begun, and those who made the proposal are told.")
        done(request, lambda: begin_building(town=town, proposal=found, by=at_desk.user), words)
        return back(request, "desk_budget_work", slug=slug, number=number)


@_send
@desk_page(may_keep_rounds)
def built(request: HttpRequest, town: Municipality, slug: str, number: int) -> HttpResponse:
    """Built: it becomes an outcome, and whoever thought of it is told."""
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        found = proposal_under_way(at_desk, number)
        form = BuiltForm(town, at_desk.page.language, request.POST or None, initial={"built_on": town_today()})
        return _formed(
            at_desk,
            form,
            lambda: finish_building(town=town, proposal=found, words=form.words(), by=at_desk.user),
            (number, _("It is built")),
        )


@require_POST
@desk_page(may_keep_rounds)
def drop(request: HttpRequest, town: Municipality, slug: str, number: int) -> HttpResponse:
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        found = proposal_under_way(at_desk, number)
        form = WhyForm(town, at_desk.page.language, request.POST)
        why = form.said("why") if form.is_valid() else {}
        words = _("It will not be built, and those who made the proposal are told why.")
        done(request, lambda: drop_proposal(town=town, proposal=found, why=why, by=at_desk.user), words)
        return back(request, "desk_budget_work", slug=slug, number=number)


def _step(
    request: HttpRequest, town: Municipality, slug: str, number: int, step: str
) -> tuple[DeskRound, BuildingStep]:
    at_desk = desk_round(request, town, slug)
    known = BuildingStep.objects.filter(proposal=proposal_under_way(at_desk, number))
    return at_desk, get_object_or_404(known, public_id=step)


def _formed(at_desk: DeskRound, form: TownForm, act: Callable[[], object], on: tuple[int, str]) -> HttpResponse:
    """The page of a form on a proposal, or back to the proposal once it was done."""
    number, title = on
    if form.is_bound and taken(form, act):
        return back(at_desk.request, "desk_budget_work", slug=at_desk.round.slug, number=number)
    return form_page(at_desk.request, at_desk, form, title, has_file="photo" in form.fields, work=number)
