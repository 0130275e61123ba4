"""The wire shape of a programme of participation."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers

from geo.serializers import AreaNameSerializer, NamesField
from neighbourhoods.models import Evidence, Measure, Programme
from neighbourhoods.programme.indicators import Live
from neighbourhoods.programme.reading import ToldGoal, ToldMeasure, ToldProgramme
from neighbourhoods.reports.api import FigureSerializer, figure_record
from participation.models import FormOfParticipation

Numbers = Mapping[int, Live]
ShownBy = Mapping[int, Sequence[Evidence]]


class ProgrammeSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    titles = NamesField()
    summaries = NamesField()
    stage = serializers.ChoiceField(Programme.Stage.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="the last day")
    approved_by = serializers.CharField(allow_blank=True)
    approved_on = serializers.DateField(allow_null=True)
    source_url = serializers.CharField(allow_blank=True, help_text="the document it was taken from")
    process = serializers.CharField(allow_null=True, help_text="the consultation about it, where it is public")
    measures = serializers.IntegerField()
    by_status = serializers.DictField(child=serializers.IntegerField())
    overdue = serializers.IntegerField(help_text="measures that are late")
    without_evidence = serializers.IntegerField(help_text="begun or carried out, but nothing shows it")


class ProgrammeListSerializer(serializers.Serializer[Any]):
    programmes = ProgrammeSerializer(many=True)
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)


class EvidenceSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["page", "outcome", "event", "process"])
    name = serializers.CharField(help_text="the page's address; else what the thing is called in addresses")
    words = NamesField()
    day = serializers.DateField()


class IndicatorSerializer(serializers.Serializer[Any]):
    figure = FigureSerializer(help_text="over the last 12 months")
    target = serializers.FloatField(allow_null=True)
    aim = serializers.ChoiceField(Measure.Aim.choices)
    is_reached = serializers.BooleanField(allow_null=True)


class MeasureSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    number = serializers.IntegerField(help_text="in its goal")
    titles = NamesField()
    owner = serializers.CharField(allow_null=True, help_text="code of the unit that is responsible")
    owner_words = serializers.CharField(allow_blank=True, help_text="who is responsible, as the programme writes it")
    schedule = serializers.CharField(allow_blank=True)
    starts_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True, help_text="the last day; null where it goes on")
    evaluation = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(Measure.Status.choices)
    status_words = NamesField()
    status_on = serializers.DateField(allow_null=True)
    area = AreaNameSerializer(allow_null=True)
    is_overdue = serializers.BooleanField()
    lacks_evidence = serializers.BooleanField()
    indicator = IndicatorSerializer(allow_null=True)
    evidence = EvidenceSerializer(many=True)


class GoalSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    headings = NamesField(help_text="of the part of the programme it stands in")
    titles = NamesField()
    form = serializers.ChoiceField([*FormOfParticipation.values, ""])
    measures = MeasureSerializer(many=True)


class WholeProgrammeSerializer(ProgrammeSerializer):
    goals = GoalSerializer(many=True)


def programme_record(told: ToldProgramme) -> dict[str, Any]:
    one = told.programme
    plain = ("slug", "titles", "summaries", "stage", "approved_by", "source_url")
    return {
        **{name: getattr(one, name) for name in plain},
        **{name: _day(getattr(one, name)) for name in ("starts_on", "ends_on", "approved_on")},
        "process": one.process.slug if one.process and one.process.is_public else None,
        "measures": len(told.measures),
        "by_status": told.by_status,
        "overdue": len(told.overdue),
        "without_evidence": len(told.without_evidence),
    }


def goal_record(told: ToldGoal, numbers: Numbers, shown_by: ShownBy) -> dict[str, Any]:
    plain = {name: getattr(told.goal, name) for name in ("number", "headings", "titles", "form")}
    return {**plain, "measures": [measure_record(one, numbers, shown_by) for one in told.measures]}


def measure_record(told: ToldMeasure, numbers: Numbers, shown_by: ShownBy) -> dict[str, Any]:
    one = told.measure
    plain = ("number", "titles", "owner_words", "schedule", "evaluation", "status", "status_words")
    return {
        "id": one.public_id,
        **{name: getattr(one, name) for name in plain},
        **{name: _day(getattr(one, name)) for name in ("starts_on", "due_on", "status_on")},
        "owner": one.owner and one.owner.code,
        "area": one.area and {"set": one.area.area_set.kind, "area": one.area.code},
        "is_overdue": told.is_overdue,
        "lacks_evidence": told.lacks_evidence,
        "indicator": _indicator(numbers.get(one.pk)),
        "evidence": [_evidence(each) for each in shown_by.get(one.pk, ())],
    }


def _indicator(found: Live | None) -> dict[str, Any] | None:
    if found is None:
        return None
    figure = figure_record(found.figure)
    return {"figure": figure, "target": found.target, "aim": found.aim, "is_reached": found.is_reached}


def _evidence(one: Evidence) -> dict[str, Any]:
    kind, name = "page", one.url
    if one.outcome is not None:
        kind, name = "outcome", one.outcome.public_id
    elif one.event is not None:
        kind, name = "event", one.event.code
    elif one.process is not None:
        kind, name = "process", one.process.slug
    return {"kind": kind, "name": name, "words": one.words, "day": _day(one.day)}


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
