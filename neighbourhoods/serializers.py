"""The wire shape of an area's numbers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from neighbourhoods.dashboards import AreaSummary


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
