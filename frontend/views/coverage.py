"""The page of all areas: where the town is heard, as last released."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from feedback_map.counts import pins_by_area
from frontend import coverage_words
from frontend.area_pictures import picture_of_set
from frontend.coverage_choices import Choice, chosen_in, months_choice, people_choice, sets_choice
from frontend.coverage_page import CoveragePage
from frontend.coverage_reading import available
from frontend.pages import page_of, show, town_page
from geo.models import AreaSet, Municipality
from neighbourhoods.dashboards import area_rows
from participation.models import Process


@town_page
def coverage(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Classes, counts and pictures of one area set; everything is switched by links."""
    sets = list(AreaSet.objects.of(town).valid(timezone.localdate()))
    chosen = chosen_in(request.GET, usual_kind(town, sets))
    area_set = next((one for one in sets if one.kind == chosen.kind), None)
    if area_set is None:
        if request.GET.get("set"):
            raise Http404("No such area set")
        return show(request, "frontend/coverage/no_areas.html")
    language, process = page_of(request).language, _process(town, chosen.process)
    choices = [sets_choice(chosen, sets, language)]
    known, months = available(town, area_set.kind, chosen.process), 0 if process else chosen.months
    result = known.read(months, chosen.denominator)
    if result is None:
        return _not_released(request, area_set, choices)
    choices += [months_choice(chosen, known.months), people_choice(chosen, known.denominators(months))]
    told = CoveragePage(result, area_set, town.name(language), language, chosen, _places(area_set))
    return show(request, "frontend/coverage/coverage.html", {**page_context(told, choices), "process": process})


def _process(town: Municipality, slug: str) -> Process | None:
    """The consultation whose own release is asked for; none for the month's."""
    return get_object_or_404(Process, municipality=town, slug=slug, is_public=True) if slug else None


def page_context(told: CoveragePage, choices: list[Choice]) -> dict[str, object]:
    """What the templates of a result need, the public's and the staff's."""
    return {
        "told": told,
        "coverage": told.coverage,
        "set": told.area_set,
        "choices": [one for one in choices if len(one.links) > 1],
        "never": coverage_words.NOT_TO_CONCLUDE,
        "always": coverage_words.ALWAYS,
        "licence": coverage_words.LICENCE,
        "licence_url": coverage_words.LICENCE_URL,
    }


def usual_kind(town: Municipality, sets: list[AreaSet]) -> str:
    """The set that people name as home, else the first one."""
    kinds = [one.kind for one in sets]
    return town.home_set if town.home_set in kinds else next(iter(kinds), "")


def _places(area_set: AreaSet) -> dict[int | None, int]:
    return {area: sum(by_kind.values()) for area, by_kind in pins_by_area(area_set).items()}


def _not_released(request: HttpRequest, area_set: AreaSet, choices: list[Choice]) -> HttpResponse:
    """People and published messages can be counted without a release; who took part cannot."""
    rows, outside = area_rows(area_set)
    context = {
        "choices": [one for one in choices if len(one.links) > 1],
        "set": area_set,
        "rows": rows,
        "outside": outside,
        "picture": picture_of_set(area_set),
        "always": coverage_words.ALWAYS,
    }
    return show(request, "frontend/coverage/not_released.html", context)
