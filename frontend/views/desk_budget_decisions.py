"""/<town>/desk/budget/<round>/decisions – written, ruled proposal by proposal, published, taken back with a reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from budgeting.models import Decision, DecisionItem, Proposal
from budgeting.permissions import may_keep_rounds
from budgeting.services.deciding import (
    attach_document,
    change_decision,
    decidable,
    drop_draft,
    make_decision,
    publish_decision,
    rule_on,
    take_back_decision,
)
from frontend.budget.after_forms import DecisionForm, RulingForm, WhyForm, decision_values, ruling_values
from frontend.budget.desk_after import back, done, form_page, taken
from frontend.budget.desk_parts import desk_round
from frontend.budget.shown import DeskRound
from frontend.desk.rights import rights
from frontend.pages import show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.clock import town_today
from zoning.services.documents import SentFile

_send = require_http_methods(["GET", "HEAD", "POST"])


@_send
@desk_page(may_keep_rounds)
def new_decision(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        first = {"decided_on": town_today(), "batch": request.GET.get("batch", "")[:20]}
        form = _form(request, at_desk, first)
        made: list[Decision] = []
        if request.method == "POST" and taken(form, lambda: made.append(_made(at_desk, form))):
            return back(request, "desk_budget_decision", slug=slug, decision=made[0].public_id)
        return form_page(request, at_desk, form, _("A decision"), has_file=True)


@_send
@desk_page(may_keep_rounds)
def decision(request: HttpRequest, town: Municipality, slug: str, decision: str) -> HttpResponse:
    """Its words, what it says of each proposal, and publishing it."""
    with in_town(town):
        at_desk, found = _found(request, town, slug, decision)
        form = _form(request, at_desk, decision_values(found))
        if request.method == "POST" and taken(form, lambda: _changed(found, form)):
            return back(request, "desk_budget_decision", slug=slug, decision=decision)
        return _page(request, at_desk, found, form)


@require_POST
@desk_page(may_keep_rounds)
def rulings(request: HttpRequest, town: Municipality, slug: str, decision: str) -> HttpResponse:
    """What it says of each proposal, all in one form."""
    with in_town(town):
        at_desk, found = _found(request, town, slug, decision)
        forms = [(one, _ruling_form(at_desk, one, request)) for one in decidable(at_desk.round)]
        if all(form.is_valid() for _one, form in forms):
            said = [ruling for one, form in forms if (ruling := form.ruling(one)) is not None]
            done(request, lambda: rule_on(town=town, decision=found, rulings=said), _("Saved."))
        return back(request, "desk_budget_decision", slug=slug, decision=decision)


@require_POST
@desk_page(may_keep_rounds)
def publish(request: HttpRequest, town: Municipality, slug: str, decision: str) -> HttpResponse:
    with in_town(town):
        at_desk, found = _found(request, town, slug, decision)
        words = _("The decision is published, and those whom it concerns are told.")
        done(request, lambda: publish_decision(town=town, decision=found, by=at_desk.user), words)
        return back(request, "desk_budget_decision", slug=slug, decision=decision)


@require_POST
@desk_page(may_keep_rounds)
def take_back(request: HttpRequest, town: Municipality, slug: str, decision: str) -> HttpResponse:
    with in_town(town):
        at_desk, found = _found(request, town, slug, decision)
        form = WhyForm(town, at_desk.page.language, request.POST)
        why = form.said("why") if form.is_valid() else {}
        words = _("The decision is a draft again, and those whom it concerns are told.")
        done(request, lambda: take_back_decision(town=town, decision=found, why=why, by=at_desk.user), words)
        return back(request, "desk_budget_decision", slug=slug, decision=decision)


@require_POST
@desk_page(may_keep_rounds)
def drop(request: HttpRequest, town: Municipality, slug: str, decision: str) -> HttpResponse:
    with in_town(town):
        _at_desk, found = _found(request, town, slug, decision)
        if done(request, lambda: drop_draft(town=town, decision=found), _("The draft was removed.")):
            return back(request, "desk_budget_round", slug=slug)
        return back(request, "desk_budget_decision", slug=slug, decision=decision)


def _found(request: HttpRequest, town: Municipality, slug: str, decision: str) -> tuple[DeskRound, Decision]:
    at_desk = desk_round(request, town, slug)
    known = Decision.objects.filter(round=at_desk.round).select_related("round")
    return at_desk, get_object_or_404(known, public_id=decision)


def _form(request: HttpRequest, at_desk: DeskRound, first: dict[str, object]) -> DecisionForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return DecisionForm(at_desk.round, at_desk.page.language, *sent, initial=first)


def _made(at_desk: DeskRound, form: DecisionForm) -> Decision:
    made = make_decision(town=at_desk.town, round=at_desk.round, words=form.words(), by=at_desk.user)
    return _with_document(made, form)


def _changed(found: Decision, form: DecisionForm) -> Decision:
    return _with_document(change_decision(town=found.round.municipality, decision=found, words=form.words()), form)


def _with_document(decision: Decision, form: DecisionForm) -> Decision:
    sent = form.cleaned_data.get("document")
    if not sent:
        return decision
    return attach_document(town=form.town, decision=decision, file=SentFile(sent.name, sent.read()))


def _page(request: HttpRequest, at_desk: DeskRound, found: Decision, form: DecisionForm) -> HttpResponse:
    items = {one.proposal_id: one for one in DecisionItem.objects.filter(decision=found).select_related("proposal")}
    waiting = [] if found.published_at else decidable(at_desk.round)
    context = {
        "round": at_desk.round,
        "decision": found,
        "form": form,
        "rulings": [(one, _ruling_form(at_desk, one, item=items.get(one.pk))) for one in waiting],
        "items": sorted(items.values(), key=lambda item: item.proposal.number),
        "why_form": WhyForm(at_desk.town, at_desk.page.language),
        **rights(request, at_desk.town),
    }
    status = 400 if form.is_bound and form.errors else 200
    return show_privately(request, "frontend/desk/budget/after/decision.html", context, status)


def _ruling_form(
    at_desk: DeskRound, proposal: Proposal, request: HttpRequest | None = None, item: DecisionItem | None = None
) -> RulingForm:
    first = ruling_values(item.is_funded, item.why) if item else ruling_values(None, {})
    sent = (request.POST,) if request is not None else ()
    return RulingForm(at_desk.town, at_desk.page.language, *sent, initial=first, prefix=f"p{proposal.number}")
