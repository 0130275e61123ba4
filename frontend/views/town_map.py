"""/<town>/ – the map, and beside it (or instead of it) the list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from feedback_map.counts import pins_with_place, pins_without_place
from feedback_map.models import Kind
from frontend.gazetteer import find_places
from frontend.map_settings import home_areas, home_set, map_settings, stage_labels
from frontend.messages import Filters, categories_of, category_names, kind_chips, message_page
from frontend.pages import Page, page_of, show, town_page
from frontend.schema_org import town_ld
from geo.models import Municipality
from zoning.looks import Look


@town_page
def show_map(request: HttpRequest, town: Municipality) -> HttpResponse:
    filters = Filters.of(request.GET)
    page = page_of(request)
    context = {
        "filters": filters,
        "list": message_page(town, filters, request.GET.get("after", "")),
        "is_first_page": not request.GET.get("after"),
        "place_words": request.GET.get("place", ""),
        "found_places": find_places(town, request.GET.get("place", "")),
        **_choices(town, page, filters),
        "settings": _settings(page, filters),
    }
    context["schema_org"] = town_ld(town, page.language)
    return show(request, "frontend/map.html", context)


def _choices(town: Municipality, page: Page, filters: Filters) -> dict[str, Any]:
    counts = dict.fromkeys(Kind.values, 0)
    for part in (pins_with_place(town), pins_without_place(town)):
        counts = {kind: n + part.by_kind.get(kind, 0) for kind, n in counts.items()}
    area_set = home_set(town)
    areas = home_areas(town)
    return {
        "total": sum(counts.values()),
        "chips": kind_chips(filters, counts),
        "categories": [category for category in categories_of(town) if category.is_active],
        "category_names": category_names(town, page.language),
        "area_set": area_set,
        "areas": [(f"{area_set.kind}/{area.code}", area.name(page.language)) for area in areas] if area_set else [],
    }


def _settings(page: Page, filters: Filters) -> dict[str, Any]:
    town = page.town
    assert town is not None
    labels = {
        "inView": _("{n} messages in view"),
        "oneInView": _("1 message in view"),
        "none": _("No messages in view"),
        "plannedHere": _("Everything that is planned here"),
        "failed": _("The list could not be read just now. Move the map to try again."),
    }
    return {
        "map": map_settings(page) | {"plans": True},
        "list": {
            "pinUrl": page.url("pin", pin="0" * 22).replace("0" * 22, "PIN"),
            "kindNames": {kind.value: str(kind.label) for kind in Kind},
            "categoryNames": category_names(town, page.language),
        },
        "planUrl": page.url("plan", slug="PLAN"),
        "plannedUrl": page.url("planned"),
        "looks": {look.value: str(look.label) for look in Look},
        "filters": filters.as_query(),
        "nearby": {
            "meeting-places": {"name": _("Meeting place"), "address": page.url("places")},
            "events": {"name": _("Event"), "address": page.url("events")},
            "initiatives": {"name": _("Initiative"), "address": page.url("initiatives")},
        },
        "labels": {**stage_labels(), **labels},
    }
