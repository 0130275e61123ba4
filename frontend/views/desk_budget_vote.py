"""/<town>/desk/budget/<slug>/codes, …/close – cards with codes, and the end of the vote."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from budgeting.models import CodeSheet, Pot
from budgeting.permissions import may_keep_rounds
from budgeting.services.closing import OBSTACLES, close_round, vote_state
from budgeting.services.codes import print_sheet, sheets_of, withdraw_sheet
from frontend.budget.desk_parts import desk_round
from frontend.budget.desk_vote import counts_of
from frontend.budget.paper_form import SheetForm
from frontend.budget.shown import DeskRound
from frontend.desk.rights import rights
from frontend.documents.vote_papers import code_cards_as_pdf
from frontend.pages import PRIVATE, page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_keep_rounds)
def codes(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """The sheets there are, and a form whose answer is the file to print: codes are shown this once."""
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        asks_ages = any(pot.kind == Pot.Kind.AGE for pot in at_desk.pots)
    form = SheetForm(request.POST or None, town=town, language=at_desk.page.language, asks_ages=asks_ages)
    if request.method == "POST" and form.is_valid():
        try:
            return _printed(at_desk, form)
        except Refused as refused:
            for error in refused.errors:
                form.add_error(error.field if error.field in form.fields else None, str(error.detail))
    sheets = sheets_of(town=town, round=at_desk.round)
    context = {"round": at_desk.round, "form": form, "sheets": sheets, **rights(request, town)}
    return show_privately(request, "frontend/desk/budget/vote/codes.html", context, 422 if form.errors else 200)


@require_POST
@desk_page(may_keep_rounds)
def withdraw(request: HttpRequest, town: Municipality, slug: str, sheet: str) -> HttpResponse:
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        found = get_object_or_404(CodeSheet, round=at_desk.round, public_id=sheet)
    withdraw_sheet(town=town, sheet=found)
    messages.success(request, _("The unused codes of the sheet open nothing any more."))
    return HttpResponseRedirect(page_of(request).url("desk_budget_codes", slug=slug))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_keep_rounds)
def close(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Closing counts the ballots and parts voters from choices for good: it is asked twice."""
    with in_town(town):
        at_desk = desk_round(request, town, slug)
    wrong = [_("Tick the box first: closing cannot be undone.")] if request.method == "POST" else []
    if request.POST.get("sure") == "1":
        try:
            close_round(town=town, round=at_desk.round, by=at_desk.user)
            messages.success(request, _("The vote is closed and counted. The result waits for you to publish it."))
            return HttpResponseRedirect(page_of(request).url("desk_budget_round", slug=slug))
        except Refused as refused:
            wrong = [str(error.detail) for error in refused.errors]
    state = vote_state(town=town, round=at_desk.round)
    context = {"round": at_desk.round, "state": state, "wrong": wrong, **counts_of(state), **rights(request, town)}
    context["obstacles"] = [OBSTACLES[code] for code in state.obstacles]
    return show_privately(request, "frontend/desk/budget/vote/close.html", context, 422 if wrong else 200)


def _printed(at_desk: DeskRound, form: SheetForm) -> HttpResponse:
    printed = print_sheet(town=at_desk.town, round=at_desk.round, sheet=form.sheet(), by=at_desk.user)
    pdf = code_cards_as_pdf(at_desk.town, printed)
    return file_of(pdf, f"koodit-{at_desk.round.slug}.pdf")


def file_of(pdf: bytes, name: str) -> HttpResponse:
    """A file to print, kept by no cache."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = PRIVATE
    return response
