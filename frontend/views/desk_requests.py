"""/<town>/desk/plans/<plan>/requests – who has been asked for a statement, until when, and what came of it."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.desk.plan_parts import DeskPlan
from frontend.desk.rights import rights
from frontend.hearing_forms import RequestForm
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.desk_hearings import _tried
from frontend.views.desk_plans import desk_plan
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from zoning.clock import town_today
from zoning.models import Hearing, StatementRequest
from zoning.permissions import may_plan
from zoning.request_letters import request_address
from zoning.services.requests import ask_for_statement, change_due_day, decline, is_answered, remind

USUAL_DAYS = 30


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_plan)
def requests(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """The list, and a form that asks one more body."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        hearing = Hearing.objects.standing().filter(plan=at_desk.plan).order_by("-last_day").first()
        form = RequestForm(request.POST or None, town=town, initial=_first(town, hearing))
        if request.method == "POST" and form.is_valid():
            asked = form.asked(hearing)
            if _tried(form, lambda: ask_for_statement(town=town, plan=at_desk.plan, asked=asked, user=at_desk.user)):
                return _back(request, at_desk, _("The request has been made."))
        return _page(at_desk, form)


@require_POST
@desk_page(may_plan)
def act(request: HttpRequest, town: Municipality, slug: str, asked: str) -> HttpResponse:
    """Remind, give more time, or note that it gives no statement."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        held = get_object_or_404(StatementRequest.objects.filter(plan=at_desk.plan), public_id=asked)
        day = parse_date(request.POST.get("due_on", "")) if request.POST.get("do") == "later" else None
        try:
            said = _done(town, held, request.POST.get("do", ""), day)
        except (Refused, ValueError) as refused:
            said = str(refused.errors[0].detail) if isinstance(refused, Refused) else _("This is not a day.")
        return _back(request, at_desk, said)


def _done(town: Municipality, held: StatementRequest, what: str, day: datetime.date | None) -> str:
    if what == "decline":
        decline(town=town, request=held)
        return _("Noted: it gives no statement.")
    if what == "later" and day is not None:
        change_due_day(town=town, request=held, due_on=day)
        return _("It has more time, and is told.")
    if what == "remind" and remind(town=town, request=held):
        return _("A reminder is on its way.")
    return _("No letter was sent: it has answered, has no e-mail address, or was reminded today.")


def _first(town: Municipality, hearing: Hearing | None) -> dict[str, object]:
    today = town_today()
    due = hearing.last_day if hearing is not None and hearing.last_day >= today else today
    return {"due_on": max(due, today + datetime.timedelta(days=USUAL_DAYS)), "language": town.first_language}


def _page(at_desk: DeskPlan, form: RequestForm) -> HttpResponse:
    rows = list(StatementRequest.objects.filter(plan=at_desk.plan).select_related("plan", "hearing"))
    context = {
        "plan": at_desk.plan,
        "requests": [(row, is_answered(row), request_address(at_desk.town, row)) for row in rows],
        "today": town_today(),
        "form": form,
        **rights(at_desk.request, at_desk.town),
    }
    status = 400 if form.is_bound and form.errors else 200
    return show_privately(at_desk.request, "frontend/desk/plans/requests.html", context, status=status)


def _back(request: HttpRequest, at_desk: DeskPlan, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(page_of(request).url("desk_requests", slug=at_desk.plan.slug))
