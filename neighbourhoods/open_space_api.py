"""Square metres of open space and meeting places for each thousand residents, by area, as JSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from geo.api.answers import OpenView, public_answer, town_named
from geo.api.areas import set_on
from geo.api.parameters import ON, Query
from geo.serializers import NamesField, problems
from neighbourhoods.open_space import OpenSpace, open_space

MAX_AGE_S = 60


class OpenSpaceFiguresSerializer(serializers.Serializer[Any]):
    people = serializers.FloatField(allow_null=True, help_text="residents; null where they are not known")
    people_year = serializers.IntegerField(allow_null=True)
    places = serializers.IntegerField(help_text="open to anybody, with or without booking")
    free_places = serializers.IntegerField(help_text="of them, free of charge")
    accessible_places = serializers.IntegerField()
    m2 = serializers.FloatField(help_text="of the places whose size is known")
    free_m2 = serializers.FloatField()
    places_without_m2 = serializers.IntegerField(help_text="places whose size nobody has told")
    places_per_1000 = serializers.FloatField(allow_null=True)
    m2_per_1000 = serializers.FloatField(allow_null=True)


class OpenSpaceAreaSerializer(OpenSpaceFiguresSerializer):
    code = serializers.CharField()
    names = NamesField()


class OpenSpaceSerializer(serializers.Serializer[Any]):
    set = serializers.CharField()
    valid_from = serializers.DateField()
    areas = OpenSpaceAreaSerializer(many=True)
    outside = OpenSpaceFiguresSerializer(help_text="places in none of the areas")
    town = OpenSpaceFiguresSerializer(help_text="all together; each place is counted once")
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)


class OpenSpaceView(OpenView):
    @extend_schema(
        operation_id="open_space", parameters=[ON], responses={200: OpenSpaceSerializer, **problems()}, tags=["areas"]
    )
    def get(self, request: Request, town: str, kind: str) -> HttpResponse:
        """How much room people have to meet: meeting places and their floor for each thousand residents, by area."""
        query = Query(request, [ON])
        day = query.day("on")
        query.done()
        area_set = set_on(town_named(town), kind, day)
        found = open_space(area_set)
        areas = [{"code": one.area.code, "names": one.area.names, **figures(one)} for one in found.areas if one.area]
        record = {
            "set": area_set.kind,
            "valid_from": area_set.valid_from.isoformat(),
            "areas": areas,
            "outside": figures(found.outside),
            "town": figures(found.town),
            "numberMatched": len(areas),
            "numberReturned": len(areas),
            "next": None,
        }
        return public_answer(request, record, max_age_s=MAX_AGE_S)


def figures(one: OpenSpace) -> dict[str, Any]:
    """Rates with two decimals: more would claim to know more."""
    rates = {"places_per_1000": one.places_per_1000, "m2_per_1000": one.m2_per_1000}
    return {
        "people": one.people.people,
        "people_year": one.people.year,
        "places": one.count,
        "free_places": one.free,
        "accessible_places": one.accessible,
        "m2": one.m2,
        "free_m2": one.free_m2,
        "places_without_m2": one.unknown_m2,
        **{name: None if rate is None else round(rate, 2) for name, rate in rates.items()},
    }
