"""A plan as the national system reads it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from frontend.pages import town_page
from frontend.views.plans import shown_plan
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.ryhti.exact import written
from zoning.ryhti.writing import is_national, matter_message


@town_page
def ryhti(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """A published plan as a PlanMatter, its hearings as InteractionEvents; a street plan is none."""
    with in_town(town):
        shown = shown_plan(request, town, slug)
        if not is_national(shown.plan):
            raise Http404("No zoning plan")
        page = request.build_absolute_uri(shown.page.url("plan", slug=slug))
        body = written(matter_message(shown.plan, page, only_published=True))
    return HttpResponse(body, content_type="application/json", headers={"Cache-Control": "public, max-age=300"})
