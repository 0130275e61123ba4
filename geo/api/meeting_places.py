"""Meeting places and free spaces of a town, as everybody reads them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from geo import crs
from geo.api.answers import OpenView, public_answer, town_named
from geo.api.parameters import Query
from geo.models import Place
from geo.serializers import DECIMALS, CollectionSerializer, GeometryField, NamesField, collection, problems

KIND = OpenApiParameter("kind", OpenApiTypes.STR, description="only places of this kind, such as library")
OPEN_TO = OpenApiParameter("open_to", OpenApiTypes.STR, enum=Place.OpenTo.values)
FREE = OpenApiParameter("free", OpenApiTypes.BOOL, description="only those that cost nothing (true)")
MAX_AGE_S = 60


def place_feature(place: Place) -> dict[str, Any]:
    longitude, latitude = crs.to_wire(place.point.x, place.point.y)
    plain = ("code", "names", "kind", "address", "floor_area_m2", "is_free", "is_accessible", "open_to", "capacity")
    words = ("texts", "opening", "price", "access", "phone", "website")
    return {
        "type": "Feature",
        "id": place.code,
        "geometry": {
            "type": "Point",
            "coordinates": [round(float(longitude), DECIMALS), round(float(latitude), DECIMALS)],
        },
        "properties": {
            **{name: getattr(place, name) for name in (*plain, *words)},
            "changed_at": place.changed_at.isoformat(),
        },
    }


class MeetingPlacePropertiesSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    names = NamesField()
    kind = serializers.CharField()
    address = serializers.CharField(allow_blank=True)
    floor_area_m2 = serializers.FloatField(allow_null=True, help_text="null where it is not known")
    is_free = serializers.BooleanField(allow_null=True, help_text="costs nothing; null where it is not known")
    is_accessible = serializers.BooleanField(allow_null=True)
    open_to = serializers.ChoiceField(Place.OpenTo.choices)
    capacity = serializers.IntegerField(allow_null=True, help_text="how many people fit in")
    texts = NamesField()
    opening = NamesField(help_text="opening hours in words")
    price = NamesField()
    access = NamesField(help_text="how accessible it is, in words")
    phone = serializers.CharField(allow_blank=True)
    website = serializers.CharField(allow_blank=True)
    changed_at = serializers.DateTimeField()


class MeetingPlaceSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    id = serializers.CharField()
    geometry = GeometryField()
    properties = MeetingPlacePropertiesSerializer()


class MeetingPlaceCollectionSerializer(CollectionSerializer):
    features = MeetingPlaceSerializer(many=True)


class MeetingPlacesView(OpenView):
    @extend_schema(
        operation_id="meeting_places",
        parameters=[KIND, OPEN_TO, FREE],
        responses={(200, "application/geo+json"): MeetingPlaceCollectionSerializer, **problems()},
        tags=["places"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """Meeting places and free spaces: where, how large, for whom, at what price, how accessible."""
        query = Query(request, [KIND, OPEN_TO, FREE])
        kind, free = query.one("kind"), query.choice("free", ("", "true", "false")) if query.one("free") else ""
        who = query.choice("open_to", ("", *Place.OpenTo.values)) if query.one("open_to") else ""
        query.done()
        found = Place.objects.filter(municipality=town_named(town), is_shown=True)
        asked = (("kind", kind), ("open_to", who), ("is_free", {"true": True, "false": False}.get(free, "")))
        wanted = {name: value for name, value in asked if value != ""}
        features = [place_feature(place) for place in found.filter(**wanted).order_by("code")]
        return public_answer(request, collection(features, len(features), None), max_age_s=MAX_AGE_S)


class MeetingPlaceView(OpenView):
    @extend_schema(
        operation_id="meeting_place",
        responses={(200, "application/geo+json"): MeetingPlaceSerializer, **problems()},
        tags=["places"],
    )
    def get(self, request: Request, town: str, code: str) -> HttpResponse:
        """One meeting place."""
        Query(request).done()
        found = Place.objects.filter(municipality=town_named(town), is_shown=True, code=code).first()
        if found is None:
            raise Http404
        return public_answer(request, place_feature(found), max_age_s=MAX_AGE_S)
