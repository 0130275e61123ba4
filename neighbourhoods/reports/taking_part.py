"""Figures of what one could take part in, and what followed: consultations, events, hearings, budgets, outcomes."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.gis.db.models import Union
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from budgeting.models import Pot, Round, RoundResult
from feedback_map.models import PublishedInitiative, PublishedOutcome
from geo.models import Area
from neighbourhoods.reports.figures import Figure, Missing, Scope, Source, Where
from neighbourhoods.reports.messages import area_name
from participation.models import Event, Process
from zoning.models import PublishedHearing


def taking_part_figures(scope: Scope) -> list[Figure]:
    return [
        _count("consultations", consultations_in(scope), scope, Where("processes")),
        _count("events", events_in(scope), scope, Where("calendar_page", query=_year(scope)), by_unit=False),
        _count("hearings", hearings_in(scope), scope, Where("calendar_page", query=_year(scope)), by_unit=False),
        *initiative_figures(scope),
    ]


def initiative_figures(scope: Scope) -> list[Figure]:
    """Initiatives that everybody may read: made in the period, and answered in it."""
    shown = PublishedInitiative.objects.filter(municipality=scope.town)
    if scope.unit:
        shown = shown.filter(owner=scope.unit.code)
    if scope.area:
        shown = shown.filter(place__intersects=_shape(scope.area))
    where = Where("initiatives")
    return [
        _count("initiatives", shown.filter(received_at__range=_moments(scope)), scope, where),
        _count("initiatives_answered", shown.filter(closed_at__range=_moments(scope)), scope, where),
    ]


def outcome_figures(scope: Scope) -> list[Figure]:
    """What followed, told publicly: the count of stories that programmes use as an indicator."""
    told = PublishedOutcome.objects.filter(
        municipality=scope.town, decided_on__range=(scope.period.first, scope.period.last)
    )
    if scope.unit:
        told = told.filter(decided_by=scope.unit.code)
    if scope.area:
        told = told.filter(Q(about_area=scope.area) | Q(place__intersects=_shape(scope.area)))
    return [_count("outcomes", told, scope, Where("outcomes", query=_year(scope)))]


def budget_figures(scope: Scope) -> list[Figure]:
    """Votes whose result was published in the period. Ballots are counted; voters are told by area nowhere else."""
    rounds = Round.objects.of(scope.town).published().filter(results_at__range=_moments(scope))
    if scope.area:
        rounds = rounds.filter(Q(area=scope.area) | Q(pots__area=scope.area)).distinct()
    ids = list(rounds.values_list("pk", flat=True))
    ballots = RoundResult.objects.filter(round__in=ids, is_official=True).aggregate(all=Sum("ballots"))["all"] or 0
    pots = Pot.objects.filter(round__in=ids)
    pots = pots.filter(Q(area=scope.area) | Q(round__area=scope.area)) if scope.area else pots
    cents = pots.aggregate(all=Sum("money_cents"))["all"] or 0
    source, missing = _source("budgeting.Round, RoundResult, Pot: results_at in the period", scope), _by_unit(scope)
    where = Where("budget_earlier")
    values: list[tuple[str, Any, float]] = [
        ("rounds", "count", len(ids)),
        ("ballots", "count", ballots),
        ("budget_shared", "euros", cents / 100),
    ]
    return [
        Figure(key, unit, None if missing else value, source, n=len(ids), missing=missing, where=where)
        for key, unit, value in values
    ]


def consultations_in(scope: Scope) -> QuerySet[Process]:
    """Public ones that were open on some day of the period. Those of the whole town are part of no area."""
    found = Process.objects.filter(municipality=scope.town, is_public=True, opens_on__lte=scope.period.last)
    found = found.filter(Q(closes_on=None) | Q(closes_on__gte=scope.period.first))
    if scope.unit:
        found = found.filter(owner=scope.unit)
    return found.filter(area=scope.area) if scope.area else found


def events_in(scope: Scope) -> QuerySet[Event]:
    """Events that were held, not called off; in an area by their place."""
    found = Event.objects.shown(scope.town).filter(starts_at__range=_moments(scope), called_off_at=None)
    if not scope.area:
        return found
    shape = _shape(scope.area)
    return found.filter(Q(point__within=shape) | Q(point=None, place__point__within=shape))


def hearings_in(scope: Scope) -> QuerySet[PublishedHearing]:
    """Displays of plans that were on on some day of the period; in an area when the plan reaches into it."""
    found = PublishedHearing.objects.filter(
        municipality=scope.town,
        first_day__lte=scope.period.last,
        last_day__gte=scope.period.first,
        cancelled_at=None,
    )
    return found.filter(plan__geom__intersects=_shape(scope.area)) if scope.area else found


def _shape(area: Area) -> Any:
    return Area.objects.filter(pk=area.pk).aggregate(shape=Union("geom"))["shape"]


def _count(key: str, rows: QuerySet[Any], scope: Scope, where: Where, *, by_unit: bool = True) -> Figure:
    missing: Missing = "" if by_unit else _by_unit(scope)
    source = _source(f"{rows.model._meta.label}, published", scope)
    return Figure(key, "count", None if missing else rows.count(), source, missing=missing, where=where)


def _by_unit(scope: Scope) -> Missing:
    return "not_by_unit" if scope.unit else ""


def _source(statement: str, scope: Scope) -> Source:
    asked = {
        "town": scope.town.slug,
        "first": scope.period.first,
        "last": scope.period.last,
        "unit": scope.unit.code if scope.unit else "",
        "area": area_name(scope),
    }
    return Source(statement, asked)


def _year(scope: Scope) -> dict[str, str]:
    return {"year": str(scope.period.last.year)}


def _moments(scope: Scope) -> tuple[datetime.datetime, datetime.datetime]:
    """Both ends are part of a range: the last one is the last microsecond of the last day."""
    first, after = (
        timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
        for day in (scope.period.first, scope.period.last + datetime.timedelta(days=1))
    )
    return first, after - datetime.timedelta(microseconds=1)
