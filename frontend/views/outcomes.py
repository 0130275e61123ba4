"""What followed from messages: the list with its map, and one outcome."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from feedback_map.models import PublishedOutcome
from frontend.outcomes_page import OutcomesPage, OutcomeTeller, asked_outcomes
from frontend.pages import page_of, show, town_page
from frontend.views.coverage import usual_kind
from geo.models import AreaSet, Municipality


@town_page
def list_outcomes(request: HttpRequest, town: Municipality) -> HttpResponse:
    sets = list(AreaSet.objects.of(town).valid(timezone.localdate()))
    kind = usual_kind(town, sets)
    area_set = next((one for one in sets if one.kind == kind), None)
    told = OutcomesPage(town, page_of(request), asked_outcomes(request.GET), area_set)
    return show(request, "frontend/outcomes/list.html", {"told": told})


@town_page
def show_outcome(request: HttpRequest, town: Municipality, outcome: str) -> HttpResponse:
    """One that is not published, or no longer, is not there."""
    found = PublishedOutcome.objects.filter(municipality=town, public_id=outcome)
    shown = found.select_related("about_area__area_set").defer("about_area__geom").first()
    if shown is None:
        raise Http404("No such outcome")
    teller = OutcomeTeller(town, page_of(request))
    (told,) = teller.told([shown])
    return show(request, "frontend/outcomes/outcome.html", {"told": told, "inputs": teller.inputs(shown)})
