"""/<town>/desk/budget/<slug>/paper… – ballots on paper: printed, entered, read a second time, decided on."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from budgeting.models import PaperBallot
from budgeting.permissions import may_enter_ballots
from budgeting.services.closing import vote_state
from budgeting.services.paper import (
    check_paper,
    differing,
    enter_paper,
    readings,
    resolve_paper,
    spoil_paper,
    to_check,
)
from frontend.budget.chosen import in_order
from frontend.budget.desk_parts import desk_round
from frontend.budget.offered import Choosable, Offered, offered_on
from frontend.budget.paper_form import PaperForm, PrintForm, as_typed
from frontend.budget.shown import DeskRound
from frontend.desk.rights import rights
from frontend.documents.vote_papers import ballots_as_pdf
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.desk_budget_vote import file_of
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import Channel

STAYS = ("place", "channel", "event")


@dataclass(frozen=True)
class Entered:
    """What was just entered, said back: the one who typed it looks once more."""

    paper: PaperBallot
    rows: list[tuple[Choosable, int]]


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_enter_ballots)
def paper(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """One ballot after the other. Loading the page again enters nothing twice: a number is taken once."""
    at_desk, offered = _at(request, town, slug)
    form = PaperForm(request.POST or None, town=town, offered=offered)
    entered = _enter(at_desk, form) if request.method == "POST" and form.is_valid() else None
    if entered is not None:
        form = PaperForm(initial={name: request.POST.get(name, "") for name in STAYS}, town=town, offered=offered)
    context = {
        "round": at_desk.round,
        "offered": offered,
        "form": form,
        "entered": entered,
        "state": vote_state(town=town, round=at_desk.round),
        "waiting": to_check(town=town, round=at_desk.round, by=at_desk.user),
        "differing": differing(town=town, round=at_desk.round),
        "print_form": PrintForm(town=town, initial={"first": 1}),
        "names": {one.number: one.name for one in offered.choices},
        **rights(request, town),
    }
    return show_privately(request, "frontend/desk/budget/vote/paper.html", context, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD"])
@desk_page(may_enter_ballots)
def blank(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Numbered ballots to print."""
    form = PrintForm(request.GET, town=town)
    if not form.is_valid():
        return HttpResponseRedirect(page_of(request).url("desk_budget_paper", slug=slug) + "#print")
    with in_town(town):
        of = desk_round(request, town, slug).round
        offered = offered_on(town, of, form.cleaned_data["language"])
    pdf = ballots_as_pdf(town, offered, form.numbers)
    return file_of(pdf, f"aanestysliput-{slug}-{form.numbers[0]}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_enter_ballots)
def check(request: HttpRequest, town: Municipality, slug: str, paper: str) -> HttpResponse:
    """A second reading, without seeing the first."""
    at_desk, offered = _at(request, town, slug)
    found = _paper(at_desk, paper)
    form = _reading(request, town, offered, found)
    if request.method == "POST" and form.is_valid():
        try:
            read = check_paper(town=town, paper=found, read=form.paper(), by=at_desk.user)
            same = read.state != PaperBallot.State.DIFFERS
            said = _("Both read it in the same way.") if same else _("The two readings differ. Look at the paper.")
            messages.add_message(request, messages.SUCCESS if same else messages.WARNING, said)
            return HttpResponseRedirect(page_of(request).url("desk_budget_paper", slug=slug))
        except Refused as refused:
            _refuse(form, refused)
    context = {"round": at_desk.round, "offered": offered, "form": form, "paper": found, **rights(request, town)}
    context["names"] = {one.number: one.name for one in offered.choices}
    return show_privately(request, "frontend/desk/budget/vote/check.html", context, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_enter_ballots)
def decide(request: HttpRequest, town: Municipality, slug: str, paper: str) -> HttpResponse:
    """Two readings beside each other, and what the paper says after all."""
    at_desk, offered = _at(request, town, slug)
    found = _paper(at_desk, paper)
    if found.state != PaperBallot.State.DIFFERS:
        return HttpResponseRedirect(page_of(request).url("desk_budget_paper", slug=slug))
    form = _reading(request, town, offered, found)
    if request.method == "POST" and form.is_valid():
        try:
            resolve_paper(town=town, paper=found, read=form.paper(), by=at_desk.user)
            messages.success(request, _("The ballot stands as you read it."))
            return HttpResponseRedirect(page_of(request).url("desk_budget_paper", slug=slug))
        except Refused as refused:
            _refuse(form, refused)
    both = [(each, as_typed(offered, each.choices, each.points)) for each in readings(town=town, paper=found)]
    context = {"round": at_desk.round, "offered": offered, "form": form, "paper": found, "readings": both}
    context |= {"names": {one.number: one.name for one in offered.choices}, **rights(request, town)}
    return show_privately(request, "frontend/desk/budget/vote/check.html", context, 422 if form.errors else 200)


@require_POST
@desk_page(may_enter_ballots)
def spoil(request: HttpRequest, town: Municipality, slug: str, paper: str) -> HttpResponse:
    at_desk, _offered = _at(request, town, slug)
    spoil_paper(town=town, paper=_paper(at_desk, paper), by=at_desk.user)
    messages.success(request, _("The ballot is marked as spoiled and is not counted."))
    return HttpResponseRedirect(page_of(request).url("desk_budget_paper", slug=slug))


def _at(request: HttpRequest, town: Municipality, slug: str) -> tuple[DeskRound, Offered]:
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        return at_desk, offered_on(town, at_desk.round, at_desk.page.language)


def _paper(at_desk: DeskRound, public_id: str) -> PaperBallot:
    with in_town(at_desk.town):
        papers = PaperBallot.objects.select_related("event", "entered_by", "checked_by")
        return get_object_or_404(papers, round=at_desk.round, public_id=public_id)


def _reading(request: HttpRequest, town: Municipality, offered: Offered, found: PaperBallot) -> PaperForm:
    """Only what is marked is asked again; the rest is as it was entered."""
    known = {"number": found.number, "channel": Channel.PAPER, "event": found.event.code if found.event else ""}
    said = {**request.POST.dict(), **known} if request.method == "POST" else None
    return PaperForm(said, initial=known, town=town, offered=offered)


def _enter(at_desk: DeskRound, form: PaperForm) -> Entered | None:
    try:
        kept = enter_paper(town=at_desk.town, round=at_desk.round, paper=form.paper(), by=at_desk.user)
    except Refused as refused:
        _refuse(form, refused)
        return None
    return Entered(kept, in_order(form.offered, form.chosen))


def _refuse(form: PaperForm, refused: Refused) -> None:
    names = {"choices": "marks", "points": "marks"}
    for error in refused.errors:
        name = names.get(error.field, error.field)
        form.add_error(name if name in form.fields else None, str(error.detail))
