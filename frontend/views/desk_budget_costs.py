"""/<town>/desk/budget/<round>/costs – what units are asked to estimate, and one estimate."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import may_answer
from budgeting.models import Costing
from budgeting.permissions import may_cost
from budgeting.services.costing import answer_costing
from frontend.budget.desk_parts import desk_round
from frontend.budget.proposal_forms import EstimateForm, estimate_values
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town


@require_http_methods(["GET", "HEAD"])
@desk_page(may_answer)
def costs(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Those that whoever looks may answer, the unanswered ones first."""
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        rows = Costing.objects.filter(proposal__round=at_desk.round).select_related("unit", "proposal")
        mine = [one for one in rows.defer("proposal__geom") if may_cost(request.user, town, one.unit)]
        mine.sort(key=lambda one: (one.answered_at is not None, one.due_on is None, one.due_on or one.asked_at.date()))
        context = {"round": at_desk.round, "costings": mine, **rights(request, town)}
        return show_privately(request, "frontend/desk/budget/costs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_answer)
def cost(request: HttpRequest, town: Municipality, slug: str, costing: str) -> HttpResponse:
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        rows = Costing.objects.select_related("unit__parent", "proposal").filter(proposal__round=at_desk.round)
        asked = get_object_or_404(rows.defer("proposal__geom"), public_id=costing)
        if not may_cost(request.user, town, asked.unit):
            raise PermissionDenied
        form = EstimateForm(town, at_desk.page.language, request.POST or None, initial=estimate_values(asked))
        if request.method == "POST" and form.is_valid():
            try:
                answer_costing(town=town, costing=asked, estimate=form.estimate(), by=at_desk.user)
                messages.success(request, _("Saved. The makers of the proposal see the reason."))
                return HttpResponseRedirect(page_of(request).url("desk_budget_costs", slug=slug))
            except Refused as refused:
                form.take(refused)
        context = {"round": at_desk.round, "asked": asked, "form": form, **rights(request, town)}
        status = 422 if form.is_bound else 200
        return show_privately(request, "frontend/desk/budget/cost.html", context, status)
