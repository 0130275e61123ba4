"""The wire shape of an area's numbers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from neighbourhoods.dashboards import AreaSummary
from neighbourhoods.models import Release


def summary_record(summary: AreaSummary, *, since_asked: bool = False) -> dict[str, Any]:
    """`participants_home` is null and `suppressed` where the number is small, or was never released."""
    figures = summary.figures
    people = figures.people
    return {
        "people": _count(people.people),
        "people_year": people.year,
        "people_basis": people.basis or None,
        "holiday_homes": _count(people.holiday_homes),
        "participants_home": figures.participants,
        "suppressed": figures.participants is None,
        "pins_here": summary.pins.pins,
        "by_kind": summary.pins.by_kind,
        "by_channel": summary.pins.by_channel,
        "since": summary.pins.since if since_asked else None,
        "run": figures.run,
        "released_on": figures.released_on and figures.released_on.isoformat(),
    }


def _count(number: float | None) -> float | int | None:
    """Whole where it is whole; people spread from other areas are not."""
    if number is None:
        return None
    return int(number) if float(number).is_integer() else round(number, 2)


class CountsField(serializers.DictField):
    child = serializers.IntegerField()


class AreaSummarySerializer(serializers.Serializer[Any]):
    people = serializers.FloatField(allow_null=True, help_text="residents; null where the source hides or lacks them")
    people_year = serializers.IntegerField(allow_null=True)
    people_basis = serializers.CharField(allow_null=True, help_text="given, interpolated, or summed from cells")
    holiday_homes = serializers.FloatField(allow_null=True)
    participants_home = serializers.IntegerField(
        allow_null=True, help_text="persons who live here and have taken part, as last released; 0 to 4 is never told"
    )
    suppressed = serializers.BooleanField(help_text="participants_home is hidden, or was never released")
    pins_here = serializers.IntegerField(help_text="published pins in the area, now")
    by_kind = CountsField()
    by_channel = CountsField()
    since = serializers.IntegerField(
        allow_null=True, help_text="of them, those that came on or after the day asked for"
    )
    run = serializers.CharField(allow_null=True, help_text="the release that the figures about persons come from")
    released_on = serializers.DateTimeField(allow_null=True)


def coverage_record(coverage: dict[str, Any], release: Release | None) -> dict[str, Any]:
    """A stored result, and the release that made it public (none: it is exact)."""
    return {
        **coverage,
        "release": release and release.public_id,
        "released_on": release and release.made_at.isoformat(),
    }


class CoverageAreaSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="`outside` is the row of those who live in no area of the set")
    names = serializers.DictField(child=serializers.CharField())
    people = serializers.FloatField(allow_null=True)
    participants = serializers.IntegerField(allow_null=True, help_text="distinct persons who live here")
    share_percent = serializers.FloatField(allow_null=True)
    expected = serializers.FloatField(allow_null=True, help_text="if people here took part as in the whole town")
    suppressed = serializers.ChoiceField(["", "under_five", "protects", "few_people"], allow_blank=True)

    def get_fields(self) -> dict[str, Any]:
        """`class` is a word of Python."""
        classes = ["underserved", "on_par", "too_little_data", "no_residents"]
        return {**super().get_fields(), "class": serializers.ChoiceField(classes, allow_null=True)}


class CoverageSerializer(serializers.Serializer[Any]):
    """The parts that others rely on; docs/method.md explains them and the rest."""

    borders = serializers.DictField(help_text="the dated area set: kind, names, valid_from, source, licence")
    denominator = serializers.ChoiceField(["residents", "seasonal"])
    method = serializers.DictField(help_text="run, version, hash of the inputs, seed, window, parameters")
    town = serializers.DictField(help_text="totals, the share of unknown homes, and why it may say less than it could")
    areas = CoverageAreaSerializer(many=True)
    masked = serializers.BooleanField(help_text="small numbers are hidden; false in exact results")
    release = serializers.CharField(allow_null=True)
    released_on = serializers.DateTimeField(allow_null=True)
