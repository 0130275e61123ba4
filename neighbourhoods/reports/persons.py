"""Figures about persons: only as released, masked as they were released. Between releases they do not change."""

from __future__ import annotations

import datetime
from dataclasses import replace

from django.utils import timezone

from neighbourhoods.models import ReleasedCoverage
from neighbourhoods.reports.figures import Figure, Missing, Scope, Source, Unit, Where
from neighbourhoods.results import OUTSIDE, AreaRow, Coverage
from neighbourhoods.results_json import from_json

MONTHS = 12
AFTER = datetime.timedelta(days=31)  # a year's own release is made early in the next month
KEYS = ("participants", "participants_share", "underserved_areas")
IN_AREA = ("participants", "participants_share", "coverage_class")


def person_figures(scope: Scope) -> list[Figure]:
    """Of the town, or of those who live in the area; nobody's home is a unit's."""
    found = None if scope.unit else released_for(scope)
    if found is None:
        missing: Missing = "not_by_unit" if scope.unit else "not_released"
        source = Source("neighbourhoods.ReleasedCoverage", {"town": scope.town.slug})
        return [Figure(key, _unit(key), None, source, missing=missing) for key in (IN_AREA if scope.area else KEYS)]
    coverage = from_json(found.coverage)
    source = Source(
        "neighbourhoods.ReleasedCoverage",
        {"town": scope.town.slug, "set": found.kind, "months": found.months},
        release=found.release.public_id,
        run=coverage.method.run,
    )
    if scope.area:
        row = coverage.area(scope.area.code)
        where = Where("area", {"area_set": found.kind, "code": scope.area.code})
        return [replace(one, where=where) for one in _of_area(row, coverage, source)]
    where = Where("coverage", query={"set": found.kind})
    return [replace(one, where=where) for one in _of_town(coverage, source)]


def released_for(scope: Scope) -> ReleasedCoverage | None:
    """The last monthly release of the period, or the one early in the month after it."""
    last = datetime.datetime.combine(scope.period.last, datetime.time.max)
    until = timezone.make_aware(last) + AFTER
    kind = scope.area.area_set.kind if scope.area else scope.town.home_set
    found = ReleasedCoverage.objects.filter(
        municipality=scope.town,
        kind=kind,
        months=MONTHS,
        denominator="residents",
        release__process=None,
        release__made_at__lte=until,
        release__window_to__date__gt=scope.period.first,
    )
    if scope.area:
        found = found.filter(area_set=scope.area.area_set)
    return found.select_related("release").order_by("-release__made_at", "-release__pk").first()


def _of_town(coverage: Coverage, source: Source) -> list[Figure]:
    town = coverage.town
    areas = [row for row in coverage.areas if row.code != OUTSIDE]
    low = sum(row.class_ == "underserved" for row in areas) if town.has_classes else None
    return [
        Figure("participants", "count", town.participants, source, missing=_hidden(town.participants)),
        Figure(
            "participants_share",
            "percent",
            town.share_percent,
            source,
            n=town.participants,
            missing=_hidden(town.share_percent),
        ),
        Figure("underserved_areas", "count", low, source, n=len(areas), missing="" if low is not None else "unknown"),
    ]


def _of_area(row: AreaRow | None, coverage: Coverage, source: Source) -> list[Figure]:
    if row is None:
        return [Figure(key, _unit(key), None, source, missing="unknown") for key in IN_AREA]
    missing = _hidden(row.participants)
    class_ = row.class_ or "" if coverage.town.has_classes else ""
    return [
        Figure("participants", "count", row.participants, source, missing=missing),
        Figure(
            "participants_share",
            "percent",
            row.share_percent,
            source,
            row.participants,
            missing=_hidden(row.share_percent),
        ),
        Figure(
            "coverage_class", "word", None, source, row.participants, word=class_, missing="" if class_ else "unknown"
        ),
    ]


def _hidden(value: float | None) -> Missing:
    return "" if value is not None else "hidden"


def _unit(key: str) -> Unit:
    return "percent" if key == "participants_share" else "word" if key == "coverage_class" else "count"
