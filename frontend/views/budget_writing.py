"""/<town>/budget/<round>/proposals/<number>/write/<author> – the page of one who writes a proposal with others."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from budgeting.models import Proposal, ProposalAuthor, RoundPhase
from budgeting.services.proposals import OPEN_STATES, ProposalInput, edit_proposal, makers_shown
from budgeting.services.stepping import By, StaleProposal
from budgeting.services.writing import NAME_LENGTH, agree_to_write, author_of, leave_proposal
from delivery.services import Limit, address_of, demand
from frontend.budget.parts import shown_round
from frontend.budget.shown import ShownRound
from frontend.desk.plan_forms import TownForm, spread
from frontend.pages import page_of, show_privately, town_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town

MOST_FROM_AN_ADDRESS = 600


class WritingForm(TownForm):
    texts = (("titles", _("What it is called"), False), ("words", _("What is made, and why"), True))
    must = "titles"
    version = forms.IntegerField(widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def write(request: HttpRequest, town: Municipality, slug: str, number: int, author: str) -> HttpResponse:
    demand(Limit("budget/write", address_of(request), MOST_FROM_AN_ADDRESS))
    with in_town(town):
        shown = shown_round(request, town, slug)
        who = author_of(town, author, request.GET.get("key", "")[:100])
        if who is None or who.proposal.number != number or who.proposal.round_id != shown.round.pk:
            raise Http404("No such page")
        data = request.POST if request.method == "POST" and request.POST.get("act") == "edit" else None
        own = who.proposal
        first = {**spread("titles", own.titles), **spread("words", own.texts), "version": own.version}
        form = WritingForm(town, shown.page.language, data, initial=first)
        if request.method == "POST" and _done(shown, who, form):
            return HttpResponseRedirect(request.get_full_path() if who.left_at is None else _away(request, own))
        return _page(shown, who, form)


def _done(shown: ShownRound, who: ProposalAuthor, form: WritingForm) -> bool:
    """False where the form says why not."""
    said, own = shown.request.POST, who.proposal
    if said.get("act") == "agree":
        agree_to_write(town=shown.town, author=who, shown_name=said.get("shown_name", ""))
        return True
    if said.get("act") == "leave":
        who.left_at = leave_proposal(town=shown.town, author=who).left_at
        return True
    if who.agreed_at is None or not may_refine(shown, own) or not form.is_valid():
        return False
    wishes = ProposalInput(
        form.said("titles"), form.said("words"), own.geom, own.about_area, own.theme, own.pot, own.language
    )
    try:
        by = By(author=who, version=form.cleaned_data["version"])
        edit_proposal(town=shown.town, proposal=own, wishes=wishes, by=by)
    except Refused as refused:
        form.take(refused)
    except StaleProposal:
        form.add_error(None, _("Somebody else has changed the proposal meanwhile. Look at it, and save again."))
    return not form.errors


def may_refine(shown: ShownRound, own: Proposal) -> bool:
    """Authors write while ideas are collected or refined; afterwards the town answers for the words."""
    phases = {RoundPhase.Kind.COLLECT, RoundPhase.Kind.REFINE}
    return bool(phases & shown.allowed) and own.state in (OPEN_STATES - {Proposal.State.ACCEPTED})


def _page(shown: ShownRound, who: ProposalAuthor, form: WritingForm) -> HttpResponse:
    own = who.proposal
    context = {
        "round": shown.round,
        "proposal": own,
        "author": who,
        "form": form,
        "makers": makers_shown(own),
        "may_refine": may_refine(shown, own),
        "name_length": NAME_LENGTH,
    }
    return show_privately(shown.request, "frontend/budget/write.html", context, 422 if form.is_bound else 200)


def _away(request: HttpRequest, own: Proposal) -> str:
    page = page_of(request)
    if own.published_at is None:
        return page.url("budget_round", slug=own.round.slug)
    return page.url("budget_proposal", slug=own.round.slug, proposal=str(own.number))
