"""What followed, as open data: published outcomes, and the published messages that each rests on."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib.gis.db.models.functions import AsWKB
from django.db.models import Q
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from feedback_map.models import OutcomeInput, Photo, PublishedOutcome, PublishedPhoto
from feedback_map.outcomes import Wanted, inputs_of, published_outcomes
from feedback_map.serializers import utc
from geo.api import cursors
from geo.api.answers import OpenView, public_answer, town_named
from geo.api.areas import next_address
from geo.api.parameters import CURSOR, LIMIT, Query
from geo.models import Municipality
from geo.serializers import (
    AreaNameSerializer,
    CollectionSerializer,
    GeometryField,
    NamesField,
    collection,
    problems,
    shapes,
)

THEME = OpenApiParameter("theme", OpenApiTypes.STR, description="a theme of a process, or the code of a category")
PROCESS = OpenApiParameter("process", OpenApiTypes.STR, description="slug of a process")
YEAR = OpenApiParameter("year", OpenApiTypes.STR, description="the year of the decision, such as 2026")
DOOR = "outcomes"


class InputSerializer(serializers.Serializer[Any]):
    pin = serializers.CharField(help_text="id of a published pin")
    response = serializers.ChoiceField(OutcomeInput.Response.choices)
    why = NamesField()


class OutcomePhotoSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    stage = serializers.ChoiceField(Photo.Stage.choices, allow_blank=True)
    alt = NamesField()


class OutcomePropertiesSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="random")
    titles = NamesField()
    texts = NamesField(help_text="what was decided, and why or why not")
    decided_on = serializers.DateField()
    decided_by = serializers.CharField(allow_null=True, help_text="code of the body")
    published_at = serializers.DateTimeField()
    about = AreaNameSerializer(allow_null=True)
    process = serializers.CharField(allow_null=True)
    theme = serializers.CharField(allow_null=True)
    inputs = InputSerializer(many=True)
    photos = OutcomePhotoSerializer(many=True)


class OutcomeSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    id = serializers.CharField()
    geometry = GeometryField(allow_null=True)
    properties = OutcomePropertiesSerializer()


class OutcomeCollectionSerializer(CollectionSerializer):
    features = OutcomeSerializer(many=True)


class OutcomesView(OpenView):
    @extend_schema(
        operation_id="outcomes",
        parameters=[THEME, PROCESS, YEAR, LIMIT, CURSOR],
        responses={(200, "application/geo+json"): OutcomeCollectionSerializer, **problems()},
        tags=["outcomes"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """What was decided or done because of pins, newest first. Drafts and unpublished pins change nothing here."""
        here = town_named(town)
        query = Query(request, [THEME, PROCESS, YEAR, LIMIT, CURSOR])
        wanted = Wanted(theme=query.one("theme"), process=query.one("process"), year=_year(query))
        limit, cursor = query.limit(), query.one("cursor")
        query.done()
        found = published_outcomes(here, wanted)
        rows = list(_after(found, cursor).annotate(wkb=AsWKB("place"))[: limit + 1])
        following = None
        if len(rows) > limit:
            last = rows[limit - 1]
            following = next_address(request, cursors.sealed(DOOR, [last.decided_on.isoformat(), last.pk]))
        return public_answer(request, collection(_features(rows[:limit]), found.count(), following))


class OutcomeView(OpenView):
    @extend_schema(
        operation_id="outcome",
        responses={(200, "application/geo+json"): OutcomeSerializer, **problems()},
        tags=["outcomes"],
    )
    def get(self, request: Request, town: str, outcome: str) -> HttpResponse:
        """One published outcome."""
        Query(request).done()
        return public_answer(request, _one(town_named(town), outcome))


def _one(town: Municipality, public_id: str) -> dict[str, Any]:
    found = published_outcomes(town, Wanted()).filter(public_id=public_id).annotate(wkb=AsWKB("place"))
    features = _features(list(found))
    if not features:
        raise Http404
    return features[0]


def _year(query: Query) -> int | None:
    said = query.one("year")
    if said and not (said.isascii() and said.isdecimal() and len(said) == 4):
        query.refuse("year", "bad_year", "YYYY")
        return None
    return int(said) if said else None


def _after(found: Any, cursor: str) -> Any:
    if not cursor:
        return found
    day, last = cursors.opened(DOOR, cursor)
    on = datetime.date.fromisoformat(str(day))
    return found.filter(Q(decided_on__lt=on) | Q(decided_on=on, outcome_id__lt=last))


def _features(outcomes: Sequence[Any]) -> list[dict[str, Any]]:
    ids = [one.pk for one in outcomes]
    inputs: dict[int, list[dict[str, Any]]] = {}
    for row in inputs_of(ids):
        told = {"pin": row.pin.public_id, "response": row.response, "why": row.why}
        inputs.setdefault(row.outcome_id, []).append(told)
    photos: dict[int | None, list[dict[str, Any]]] = {}
    for photo in PublishedPhoto.objects.filter(outcome_id__in=ids):
        seen = {"id": photo.public_id, "stage": photo.stage, "alt": photo.alt}
        photos.setdefault(photo.outcome_id, []).append(seen)
    drawn = shapes([one.wkb for one in outcomes])
    return [
        {
            "type": "Feature",
            "id": one.public_id,
            "geometry": shape,
            "properties": _properties(one) | {"inputs": inputs.get(one.pk, []), "photos": photos.get(one.pk, [])},
        }
        for one, shape in zip(outcomes, drawn, strict=True)
    ]


def _properties(one: PublishedOutcome) -> dict[str, Any]:
    area = one.about_area
    return {
        "id": one.public_id,
        "titles": one.titles,
        "texts": one.texts,
        "decided_on": one.decided_on.isoformat(),
        "decided_by": one.decided_by or None,
        "published_at": utc(one.published_at),
        "about": {"set": area.area_set.kind, "area": area.code} if area else None,
        "process": one.process or None,
        "theme": one.theme or None,
    }
