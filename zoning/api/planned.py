"""What is planned at a place."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from geo import crs
from geo.api.answers import OpenView, public_answer, town_named
from geo.api.parameters import Query
from geo.serializers import NamesField, problems
from zoning.clock import town_today
from zoning.looks import Look
from zoning.models import Hearing
from zoning.planned import Planned, planned_at

AT = OpenApiParameter("at", OpenApiTypes.STR, required=True, description="longitude,latitude")


class OpenHearingSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    kind = serializers.ChoiceField(Hearing.Kind.choices)
    first_day = serializers.DateField()
    last_day = serializers.DateField(help_text="in time until it ends, Finnish time")


class PlannedSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    slug = serializers.CharField(help_text="its name in addresses")
    names = NamesField()
    kind = serializers.CharField(help_text="RY_Kaavalaji")
    state = serializers.CharField(help_text="kaavaelinkaari")
    look = serializers.ChoiceField(Look.choices, help_text="how far it has come, as maps tell it")
    hearings = OpenHearingSerializer(many=True, help_text="those that are open or still come")


class PlannedListSerializer(serializers.Serializer[Any]):
    plans = PlannedSerializer(many=True)
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)


class PlannedView(OpenView):
    @extend_schema(
        operation_id="planned_here",
        parameters=[AT],
        responses={(200, "application/json"): PlannedListSerializer, **problems()},
        tags=["plans"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """What is planned at a place: published plans whose area holds it, those on display first."""
        query = Query(request, [AT])
        place = _place(query)
        query.done()
        assert place is not None
        found = planned_at(town_named(town), *place, town_today())
        counted = {"numberMatched": len(found), "numberReturned": len(found), "next": None}
        return public_answer(request, {"plans": [_record(one) for one in found], **counted})


def _place(query: Query) -> tuple[float, float] | None:
    try:
        longitude, latitude = (float(part) for part in query.one("at").split(","))
    except ValueError:
        query.refuse("at", "not_a_place", _("Write the place as longitude,latitude."))
        return None
    if not bool(crs.FINLAND.holds(longitude, latitude)):
        query.refuse("at", "outside_finland", _("The place is outside Finland. The longitude comes first."))
        return None
    x, y = crs.to_storage(longitude, latitude)
    return float(x), float(y)


def _record(one: Planned) -> dict[str, Any]:
    plan = one.plan
    return {
        "id": plan.public_id,
        "slug": plan.slug,
        "names": plan.names,
        "kind": plan.kind,
        "state": plan.state,
        "look": one.look.value,
        "hearings": [
            {"id": each.public_id, "kind": each.kind, "first_day": str(each.first_day), "last_day": str(each.last_day)}
            for each in one.hearings
        ],
    }
