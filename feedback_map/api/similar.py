"""What was said before, for whoever is about to say it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from delivery.services import Limit, address_of, demand
from feedback_map.api.pins import published_by_ids
from feedback_map.serializers import SimilarCollectionSerializer
from feedback_map.similar import LONGEST_TEXT, Similar, Told, similar_published
from geo.api.answers import OpenView, public_answer, town_named
from geo.api.parameters import Query
from geo.serializers import collection, problems
from geo.wire import WireRefused, parse_geometry

PARAMETERS = (
    OpenApiParameter("lon", OpenApiTypes.NUMBER, description="longitude of the place; with neither: the whole town"),
    OpenApiParameter("lat", OpenApiTypes.NUMBER, description="latitude of the place"),
    OpenApiParameter("text", OpenApiTypes.STR, description="what somebody is about to say, or the beginning of it"),
)
MOST, MOST_FROM_AN_ADDRESS = 5, 1_200


class SimilarPinsView(OpenView):
    @extend_schema(
        operation_id="similar_pins",
        parameters=list(PARAMETERS),
        responses={(200, "application/geo+json"): SimilarCollectionSerializer, **problems(429)},
        tags=["pins"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """Up to five published pins that say something like this nearby, best first, with the distance in metres."""
        query = Query(request, PARAMETERS)
        place, text = _place(query), query.one("text")[:LONGEST_TEXT]
        query.done()
        here = town_named(town)
        demand(Limit("similar", address_of(request._request), MOST_FROM_AN_ADDRESS))
        found = similar_published(here, Told(text, place), most=MOST)
        features = published_by_ids(request._request, here, [each.pin.pk for each in found])
        drawn = [_with_distance(features[each.pin.pk], each) for each in found if each.pin.pk in features]
        return public_answer(request, collection(drawn, len(drawn), None))


def _place(query: Query) -> Any:
    lon, lat = query.one("lon"), query.one("lat")
    if not lon and not lat:
        return None
    try:
        return parse_geometry({"type": "Point", "coordinates": [float(lon), float(lat)]}, field="lon")
    except (ValueError, WireRefused):
        query.refuse("lon", "not_a_place", _("Give a longitude and a latitude in Finland."))
        return None


def _with_distance(feature: dict[str, Any], similar: Similar) -> dict[str, Any]:
    away = None if similar.distance_m is None else round(similar.distance_m)
    told = {"distance_m": away, "likeness": round(similar.likeness, 2), "supports": similar.pin.supports}
    return {**feature, "properties": {**feature["properties"], **told}}
