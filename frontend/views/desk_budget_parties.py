"""/<town>/desk/budget/<round>/parties – working parties: made, changed, called off, and who comes and came."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Private
from accounts.services import look_at
from budgeting.models import WorkingParty
from budgeting.permissions import may_keep_rounds
from budgeting.services.parties import call_off, change_party, make_party
from frontend.budget.after_forms import PartyForm, WhyForm, party_values
from frontend.budget.after_page import shown_party
from frontend.budget.desk_after import back, done, form_page, proposal_under_way, taken
from frontend.budget.desk_parts import desk_round
from frontend.budget.shown import DeskRound
from frontend.desk.rights import rights
from frontend.pages import show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import EventSignUp
from participation.sign_ups import mark_came

_send = require_http_methods(["GET", "HEAD", "POST"])


@_send
@desk_page(may_keep_rounds)
def new_party(request: HttpRequest, town: Municipality, slug: str, number: int) -> HttpResponse:
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        found = proposal_under_way(at_desk, number)
        form = PartyForm(town, at_desk.page.language, request.POST or None)
        if form.is_bound and taken(form, lambda: make_party(town=town, proposal=found, words=form.words())):
            return back(request, "desk_budget_work", slug=slug, number=number)
        return form_page(request, at_desk, form, _("A working party"), work=number)


@require_safe
@desk_page(may_keep_rounds)
def party(request: HttpRequest, town: Municipality, slug: str, party: str) -> HttpResponse:
    """Who comes. Each look at names and addresses is noted down."""
    with in_town(town):
        at_desk, found = _found(request, town, slug, party)
        coming = list(EventSignUp.objects.filter(event=found.event, cancelled_at=None).select_related("attendance"))
        told = [one.public_id for one in coming if one.name or one.email or one.phone]
        look_at(user=at_desk.user, town=town, what=Private.CONTACT, subjects=told, why="working party")
        context = {
            "round": at_desk.round,
            "party": found,
            "shown": shown_party(found),
            "coming": coming,
            "why_form": WhyForm(town, at_desk.page.language),
            **rights(request, town),
        }
        return show_privately(request, "frontend/desk/budget/after/party.html", context)


@_send
@desk_page(may_keep_rounds)
def change(request: HttpRequest, town: Municipality, slug: str, party: str) -> HttpResponse:
    with in_town(town):
        at_desk, found = _found(request, town, slug, party)
        form = PartyForm(town, at_desk.page.language, request.POST or None, initial=party_values(found))
        if form.is_bound and taken(form, lambda: change_party(town=town, party=found, words=form.words())):
            return back(request, "desk_budget_party", slug=slug, party=party)
        return form_page(request, at_desk, form, _("A working party"))


@require_POST
@desk_page(may_keep_rounds)
def off(request: HttpRequest, town: Municipality, slug: str, party: str) -> HttpResponse:
    with in_town(town):
        at_desk, found = _found(request, town, slug, party)
        form = WhyForm(town, at_desk.page.language, request.POST)
        why = form.said("why") if form.is_valid() else {}
        words = _("It is called off, and those who gave an address are told.")
        done(request, lambda: call_off(town=town, party=found, why=why), words)
        return back(request, "desk_budget_party", slug=slug, party=party)


@require_POST
@desk_page(may_keep_rounds)
def came(request: HttpRequest, town: Municipality, slug: str, party: str, sign_up: str) -> HttpResponse:
    """They came: kept as attendance, which names nobody."""
    with in_town(town):
        _at_desk, found = _found(request, town, slug, party)
        one = get_object_or_404(EventSignUp, event=found.event, public_id=sign_up, cancelled_at=None)
        mark_came(town=town, sign_up=one)
        return back(request, "desk_budget_party", slug=slug, party=party)


def _found(request: HttpRequest, town: Municipality, slug: str, party: str) -> tuple[DeskRound, WorkingParty]:
    at_desk = desk_round(request, town, slug)
    known = WorkingParty.objects.filter(proposal__round=at_desk.round).select_related("event__place", "proposal")
    return at_desk, get_object_or_404(known.defer("proposal__geom"), event__code=party)
