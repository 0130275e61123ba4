"""/<town>/desk/plans/ – the registry of plans, and one plan with everything that is done to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.models import User
from frontend.desk.plan_parts import DeskPlan, parts_of
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import Plan
from zoning.permissions import may_plan, may_read_statements


@desk_page(may_read_statements)
def plans(request: HttpRequest, town: Municipality) -> HttpResponse:
    with in_town(town):
        known = list(Plan.objects.of(town).select_related("planner").defer("geom"))
        context = {"plans": known, "may_plan": may_plan(request.user, town), **rights(request, town)}
        return show_privately(request, "frontend/desk/plans/list.html", context)


@desk_page(may_read_statements)
def plan(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    return plan_at_desk(request, town, slug)


def plan_at_desk(request: HttpRequest, town: Municipality, slug: str, status: int = 200) -> HttpResponse:
    """The page of one plan; also the answer to a form on it that was refused, with what was written."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        context = {"plan": at_desk.plan, "may_plan": at_desk.may_plan, **parts_of(at_desk), **rights(request, town)}
        return show_privately(request, "frontend/desk/plans/plan.html", context, status)


def desk_plan(request: HttpRequest, town: Municipality, slug: str) -> DeskPlan:
    """The plan of an address, for one of the staff. Runs inside `in_town`."""
    assert isinstance(request.user, User)
    found = get_object_or_404(Plan.objects.of(town).defer("geom"), slug=slug)
    may = may_plan(request.user, town)
    return DeskPlan(request, page_of(request), town, found, timezone.localdate(), request.user, may)
