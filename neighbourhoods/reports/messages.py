"""Figures of published messages: how many came, how many were answered, and how long that took."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from feedback_map.models import Kind
from geo import sql
from neighbourhoods.reports.figures import Figure, Missing, Scope, Source, Where


def message_figures(scope: Scope) -> list[Figure]:
    """Counts by kind and of answers; two statements."""
    asked = asked_of(scope)
    told = {
        kind: (messages, answered) for kind, messages, answered in sql.rows("neighbourhoods/report_messages", asked)
    }
    received = sum(messages for messages, _answered in told.values())
    answered = sum(number for _messages, number in told.values())
    source, where = _source("report_messages", scope, asked), _where(scope)
    share = 100 * answered / received if received else None
    return [
        Figure("messages", "count", received, source, where=where),
        *(Figure(f"messages_{kind}", "count", told.get(kind, (0, 0))[0], source, where=where) for kind in Kind.values),
        Figure("messages_answered", "count", answered, source, n=received, where=where),
        Figure(
            "answered_share", "percent", share, source, n=received, missing="" if received else "nothing", where=where
        ),
        *wait_figures(scope),
    ]


def wait_figures(scope: Scope) -> list[Figure]:
    """Working days until half, and until nine in ten, had an answer; what still waits counts as "at least so long"."""
    from geo.stats.survival import ended_by, kaplan_meier  # arrays load where something is counted

    asked = asked_of(scope)
    lengths = sql.rows("neighbourhoods/report_waits", {**asked, "today": scope.period.today})
    days, ended, waiting = ([row[place] for row in lengths] for place in range(3))
    curve = kaplan_meier(days, ended, waiting)
    source, where = _source("report_waits", scope, {**asked, "today": scope.period.today}), _where(scope)
    figures = []
    for key, share in (("answer_days_median", 0.5), ("answer_days_p90", 0.9)):
        took = ended_by(curve, share)
        missing: Missing = "" if took.value is not None else "not_reached" if curve.cases else "nothing"
        figures.append(
            Figure(key, "days", took.value, source, curve.cases, took.low, took.high, missing=missing, where=where)
        )
    return figures


def asked_of(scope: Scope) -> dict[str, Any]:
    """What both statements are asked with."""
    return {
        "town": scope.town.pk,
        "first": _begins(scope.period.first),
        "until": _begins(scope.period.last + datetime.timedelta(days=1)),
        "owner": scope.unit.code if scope.unit else None,
        "area": scope.area.pk if scope.area else None,
    }


def _begins(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _source(name: str, scope: Scope, asked: dict[str, Any]) -> Source:
    told = {**asked, "town": scope.town.slug, "area": area_name(scope)}
    told = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in told.items()}
    return Source(f"neighbourhoods/sql/{name}.sql", told)


def area_name(scope: Scope) -> str:
    return f"{scope.area.area_set.kind}/{scope.area.code}" if scope.area else ""


def _where(scope: Scope) -> Where:
    """The list behind the counts: the area's page, or the map."""
    if scope.area:
        return Where("area", {"area_set": scope.area.area_set.kind, "code": scope.area.code})
    return Where("map")
