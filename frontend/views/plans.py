"""What is being planned: the list with its map, and one plan."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from frontend.pages import page_of, show, town_page
from frontend.plan_parts import ShownPlan, parts_of
from frontend.plan_parts.first_button import first_button
from frontend.plans_page import PlansPage, asked_plans
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.clock import town_today
from zoning.models import Plan


@town_page
def list_plans(request: HttpRequest, town: Municipality) -> HttpResponse:
    told = PlansPage(town, page_of(request), asked_plans(request.GET), town_today())
    return show(request, "frontend/plans/list.html", {"told": told})


@town_page
def show_plan(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        shown = shown_plan(request, town, slug)
        context = {"plan": shown.plan, "today": shown.today, "first_button": first_button(shown), **parts_of(shown)}
        return show(request, "frontend/plans/plan.html", context)


def shown_plan(request: HttpRequest, town: Municipality, slug: str) -> ShownPlan:
    """The plan of an address; one that is not published is not there. Runs inside `in_town`."""
    plan = Plan.objects.of(town).published().defer("geom").filter(slug=slug).first()
    if plan is None:
        raise Http404("No such plan")
    return ShownPlan(request, page_of(request), town, plan, town_today())
