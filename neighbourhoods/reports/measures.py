"""Figures of the programme: how its measures stand today."""

from __future__ import annotations

from neighbourhoods.models import Measure, Programme
from neighbourhoods.programme.reading import told_measures
from neighbourhoods.reports.figures import Figure, Scope, Source, Where
from neighbourhoods.reports.messages import area_name


def programme_figures(scope: Scope) -> list[Figure]:
    """Of the public programmes that were in force on some day of the period; none where there is no programme."""
    programmes = Programme.objects.filter(
        municipality=scope.town,
        is_public=True,
        starts_on__lte=scope.period.last,
        ends_on__gte=scope.period.first,
    ).exclude(stage=Programme.Stage.DRAFT)
    if not programmes:
        return []
    measures = Measure.objects.filter(goal__programme__in=programmes)
    measures = measures.filter(owner=scope.unit) if scope.unit else measures
    told = told_measures(measures.filter(area=scope.area) if scope.area else measures, scope.period.today)
    asked = {
        "town": scope.town.slug,
        "programme": " ".join(one.slug for one in programmes),
        "unit": scope.unit.code if scope.unit else "",
        "area": area_name(scope),
        "day": scope.period.today,
    }
    source, all_ = Source("neighbourhoods.Measure", asked), len(told)
    counts: dict[str, int] = {
        f"measures_{status}": sum(one.measure.status == status for one in told) for status in Measure.Status.values
    }
    counts["measures_overdue"] = sum(one.is_overdue for one in told)
    counts["measures_without_evidence"] = sum(one.lacks_evidence for one in told)
    lists = {"measures_overdue": "overdue", "measures_without_evidence": "no-evidence"}
    first = programmes[0].slug
    return [
        Figure(
            key,
            "count",
            number,
            source,
            n=all_,
            where=Where("programme", {"slug": first}, {"only": lists.get(key, "")}),
        )
        for key, number in counts.items()
    ]
