"""/<town>/programme/ – what the town has promised to do so that residents are heard, and how far it has come."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from accounts.permissions import works_for
from frontend.pages import PRIVATE, page_of, show, town_page
from frontend.programme_page import ProgrammePage, asked_measures, told_evidence, told_live
from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.models import Measure, Programme
from neighbourhoods.permissions import may_follow_measure, may_read_programme
from neighbourhoods.programme.reading import evidence_of, in_order, programmes_of, told_measures, told_programme
from zoning.clock import town_today


@town_page
def programmes(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The only one at once; several in a list, those in force first."""
    with in_town(town):
        found = in_order(programmes_of(town, public=True))
        today = town_today()
        if len(found) == 1:
            return HttpResponseRedirect(page_of(request).url("programme", slug=found[0].slug))
        told = [told_programme(one, today) for one in found]
    return show(request, "frontend/programme/programmes.html", {"told": told})


@town_page
def programme(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Goals with their measures; those that are late, and those that nothing shows, can be had alone."""
    with in_town(town):
        found = _programme(request, town, slug)
        told = told_programme(found, town_today(), asked_measures(request.GET))
        context = {"told": told, "shown": ProgrammePage(told, page_of(request))}
        return _kept(show(request, "frontend/programme/programme.html", context), found)


@town_page
def measure(request: HttpRequest, town: Municipality, slug: str, measure: str) -> HttpResponse:
    """One measure: who, when, how far, what shows it, and its live number."""
    with in_town(town):
        found = _programme(request, town, slug)
        rows = told_measures(Measure.objects.filter(goal__programme=found, public_id=measure), town_today())
        if not rows:
            raise Http404("No such measure")
        context: dict[str, Any] = {
            "programme": found,
            "told": rows[0],
            "live": told_live([rows[0].measure], page_of(request)).get(rows[0].measure.pk),
            "evidence": [told_evidence(one, page_of(request)) for one in evidence_of(rows[0].measure, public=True)],
            "may_follow": may_follow_measure(request.user, rows[0].measure),
        }
        return _kept(show(request, "frontend/programme/measure.html", context), found, works_for(request.user, town))


def _programme(request: HttpRequest, town: Municipality, slug: str) -> Programme:
    """A draft that is not public is there for the town's staff alone."""
    found = get_object_or_404(programmes_of(town, public=False), slug=slug)
    if not may_read_programme(request.user, found):
        raise Http404("No such programme")
    return found


def _kept(response: HttpResponse, programme: Programme, is_staff: bool = False) -> HttpResponse:
    if is_staff or not programme.is_public:
        response.headers["Cache-Control"] = PRIVATE
    return response
