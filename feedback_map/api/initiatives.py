"""Residents' initiatives, as everybody reads them."""

from __future__ import annotations

import json
from typing import Any

import shapely
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from feedback_map.models import InitiativeResult, InitiativeState, PublishedInitiative
from geo import crs
from geo.api.answers import OpenView, public_answer, town_named
from geo.api.parameters import Query
from geo.serializers import CollectionSerializer, GeometryField, collection, problems

STATES = [value for value in InitiativeState.values if value != InitiativeState.RECEIVED]
STATE = OpenApiParameter("state", OpenApiTypes.STR, enum=STATES, description="only those in this state")


def initiative_feature(found: PublishedInitiative) -> dict[str, Any]:
    plain = ("title", "text", "language", "place_note", "outside_url", "maker", "state", "owner", "result", "answer")
    shape = None if found.place is None else crs.wire_geometry(shapely.from_wkb(bytes(found.place.wkb)))
    return {
        "type": "Feature",
        "id": found.public_id,
        "geometry": None if shape is None else json.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-6))),
        "properties": {
            "id": found.public_id,
            **{name: getattr(found, name) for name in plain},
            "answer_language": found.answer_language,
            "supporters": found.supporters,
            "received_at": found.received_at.isoformat(),
            "published_at": found.published_at.isoformat(),
            "closed_at": found.closed_at and found.closed_at.isoformat(),
            "changed_at": found.changed_at.isoformat(),
            "steps": found.steps,
        },
    }


class InitiativeStepSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    kind = serializers.ChoiceField(["state", "measure", "answer"])
    state = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class InitiativePropertiesSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    place_note = serializers.CharField(allow_blank=True)
    outside_url = serializers.CharField(allow_blank=True, help_text="the same initiative where it can be signed")
    maker = serializers.CharField(allow_blank=True, help_text="only who wants to be named")
    state = serializers.ChoiceField(STATES)
    owner = serializers.CharField(allow_blank=True, help_text="code of the body that handles it")
    result = serializers.ChoiceField([*InitiativeResult.values, ""])
    answer = serializers.CharField(allow_blank=True, help_text="the town's answer: the measures taken")
    answer_language = serializers.CharField(allow_blank=True)
    supporters = serializers.IntegerField(help_text="here; they are no signatures in the sense of the law")
    received_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField()
    steps = InitiativeStepSerializer(many=True)


class InitiativeSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    id = serializers.CharField()
    geometry = GeometryField(allow_null=True)
    properties = InitiativePropertiesSerializer()


class InitiativeCollectionSerializer(CollectionSerializer):
    features = InitiativeSerializer(many=True)


class InitiativesView(OpenView):
    @extend_schema(
        operation_id="initiatives",
        parameters=[STATE],
        responses={(200, "application/geo+json"): InitiativeCollectionSerializer, **problems()},
        tags=["initiatives"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """Residents' initiatives that are shown, the newest first, with their answers."""
        query = Query(request, [STATE])
        state = query.choice("state", ("", *STATES)) if query.one("state") else ""
        query.done()
        found = PublishedInitiative.objects.filter(municipality=town_named(town))
        features = [initiative_feature(one) for one in (found.filter(state=state) if state else found)]
        return public_answer(request, collection(features, len(features), None))


class InitiativeView(OpenView):
    @extend_schema(
        operation_id="initiative",
        responses={(200, "application/geo+json"): InitiativeSerializer, **problems()},
        tags=["initiatives"],
    )
    def get(self, request: Request, town: str, initiative: str) -> HttpResponse:
        """One initiative with everything that was done about it."""
        Query(request).done()
        found = PublishedInitiative.objects.filter(municipality=town_named(town), public_id=initiative).first()
        if found is None:
            raise Http404
        return public_answer(request, initiative_feature(found))
