"""The report of a year as JSON: the same figures as on its page, each with what it rests on and where it comes from."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from geo.api.answers import OpenView, public_answer, town_named
from geo.api.parameters import Query
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.serializers import AreaNameSerializer, NamesField, problems
from neighbourhoods.reports.asking import Asked, NoSuchReport, scope_asked
from neighbourhoods.reports.figures import Figure, Scope
from neighbourhoods.reports.forms import FormsMatrix, FormsRow
from neighbourhoods.reports.methods import METHODS, MISSING, SECTIONS
from neighbourhoods.reports.report import Report, make_report

FROM = OpenApiParameter("from", OpenApiTypes.DATE, description="the first day; 1 January when left out")
TO = OpenApiParameter("to", OpenApiTypes.DATE, description="the last day; the end of the year, or today")
UNIT = OpenApiParameter("unit", OpenApiTypes.STR, description="code of a unit: only what is its own")
AREA = OpenApiParameter("area", OpenApiTypes.STR, description="an area as set/code, such as board/ristiina")
ASKED = (FROM, TO, UNIT, AREA)
MAX_AGE_S = 60
UNITS = ["count", "days", "percent", "euros", "m2", "per_1000", "m2_per_1000", "word"]
REFUSALS = {
    "from": _("The report is of days that have come, and ends in the year of the address."),
    "unit": _("The town has no such unit."),
    "area": _("The town has no such area."),
}


class FigureSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    name = serializers.CharField(help_text="in the reader's language")
    unit = serializers.ChoiceField(UNITS, help_text="of the value")
    value = serializers.FloatField(allow_null=True)
    word = serializers.CharField(allow_blank=True, help_text="the value of a figure that is a word")
    n = serializers.IntegerField(allow_null=True, help_text="how many it rests on")
    low95 = serializers.FloatField(allow_null=True)
    high95 = serializers.FloatField(allow_null=True)
    missing = serializers.ChoiceField(["", *MISSING], help_text="why there is no value")
    method = serializers.CharField(help_text="how it comes about, in the reader's language")
    source = serializers.CharField(help_text="what gave it: what was read and with which values, a release, a run")  # type: ignore[assignment]  # also an argument of every field


class SectionSerializer(serializers.Serializer[Any]):
    key = serializers.ChoiceField(list(SECTIONS))
    name = serializers.CharField()
    figures = FigureSerializer(many=True)


class FormsRowSerializer(serializers.Serializer[Any]):
    area = serializers.CharField(allow_null=True, help_text="code; null: the whole town")
    names = NamesField(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="consultations by form of participation")


class FormsSerializer(serializers.Serializer[Any]):
    set = serializers.CharField()
    rows = FormsRowSerializer(many=True)
    consultations = serializers.IntegerField()
    without_form = serializers.IntegerField(help_text="consultations that nobody has given a form")


class ReportSerializer(serializers.Serializer[Any]):
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    made_on = serializers.DateField()
    unit = serializers.CharField(allow_null=True, help_text="code")
    area = AreaNameSerializer(allow_null=True)
    sections = SectionSerializer(many=True)
    forms = FormsSerializer(allow_null=True, help_text="where which forms of participation were used")


class ReportView(OpenView):
    @extend_schema(
        operation_id="report",
        parameters=list(ASKED),
        responses={200: ReportSerializer, **problems()},
        tags=["programme"],
    )
    def get(self, request: Request, town: str, year: int) -> HttpResponse:
        """What residents said, what was answered and what followed in a year: of the town, a unit or an area."""
        query = Query(request, ASKED)
        asked = Asked(year, query.day("from"), query.day("to"), query.one("unit"), query.one("area"))
        query.done()
        report = make_report(_scope(town_named(town), asked))
        return public_answer(request, _record(report), max_age_s=MAX_AGE_S)


def _scope(town: Municipality, asked: Asked) -> Scope:
    try:
        return scope_asked(town, asked)
    except NoSuchReport as missing:
        if missing.part not in REFUSALS:
            raise Http404 from missing
        raise Refused([FieldError(missing.part, "not_there", REFUSALS[missing.part])]) from missing


def _record(report: Report) -> dict[str, Any]:
    scope = report.scope
    area = scope.area and {"set": scope.area.area_set.kind, "area": scope.area.code}
    return {
        "first_day": _day(scope.period.first),
        "last_day": _day(scope.period.last),
        "made_on": _day(scope.period.today),
        "unit": scope.unit and scope.unit.code,
        "area": area,
        "sections": [
            {"key": one.key, "name": str(SECTIONS[one.key]), "figures": [figure_record(each) for each in one.figures]}
            for one in report.sections
        ],
        "forms": report.forms and _forms(report.forms),
    }


def figure_record(figure: Figure) -> dict[str, Any]:
    method = METHODS[figure.key]
    return {
        "key": figure.key,
        "name": str(method.name),
        "unit": figure.unit,
        "value": figure.value,
        "word": figure.word,
        "n": figure.n,
        "low95": figure.low,
        "high95": figure.high,
        "missing": figure.missing,
        "method": str(method.how),
        "source": str(figure.source),
    }


def _forms(matrix: FormsMatrix) -> dict[str, Any]:
    rows = [_forms_row(one) for one in (matrix.town, *matrix.rows)]
    told = {"consultations": matrix.consultations, "without_form": matrix.without_form}
    return {"set": matrix.area_set.kind, "rows": rows, **told}


def _forms_row(row: FormsRow) -> dict[str, Any]:
    area = row.area
    return {"area": area and area.code, "names": area and area.names, "counts": row.counts}


def _day(day: datetime.date) -> str:
    return day.isoformat()
