"""/<town>/desk/budget/<round>/ideas and …/proposals – from ideas to proposals, and everything done to one of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Body
from budgeting.models import Costing, Exclusion, Idea, Proposal
from budgeting.permissions import may_keep_rounds
from budgeting.services.proposals import OPEN_STATES, edit_proposal, make_proposal
from budgeting.services.stepping import By, StaleProposal
from budgeting.services.telling import ideas_of
from frontend.budget.desk_parts import desk_round
from frontend.budget.idea_queue import STATES, IdeaQueue, act_on_ideas
from frontend.budget.proposal_acts import MOST_PARTS, act_on
from frontend.budget.proposal_forms import ProposalForm, values_of
from frontend.budget.shown import DeskRound
from frontend.desk.rights import rights
from frontend.map_settings import map_settings, stage_labels
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.pin_form import sketch_labels
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town

_send = require_http_methods(["GET", "HEAD", "POST"])


@_send
@desk_page(may_keep_rounds)
def ideas(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    errors: list[str] = []
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        if request.method == "POST":
            try:
                told, made = act_on_ideas(at_desk, request.POST)
                messages.success(request, told)
                return HttpResponseRedirect(_after_ideas(request, slug, made))
            except Refused as refused:
                errors = [str(error.detail) for error in refused.errors]
        state, after = request.GET.get("state", ""), request.GET.get("after", "")
        number = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
        queue = IdeaQueue(at_desk, state if state in STATES else Idea.State.WAITING, number)
        context = {"round": at_desk.round, "errors": errors, "state": queue.state, **queue.context()}
        shown = {**context, **rights(request, town)}
        return show_privately(request, "frontend/desk/budget/ideas.html", shown, 422 if errors else 200)


@require_http_methods(["GET", "HEAD"])
@desk_page(may_keep_rounds)
def proposals(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        rows = Proposal.objects.filter(round=at_desk.round).select_related("pot").defer("geom", "texts")
        state = request.GET.get("state", "")
        found = rows.filter(state=state) if state in Proposal.State.values else rows
        states = [(one.value, one.label) for one in Proposal.State]
        context = {"round": at_desk.round, "proposals": list(found.order_by("number")[:500]), "states": states}
        shown = {**context, "state": state, **rights(request, town)}
        return show_privately(request, "frontend/desk/budget/proposals.html", shown)


@_send
@desk_page(may_keep_rounds)
def new_proposal(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        form = ProposalForm(at_desk.round, at_desk.page.language, request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                by = By(at_desk.user)
                made = make_proposal(town=town, round=at_desk.round, proposal=form.wishes(), by=by)
                return HttpResponseRedirect(_address(request, slug, made))
            except Refused as refused:
                form.take(refused)
        return _page(at_desk, form, None)


@_send
@desk_page(may_keep_rounds)
def proposal(request: HttpRequest, town: Municipality, slug: str, number: int) -> HttpResponse:
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        rows = Proposal.objects.select_related("theme", "pot", "unit", "about_area", "merged_into", "round")
        own = get_object_or_404(rows, round=at_desk.round, number=number)
        data = request.POST if request.method == "POST" and "act" not in request.POST else None
        form = ProposalForm(at_desk.round, at_desk.page.language, data, initial=values_of(own))
        if request.method == "POST" and (told := _done(at_desk, own, form)):
            messages.success(request, told)
            return HttpResponseRedirect(_address(request, slug, own))
        return _page(at_desk, form, own)


def _done(at_desk: DeskRound, own: Proposal, form: ProposalForm) -> str:
    """What was done, in words; nothing where it was refused, and the form says why."""
    said = at_desk.request.POST
    try:
        if "act" in said:
            return act_on(at_desk, own, said)
        if not form.is_valid():
            return ""
        by = By(at_desk.user, version=form.cleaned_data["version"])
        edit_proposal(town=at_desk.town, proposal=own, wishes=form.wishes(), by=by)
        return _("Saved.")
    except Refused as refused:
        if form.is_bound:
            form.take(refused)
        else:
            messages.warning(at_desk.request, "; ".join(str(error.detail) for error in refused.errors))
    except StaleProposal:
        form.add_error(None, _("Somebody else has changed the proposal meanwhile. Look at it, and save again."))
    return ""


def _page(at_desk: DeskRound, form: ProposalForm, own: Proposal | None) -> HttpResponse:
    request = at_desk.request
    context: dict[str, Any] = {"round": at_desk.round, "form": form, "proposal": own, "settings": _settings(at_desk)}
    if own is not None:
        context |= _told(at_desk, own)
    is_wrong = request.method == "POST"
    shown = {**context, **rights(request, at_desk.town)}
    return show_privately(request, "frontend/desk/budget/proposal.html", shown, 422 if is_wrong else 200)


def _told(at_desk: DeskRound, own: Proposal) -> dict[str, Any]:
    bodies = Body.objects.filter(municipality=at_desk.town).order_by("code")
    return {
        "ideas": ideas_of(own),
        "history": list(own.history.select_related("user", "body", "other", "author").order_by("-pk")),
        "costings": list(Costing.objects.filter(proposal=own).select_related("unit", "answered_by")),
        "authors": list(own.authors.order_by("pk")),
        "exclusions": list(Exclusion.objects.filter(members__proposal=own).prefetch_related("proposals")),
        "units": [one for one in bodies if one.kind in (Body.Kind.UNIT, Body.Kind.OTHER)],
        "boards": [one for one in bodies if one.kind in (Body.Kind.BOARD, Body.Kind.COUNCIL)],
        "pots": at_desk.pots,
        "is_open": own.state in OPEN_STATES,
        "part_numbers": range(MOST_PARTS),
    }


def _settings(at_desk: DeskRound) -> dict[str, Any]:
    return {"map": map_settings(at_desk.page), "labels": {**stage_labels(), **sketch_labels()}}


def _address(request: HttpRequest, slug: str, proposal: Proposal) -> str:
    return page_of(request).url("desk_budget_proposal", slug=slug, number=proposal.number)


def _after_ideas(request: HttpRequest, slug: str, made: Proposal | None) -> str:
    return page_of(request).url("desk_budget_ideas", slug=slug) if made is None else _address(request, slug, made)
