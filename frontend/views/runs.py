"""The method sheet behind every number, and the exact numbers for those who may see them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from accounts import permissions
from accounts.models import Private
from accounts.services import look_at
from feedback_map.counts import pins_by_area
from frontend.coverage_choices import chosen_in, months_choice, people_choice, sets_choice
from frontend.coverage_page import CoveragePage
from frontend.coverage_reading import behind_release, newest_exact
from frontend.method_sheet import MethodSheet
from frontend.pages import page_of, show, show_privately, town_page
from frontend.views.coverage import page_context, usual_kind
from frontend.views.desk import desk_page
from geo.models import AreaSet, Municipality


@town_page
def show_run(request: HttpRequest, town: Municipality, run: str) -> HttpResponse:
    """How the numbers of a release came about; runs that stand behind no release are not public."""
    results = behind_release(town, run)
    if not results:
        raise Http404("No such run")
    kind = request.GET.get("set", "")
    chosen = next((one for one in results if one.borders.kind == kind), results[0])
    language = page_of(request).language
    return show(request, "frontend/coverage/run.html", {"sheet": MethodSheet(chosen, results, town, language)})


def _may_see_exact(user: permissions.Visitor, town: Municipality) -> bool:
    return permissions.may_see(user, town, Private.UNPUBLISHED)


@desk_page(_may_see_exact)
def desk_coverage(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The newest run with its exact numbers. Every look is logged."""
    sets = list(AreaSet.objects.of(town).valid(timezone.localdate()))
    chosen = chosen_in(request.GET, usual_kind(town, sets))
    area_set = next((one for one in sets if one.kind == chosen.kind), None)
    known = newest_exact(town, area_set.kind) if area_set else {}
    result = known.get((chosen.months, chosen.denominator)) or next(iter(known.values()), None)
    if area_set is None or result is None:
        return show_privately(request, "frontend/coverage/desk_none.html", {})
    run = result.method.run
    look_at(user=request.user, town=town, what=Private.UNPUBLISHED, subjects=[f"run {run}"], why=area_set.kind)
    language = page_of(request).language
    places = {area: sum(by_kind.values()) for area, by_kind in pins_by_area(area_set).items()}
    told = CoveragePage(result, area_set, town.name(language), language, chosen, places)
    choices = [
        sets_choice(chosen, sets, language),
        months_choice(chosen, sorted({months for months, _who in known})),
        people_choice(chosen, [who for months, who in known if months == chosen.months]),
    ]
    return show_privately(request, "frontend/coverage/desk.html", page_context(told, choices))
