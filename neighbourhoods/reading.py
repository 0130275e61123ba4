"""Reading results for others: what was last released, and the newest run for those who may see exact numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.models import CoverageRun, ReleasedCoverage, RunResult


@dataclass(frozen=True)
class Wanted:
    """A set, a window in months and a denominator."""

    kind: str
    months: int
    denominator: str


def last_released(town: Municipality, wanted: Wanted) -> ReleasedCoverage | None:
    """Of the monthly releases; a process's own stands on its page."""
    found = ReleasedCoverage.objects.filter(
        municipality=town,
        kind=wanted.kind,
        months=wanted.months,
        denominator=wanted.denominator,
        release__process=None,
    )
    return found.select_related("release").order_by("-release__made_at", "-release__pk").first()


def newest_exact_result(town: Municipality, wanted: Wanted) -> dict[str, Any] | None:
    """As stored: exact. The caller has asked whether the reader may see it, and logs that they do."""
    with in_town(town):
        found = RunResult.objects.filter(
            municipality=town,
            kind=wanted.kind,
            denominator=wanted.denominator,
            run__months=wanted.months,
            run__state=CoverageRun.State.DONE,
        )
        result = found.order_by("-run__made_at", "-run__pk").first()
        coverage: dict[str, Any] | None = result.coverage if result else None
    return coverage
