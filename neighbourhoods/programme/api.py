"""The town's programme of participation as JSON: what is promised, by whom, until when, how far it has come."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from geo.api.answers import OpenView, public_answer, town_named
from geo.api.parameters import Query
from geo.models import Municipality
from geo.serializers import problems
from geo.tenancy import in_town
from neighbourhoods.models import Measure, Programme
from neighbourhoods.programme.indicators import live
from neighbourhoods.programme.reading import (
    Wanted,
    evidence_by_measure,
    in_order,
    programmes_of,
    told_measures,
    told_programme,
)
from neighbourhoods.programme.shapes import (
    MeasureSerializer,
    ProgrammeListSerializer,
    WholeProgrammeSerializer,
    goal_record,
    measure_record,
    programme_record,
)
from zoning.clock import town_today

ONLY = OpenApiParameter(
    "only",
    OpenApiTypes.STR,
    enum=["overdue", "no-evidence"],
    description="only measures that are late, or that nothing shows",
)
UNIT = OpenApiParameter("unit", OpenApiTypes.STR, description="code of a unit: only its measures")
STATUS = OpenApiParameter("status", OpenApiTypes.STR, enum=Measure.Status.values)
ASKED = (ONLY, UNIT, STATUS)
MAX_AGE_S = 60


class ProgrammesView(OpenView):
    @extend_schema(
        operation_id="programmes", responses={200: ProgrammeListSerializer, **problems()}, tags=["programme"]
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """The programmes that are public: those in force first."""
        Query(request).done()
        here = town_named(town)
        with in_town(here):
            told = [programme_record(told_programme(one, town_today())) for one in _public(here)]
        counted = {"numberMatched": len(told), "numberReturned": len(told), "next": None}
        return public_answer(request, {"programmes": told, **counted}, max_age_s=MAX_AGE_S)


class ProgrammeView(OpenView):
    @extend_schema(
        operation_id="programme",
        parameters=list(ASKED),
        responses={200: WholeProgrammeSerializer, **problems()},
        tags=["programme"],
    )
    def get(self, request: Request, town: str, programme: str) -> HttpResponse:
        """One programme with its goals and measures, what shows them, and the numbers that they point at."""
        query = Query(request, ASKED)
        wanted = Wanted(_chosen(query, ONLY), query.one("unit"), _chosen(query, STATUS))
        query.done()
        here = town_named(town)
        with in_town(here):
            told = told_programme(_named(here, programme), town_today(), wanted)
            measures = [one.measure for goal in told.shown for one in goal.measures]
            numbers, shown_by = live(measures, here, town_today()), evidence_by_measure(measures)
            goals = [goal_record(one, numbers, shown_by) for one in told.shown]
        return public_answer(request, {**programme_record(told), "goals": goals}, max_age_s=MAX_AGE_S)


class MeasureView(OpenView):
    @extend_schema(operation_id="measure", responses={200: MeasureSerializer, **problems()}, tags=["programme"])
    def get(self, request: Request, town: str, programme: str, measure: str) -> HttpResponse:
        """One measure of a programme."""
        Query(request).done()
        here = town_named(town)
        with in_town(here):
            known = Measure.objects.filter(goal__programme=_named(here, programme), public_id=measure)
            rows = told_measures(known, town_today())
            if not rows:
                raise Http404
            found = [rows[0].measure]
            record = measure_record(rows[0], live(found, here, town_today()), evidence_by_measure(found))
        return public_answer(request, record, max_age_s=MAX_AGE_S)


def _public(town: Municipality) -> list[Programme]:
    return in_order(programmes_of(town, public=True))


def _named(town: Municipality, slug: str) -> Programme:
    found = programmes_of(town, public=True).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _chosen(query: Query, parameter: OpenApiParameter) -> str:
    """One of the parameter's values, or none."""
    options = [str(value) for value in parameter.enum or ()]
    return query.choice(parameter.name, ("", *options)) if query.one(parameter.name) else ""
