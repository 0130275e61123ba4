"""The numbers of an area."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from geo.api.answers import OpenView, public_answer, town_named
from geo.api.areas import area_on, set_on
from geo.api.parameters import ON, Query
from geo.serializers import problems
from neighbourhoods.dashboards import area_summary
from neighbourhoods.serializers import AreaSummarySerializer, summary_record

SINCE = OpenApiParameter("since", OpenApiTypes.DATE, description="count what came on or after this day separately")


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
