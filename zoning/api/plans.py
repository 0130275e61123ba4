"""Plans as open data: what is published of them, their versions with what is drawn, and their hearings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.gis.db.models.functions import AsWKB
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from geo.api import cursors
from geo.api.answers import OpenView, public_answer, town_named
from geo.api.areas import next_address
from geo.api.parameters import CURSOR, LIMIT, Query
from geo.models import Municipality
from geo.serializers import CollectionSerializer, GeometryField, NamesField, collection, problems, shapes
from geo.tenancy import in_town
from zoning.clock import town_today
from zoning.codes import Lifecycle, PlanKind
from zoning.models import Hearing, PlanObject, PlanVersion, PublishedHearing, PublishedPlan

STATE = OpenApiParameter("state", OpenApiTypes.STR, enum=Lifecycle.values, many=True, description="kaavaelinkaari")
KIND = OpenApiParameter("kind", OpenApiTypes.STR, enum=PlanKind.values, many=True, description="RY_Kaavalaji")
SHOWN = OpenApiParameter("on_display", OpenApiTypes.STR, enum=["today"], description="only those on display today")
FILTERS = (STATE, KIND, SHOWN, LIMIT, CURSOR)
DOOR = "plans"


class PlanPropertiesSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="random")
    slug = serializers.CharField(help_text="its name in addresses")
    names = NamesField()
    summary = NamesField()
    kind = serializers.CharField(help_text="RY_Kaavalaji; `street` is a street plan")
    state = serializers.CharField(help_text="kaavaelinkaari")
    stage = serializers.CharField(allow_blank=True, help_text="of the version whose area this is")
    permanent_identifier = serializers.CharField(allow_blank=True, help_text="national")
    case_number = serializers.CharField(allow_blank=True)
    area_m2 = serializers.FloatField(allow_null=True)
    initiated_on = serializers.DateField(allow_null=True)
    approved_on = serializers.DateField(allow_null=True)
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PlanSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    id = serializers.CharField()
    geometry = GeometryField(allow_null=True)
    properties = PlanPropertiesSerializer()


class PlanCollectionSerializer(CollectionSerializer):
    features = PlanSerializer(many=True)


class VersionPropertiesSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    stage = serializers.ChoiceField(PlanVersion.Stage.choices)
    option = serializers.CharField(allow_blank=True)
    number = serializers.IntegerField()
    names = NamesField()
    texts = NamesField()
    dated_on = serializers.DateField(allow_null=True)
    published_at = serializers.DateTimeField()
    objects = serializers.IntegerField(help_text="how many objects are drawn in it")


class VersionSerializer(PlanSerializer):
    properties = VersionPropertiesSerializer()  # type: ignore[assignment]


class VersionCollectionSerializer(CollectionSerializer):
    features = VersionSerializer(many=True)


class ObjectPropertiesSerializer(serializers.Serializer[Any]):
    layer = serializers.CharField()
    key = serializers.CharField(help_text="the same object in another version")
    code = serializers.CharField(allow_blank=True, help_text="such as AK or VP")
    names = NamesField()
    properties = serializers.DictField()


class ObjectSerializer(PlanSerializer):
    properties = ObjectPropertiesSerializer()  # type: ignore[assignment]


class ObjectCollectionSerializer(CollectionSerializer):
    features = ObjectSerializer(many=True)


class PlanHearingSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    kind = serializers.ChoiceField(Hearing.Kind.choices)
    first_day = serializers.DateField()
    last_day = serializers.DateField(help_text="in time until it ends, Finnish time")
    notice = NamesField()
    cancelled_at = serializers.DateTimeField(allow_null=True)
    published_at = serializers.DateTimeField()


class PlanHearingListSerializer(serializers.Serializer[Any]):
    hearings = PlanHearingSerializer(many=True)
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)


class PlansView(OpenView):
    @extend_schema(
        operation_id="plans",
        parameters=list(FILTERS),
        responses={(200, "application/geo+json"): PlanCollectionSerializer, **problems()},
        tags=["plans"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """The published plans, the last one that was registered first."""
        here, query = town_named(town), Query(request, FILTERS)
        found = _asked(query, here)
        limit, cursor = query.limit(), query.one("cursor")
        query.done()
        rows = list(_after(found, cursor).order_by("-plan_id").annotate(wkb=AsWKB("geom")).defer("geom")[: limit + 1])
        following = None
        if len(rows) > limit:
            following = next_address(request, cursors.sealed(DOOR, [rows[limit - 1].pk]))
        return public_answer(request, collection(_features(rows[:limit], _plan), found.count(), following))


class PlanView(OpenView):
    @extend_schema(
        operation_id="plan",
        responses={(200, "application/geo+json"): PlanSerializer, **problems()},
        tags=["plans"],
    )
    def get(self, request: Request, town: str, plan: str) -> HttpResponse:
        """One published plan."""
        Query(request).done()
        return public_answer(request, _features([_published(town_named(town), plan)], _plan)[0])


class PlanVersionsView(OpenView):
    @extend_schema(
        operation_id="plan_versions",
        responses={(200, "application/geo+json"): VersionCollectionSerializer, **problems()},
        tags=["plans"],
    )
    def get(self, request: Request, town: str, plan: str) -> HttpResponse:
        """The published versions and options of a plan, in the order in which they were made."""
        Query(request).done()
        here = town_named(town)
        with in_town(here):
            versions = PlanVersion.objects.published().filter(plan_id=_published(here, plan).pk)
            features = _features(list(versions.annotate(wkb=AsWKB("geom")).defer("geom")), _version)
        return public_answer(request, collection(features, len(features), None))


class PlanObjectsView(OpenView):
    @extend_schema(
        operation_id="plan_objects",
        responses={(200, "application/geo+json"): ObjectCollectionSerializer, **problems()},
        tags=["plans"],
    )
    def get(self, request: Request, town: str, plan: str, version: str) -> HttpResponse:
        """What is drawn in a published version: areas, lines and points with their codes."""
        Query(request).done()
        here = town_named(town)
        with in_town(here):
            versions = PlanVersion.objects.published().filter(plan_id=_published(here, plan).pk)
            shown = versions.filter(public_id=version).defer("geom").first()
            if shown is None:
                raise Http404
            drawn = PlanObject.objects.filter(version=shown).annotate(wkb=AsWKB("geom")).defer("geom")
            features = _features(list(drawn), _object)
        return public_answer(request, collection(features, len(features), None))


class PlanHearingsView(OpenView):
    @extend_schema(
        operation_id="plan_hearings",
        responses={(200, "application/json"): PlanHearingListSerializer, **problems()},
        tags=["plans"],
    )
    def get(self, request: Request, town: str, plan: str) -> HttpResponse:
        """The published hearings of a plan; a cancelled one says so."""
        Query(request).done()
        found = [_hearing(one) for one in _published(town_named(town), plan).hearings.all()]
        counted = {"numberMatched": len(found), "numberReturned": len(found), "next": None}
        return public_answer(request, {"hearings": found, **counted})


def _asked(query: Query, town: Municipality) -> QuerySet[PublishedPlan]:
    found = PublishedPlan.objects.of(town)
    if states := query.many("state", Lifecycle.values):
        found = found.filter(state__in=states)
    if kinds := query.many("kind", PlanKind.values):
        found = found.filter(kind__in=kinds)
    if shown := query.many("on_display", ["today"]):
        found = found.open_on(town_today()) if shown == ["today"] else found
    return found


def _after(found: QuerySet[PublishedPlan], cursor: str) -> QuerySet[PublishedPlan]:
    return found.filter(plan_id__lt=cursors.opened(DOOR, cursor)[0]) if cursor else found


def _published(town: Municipality, slug: str) -> Any:
    found = PublishedPlan.objects.of(town).filter(slug=slug).annotate(wkb=AsWKB("geom")).defer("geom").first()
    if found is None:
        raise Http404
    return found


def _features(rows: Sequence[Any], told: Any) -> list[dict[str, Any]]:
    drawn = shapes([row.wkb for row in rows])
    return [
        {"type": "Feature", "id": (said := told(row)).pop("feature", None) or said["id"], "geometry": shape}
        | {"properties": said}
        for row, shape in zip(rows, drawn, strict=True)
    ]


def _plan(plan: PublishedPlan) -> dict[str, Any]:
    same = ("slug", "names", "summary", "kind", "state", "stage", "permanent_identifier", "case_number", "area_m2")
    days = ("initiated_on", "approved_on", "published_at", "updated_at")
    return {
        "id": plan.public_id,
        **{name: getattr(plan, name) for name in same},
        **{name: _iso(getattr(plan, name)) for name in days},
    }


def _version(version: PlanVersion) -> dict[str, Any]:
    same = ("stage", "option", "number", "names", "texts")
    return {
        "id": version.public_id,
        **{name: getattr(version, name) for name in same},
        **{name: _iso(getattr(version, name)) for name in ("dated_on", "published_at")},
        "objects": version.objects_drawn.count(),
    }


def _object(one: PlanObject) -> dict[str, Any]:
    same = ("layer", "key", "code", "names", "properties")
    return {"feature": f"{one.layer}/{one.key}", **{name: getattr(one, name) for name in same}}


def _hearing(hearing: PublishedHearing) -> dict[str, Any]:
    days = ("first_day", "last_day", "cancelled_at", "published_at")
    return {
        "id": hearing.public_id,
        "kind": hearing.kind,
        "notice": hearing.notice,
        **{name: _iso(getattr(hearing, name)) for name in days},
    }


def _iso(value: Any) -> str | None:
    return None if value is None else value.isoformat().replace("+00:00", "Z")
