"""One hearing's notice as it was published, and the page of a body that was asked for a statement."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontend.pages import page_of, show, show_privately, town_page
from frontend.views.plans import shown_plan
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.clock import town_today
from zoning.services.requests import decline, request_by_key
from zoning.shown_hearings import hearings_of


@town_page
def notice(request: HttpRequest, town: Municipality, slug: str, hearing: str) -> HttpResponse:
    """The notice (kuulutus) and every change of it, to be read, printed and linked to."""
    with in_town(town):
        plan = shown_plan(request, town, slug).plan
        known = hearings_of(plan, town_today())
        found = next((one for one in known if one.hearing.public_id == hearing), None)
        if found is None:
            raise Http404("No such hearing")
        return show(request, "frontend/plans/hearing.html", {"plan": plan, "shown": found})


@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def asked(request: HttpRequest, town: Municipality, slug: str, asked: str, key: str) -> HttpResponse:
    """What the town asks of a body, by the link of its letter: the way to its statement, or that it gives none."""
    with in_town(town):
        found = request_by_key(town=town, public_id=asked, key=key)
        if found is None or found.plan.slug != slug:
            raise Http404("No such request")
        if request.method == "POST":
            decline(town=town, request=found)
            messages.success(request, _("Noted: you give no statement. You may still give one until the last day."))
            return HttpResponseRedirect(page_of(request).url("statement_request", slug=slug, asked=asked, key=key))
        context = {"plan": found.plan, "asked": found, "key": key, "is_over": found.due_on < town_today()}
        response = show_privately(request, "frontend/plans/asked.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
