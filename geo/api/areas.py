"""Towns, their area sets and areas."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.gis.db.models.functions import AsWKB, Envelope
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from geo import serializers as shapes
from geo.api import cursors
from geo.api.answers import OpenView, public_answer, town_named
from geo.api.parameters import CURSOR, GEOMETRY, LIMIT, ON, Query
from geo.models import Area, AreaSet, Municipality

MAX_AGE_S = 300


def set_on(town: Municipality, kind: str, day: datetime.date | None = None) -> AreaSet:
    """The version of a set that is valid on a day (today); 404 when there is none."""
    found = AreaSet.objects.valid_on(town, kind, day or timezone.localdate())
    if found is None:
        raise Http404
    return found


def area_on(area_set: AreaSet, code: str) -> Area:
    if "\x00" in code:
        raise Http404
    found = _with_parent(Area.objects.filter(area_set=area_set, code=code)).first()
    if found is None:
        raise Http404
    return found  # type: ignore[no-any-return]


def next_address(request: Request, cursor: str) -> str:
    """The same list from the cursor on."""
    given = [(name, value) for name, values in request.GET.lists() if name != "cursor" for value in values]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*given, ('cursor', cursor)])}")


class TownsView(OpenView):
    @extend_schema(
        operation_id="towns", responses={200: shapes.TownListSerializer, **shapes.problems()}, tags=["towns"]
    )
    def get(self, request: Request) -> HttpResponse:
        """The towns of this service."""
        Query(request).done()
        towns = Municipality.objects.filter(is_public=True).defer("boundary").annotate(extent=Envelope("boundary"))
        records = [shapes.town_record(town, town.extent) for town in towns]
        counted = {"numberMatched": len(records), "numberReturned": len(records), "next": None}
        return public_answer(request, {"towns": records, **counted}, max_age_s=MAX_AGE_S)


class TownView(OpenView):
    @extend_schema(operation_id="town", responses={200: shapes.TownSerializer, **shapes.problems()}, tags=["towns"])
    def get(self, request: Request, town: str) -> HttpResponse:
        """One town: its names, languages, and where a person helps."""
        Query(request).done()
        towns = Municipality.objects.filter(is_public=True).defer("boundary")
        here = towns.annotate(extent=Envelope("boundary")).filter(slug=town).first()
        if here is None:
            raise Http404
        return public_answer(request, shapes.town_record(here, here.extent), max_age_s=MAX_AGE_S)


class AreaSetsView(OpenView):
    @extend_schema(
        operation_id="area_sets",
        parameters=[ON],
        responses={200: shapes.AreaSetListSerializer, **shapes.problems()},
        tags=["areas"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """The partitions of a town that are valid on a day."""
        query = Query(request, [ON])
        day = query.day("on")
        query.done()
        sets = AreaSet.objects.of(town_named(town)).valid(day or timezone.localdate())
        many = dict(sets.annotate(many=Count("areas")).values_list("pk", "many"))
        records = [shapes.set_record(area_set, many[area_set.pk]) for area_set in sets]
        counted = {"numberMatched": len(records), "numberReturned": len(records), "next": None}
        return public_answer(request, {"area_sets": records, **counted}, max_age_s=MAX_AGE_S)


class AreaSetView(OpenView):
    @extend_schema(
        operation_id="area_set",
        parameters=[ON],
        responses={200: shapes.AreaSetSerializer, **shapes.problems()},
        tags=["areas"],
    )
    def get(self, request: Request, town: str, kind: str) -> HttpResponse:
        """One partition: what its members are called, its source and licence."""
        query = Query(request, [ON])
        day = query.day("on")
        query.done()
        area_set = set_on(town_named(town), kind, day)
        return public_answer(request, shapes.set_record(area_set, area_set.areas.count()), max_age_s=MAX_AGE_S)


class AreasView(OpenView):
    PARAMETERS = (ON, GEOMETRY, LIMIT, CURSOR)

    @extend_schema(
        operation_id="areas",
        parameters=list(PARAMETERS),
        responses={(200, "application/geo+json"): shapes.AreaCollectionSerializer, **shapes.problems()},
        tags=["areas"],
    )
    def get(self, request: Request, town: str, kind: str) -> HttpResponse:
        """The areas of a set by their codes, with their borders."""
        query = Query(request, self.PARAMETERS)
        day, limit, detail = query.day("on"), query.limit(), query.choice("geometry", ("full", "simplified", "none"))
        cursor = query.one("cursor")
        query.done()
        areas = Area.objects.filter(area_set=set_on(town_named(town), kind, day))
        page = areas.filter(code__gt=cursors.opened("areas", cursor)[0]) if cursor else areas
        rows = list(_with_parent(page).order_by("code")[: limit + 1])
        last = [rows[limit - 1].code] if len(rows) > limit else None
        following = next_address(request, cursors.sealed("areas", last)) if last else None
        features = _features(rows[:limit], kind, detail)
        return public_answer(request, shapes.collection(features, areas.count(), following), max_age_s=MAX_AGE_S)


class AreaView(OpenView):
    @extend_schema(
        operation_id="area",
        parameters=[ON, GEOMETRY],
        responses={(200, "application/geo+json"): shapes.AreaSerializer, **shapes.problems()},
        tags=["areas"],
    )
    def get(self, request: Request, town: str, kind: str, code: str) -> HttpResponse:
        """One area, with its border."""
        query = Query(request, [ON, GEOMETRY])
        day, detail = query.day("on"), query.choice("geometry", ("full", "simplified", "none"))
        query.done()
        area = area_on(set_on(town_named(town), kind, day), code)
        return public_answer(request, _features([area], kind, detail)[0], max_age_s=MAX_AGE_S)


def _with_parent(areas: Any) -> Any:
    return areas.select_related("parent__area_set").defer("geom", "parent__geom")


def _features(areas: Sequence[Area], kind: str, detail: str) -> list[dict[str, Any]]:
    borders: dict[int, shapes.Shape] = {}
    if detail != "none":
        ids = [area.pk for area in areas]
        stored = dict(Area.objects.filter(pk__in=ids).annotate(wkb=AsWKB("geom")).values_list("pk", "wkb"))
        tolerance_m = shapes.SIMPLIFIED_M if detail == "simplified" else 0.0
        borders = dict(zip(ids, shapes.shapes([stored[pk] for pk in ids], tolerance_m=tolerance_m), strict=True))
    return [shapes.area_feature(area, kind, borders.get(area.pk)) for area in areas]
