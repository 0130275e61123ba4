"""The numbers of an area, and where the town is heard."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from accounts import permissions
from accounts.models import Private, Scope
from accounts.services import look_at
from geo.api.answers import OpenView, WireView, private_answer, public_answer, town_named
from geo.api.areas import area_on, set_on
from geo.api.parameters import ON, Query
from geo.models import Municipality
from geo.serializers import problems
from neighbourhoods.dashboards import area_summary
from neighbourhoods.reading import Wanted, last_released, newest_exact_result
from neighbourhoods.runs.asking import WINDOWS
from neighbourhoods.serializers import AreaSummarySerializer, CoverageSerializer, coverage_record, summary_record

SINCE = OpenApiParameter("since", OpenApiTypes.DATE, description="count what came on or after this day separately")
SET = OpenApiParameter("set", OpenApiTypes.STR, description="the area set; the one people name as home without it")
WINDOW = OpenApiParameter("window", OpenApiTypes.INT, enum=list(WINDOWS), description="months; 12 without it")
WHO = OpenApiParameter("denominator", OpenApiTypes.STR, enum=["residents", "seasonal"])


class AreaSummaryView(OpenView):
    @extend_schema(
        operation_id="area_summary",
        parameters=[ON, SINCE],
        responses={200: AreaSummarySerializer, **problems()},
        tags=["areas"],
    )
    def get(self, request: Request, town: str, kind: str, code: str) -> HttpResponse:
        """People, participants by home as last released, and the published pins in an area by kind and channel."""
        query = Query(request, [ON, SINCE])
        day, since = query.day("on"), query.day("since")
        query.done()
        area = area_on(set_on(town_named(town), kind, day), code)
        return public_answer(request, summary_record(area_summary(area, since=since), since_asked=since is not None))


class CoverageView(OpenView):
    @extend_schema(
        operation_id="coverage",
        parameters=[SET, WINDOW, WHO],
        responses={200: CoverageSerializer, **problems()},
        tags=["coverage"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """Where the town is heard, as last released; a hidden number is null and `suppressed` says why."""
        here = town_named(town)
        found = last_released(here, _wanted(request, here))
        if found is None:
            raise Http404
        return public_answer(request, coverage_record(found.coverage, found.release))


class ExactCoverageView(WireView):
    scopes: ClassVar = {"GET": Scope.EXACT}

    @extend_schema(
        operation_id="exact_coverage",
        parameters=[SET, WINDOW, WHO],
        responses={200: CoverageSerializer, **problems()},
        tags=["coverage"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """The newest run with its exact numbers, for staff who may see unpublished messages. Each look is logged."""
        here = town_named(town)
        if not permissions.may_see(request.user, here, Private.UNPUBLISHED):
            raise PermissionDenied
        wanted = _wanted(request, here)
        found = newest_exact_result(here, wanted)
        if found is None:
            raise Http404
        subject = f"run {found['method']['run']}"
        look_at(user=request.user, town=here, what=Private.UNPUBLISHED, subjects=[subject], why=wanted.kind)
        return private_answer(coverage_record(found, None))


def _wanted(request: Request, town: Municipality) -> Wanted:
    query = Query(request, [SET, WINDOW, WHO])
    kind = query.one("set") or town.home_set
    months = int(query.choice("window", [str(months) for months in WINDOWS]))
    who = query.choice("denominator", ["residents", "seasonal"])
    query.done()
    return Wanted(kind, months, who)
