"""Going to a place by its name."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from geo.api.answers import OpenView, public_answer, town_named
from geo.api.parameters import Query
from geo.models import AreaSet, Municipality
from geo.places import FoundPlace, places_named
from geo.serializers import DECIMALS, PlaceCollectionSerializer, collection, problems

Q = OpenApiParameter("q", OpenApiTypes.STR, required=True, description="the beginning of a name, or nearly the name")
MOST = OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": 50, "default": 10})
DEFAULT_MOST, MOST_OF_ALL = 10, 50

KIND_NAMES = {
    "address": gettext_lazy("address"),
    "beach": gettext_lazy("beach"),
    "built_up": gettext_lazy("built-up area"),
    "culture": gettext_lazy("culture house"),
    "district": gettext_lazy("part of town"),
    "green": gettext_lazy("park or forest"),
    "harbour": gettext_lazy("harbour"),
    "island": gettext_lazy("island"),
    "lake": gettext_lazy("lake"),
    "landmark": gettext_lazy("landmark"),
    "library": gettext_lazy("library"),
    "meeting_room": gettext_lazy("meeting room"),
    "neighbourhood": gettext_lazy("neighbourhood"),
    "park": gettext_lazy("park"),
    "pond": gettext_lazy("pond"),
    "rail": gettext_lazy("railway"),
    "road": gettext_lazy("road"),
    "school": gettext_lazy("school"),
    "service_point": gettext_lazy("service point"),
    "sight": gettext_lazy("sight"),
    "sports": gettext_lazy("sports ground"),
    "square": gettext_lazy("square"),
    "station": gettext_lazy("station"),
    "street": gettext_lazy("street"),
    "town_hall": gettext_lazy("town hall"),
    "village": gettext_lazy("village"),
    "village_house": gettext_lazy("village house"),
    "water": gettext_lazy("water"),
    "youth": gettext_lazy("youth centre"),
}


class PlacesView(OpenView):
    @extend_schema(
        operation_id="places",
        parameters=[Q, MOST],
        responses={(200, "application/geo+json"): PlaceCollectionSerializer, **problems()},
        tags=["places"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """Meeting places, place names and areas by name, best first; addresses too where the town uses a geocoder."""
        query = Query(request, [Q, MOST])
        words, most = query.one("q")[:100], query.one("limit") or str(DEFAULT_MOST)
        if not words:
            query.refuse("q", "required", _("Write the name of a place."))
        if not (most.isascii() and most.isdigit() and len(most) < 4 and 1 <= int(most) <= MOST_OF_ALL):
            query.refuse("limit", "out_of_range", _("Ask for 1 to {most}.").format(most=MOST_OF_ALL))
        query.done()
        here = town_named(town)
        found = places_named(here, words, most=int(most))
        sets = _set_names(here)
        features = [_feature(place, sets) for place in found]
        return public_answer(request, collection(features, len(features), None), max_age_s=60)


def _set_names(town: Municipality) -> dict[str, str]:
    """What one member of each set is called, in the reader's language."""
    language = get_language() or town.first_language
    sets = AreaSet.objects.of(town).order_by("valid_from")
    return {area_set.kind: area_set.member(language) or area_set.name(language) for area_set in sets}


def _feature(place: FoundPlace, sets: dict[str, str]) -> dict[str, Any]:
    kind_name = sets.get(place.kind, "") if place.source == "area" else str(KIND_NAMES.get(place.kind, ""))
    position = [round(place.longitude, DECIMALS), round(place.latitude, DECIMALS)]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": position},
        "properties": {
            "name": place.name,
            "source": place.source,
            "kind": place.kind,
            "kind_name": kind_name,
            "code": place.code,
            "address": place.address,
        },
    }
