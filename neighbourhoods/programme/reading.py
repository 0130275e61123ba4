"""A programme as it is told: its goals and measures in order, what is late, and what nothing shows yet.

All reads are inside the town (`in_town`): the tables are behind row-level security.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from feedback_map.models import PublishedOutcome
from geo.models import Municipality
from neighbourhoods.models import Evidence, Goal, Measure, Programme
from participation.models import Event


@dataclass(frozen=True)
class Wanted:
    """Which measures of a programme: all, those that are late, or those that nothing shows; of one owner's code."""

    only: str = ""
    unit: str = ""
    status: str = ""

    def takes(self, told: ToldMeasure) -> bool:
        measure = told.measure
        return (
            (self.only != "overdue" or told.is_overdue)
            and (self.only != "no-evidence" or told.lacks_evidence)
            and (not self.unit or (measure.owner is not None and measure.owner.code == self.unit))
            and (not self.status or measure.status == self.status)
        )


ONLY = ("", "overdue", "no-evidence")


@dataclass(frozen=True)
class ToldMeasure:
    """A measure on a day. `shown_by` is how many things show that it was carried out, of those everybody may see."""

    measure: Measure
    shown_by: int
    today: datetime.date

    @property
    def is_overdue(self) -> bool:
        return self.measure.is_overdue(self.today)

    @property
    def lacks_evidence(self) -> bool:
        """Begun or carried out, it is said, but nothing shows it."""
        return self.measure.status in Measure.TO_BE_SHOWN and not self.shown_by


@dataclass(frozen=True)
class ToldGoal:
    goal: Goal
    measures: tuple[ToldMeasure, ...]


@dataclass(frozen=True)
class ToldProgramme:
    """Everything of a programme, and the measures that were asked for."""

    programme: Programme
    goals: tuple[ToldGoal, ...]
    wanted: Wanted

    @cached_property
    def measures(self) -> list[ToldMeasure]:
        return [measure for goal in self.goals for measure in goal.measures]

    @cached_property
    def overdue(self) -> list[ToldMeasure]:
        return sorted(
            (one for one in self.measures if one.is_overdue), key=lambda one: one.measure.due_on or datetime.date.max
        )

    @cached_property
    def without_evidence(self) -> list[ToldMeasure]:
        return [one for one in self.measures if one.lacks_evidence]

    @cached_property
    def by_status(self) -> dict[str, int]:
        counted = Counter(one.measure.status for one in self.measures)
        return {status: counted[status] for status in Measure.Status.values}

    @cached_property
    def shown(self) -> list[ToldGoal]:
        """The goals with the measures that were asked for; a goal none of whose measures are is left out."""
        if self.wanted == Wanted():
            return list(self.goals)
        chosen = (ToldGoal(one.goal, tuple(filter(self.wanted.takes, one.measures))) for one in self.goals)
        return [one for one in chosen if one.measures]


def programmes_of(town: Municipality, *, public: bool) -> QuerySet[Programme]:
    """Those in force first, then drafts, then earlier ones, each newest first."""
    found = Programme.objects.filter(municipality=town).select_related("process")
    return found.filter(is_public=True) if public else found


def in_order(programmes: Iterable[Programme]) -> list[Programme]:
    rank = {Programme.Stage.IN_FORCE: 0, Programme.Stage.DRAFT: 1, Programme.Stage.ENDED: 2}
    return sorted(programmes, key=lambda one: (rank[Programme.Stage(one.stage)], -one.starts_on.toordinal(), one.slug))


def told_programme(programme: Programme, today: datetime.date, wanted: Wanted | None = None) -> ToldProgramme:
    """Two reads, however many measures there are."""
    goals = list(Goal.objects.filter(programme=programme).select_related("programme"))
    rows = told_measures(Measure.objects.filter(goal__programme=programme), today)
    by_goal: dict[int, list[ToldMeasure]] = {}
    for row in rows:
        by_goal.setdefault(row.measure.goal_id, []).append(row)
    told = tuple(ToldGoal(goal, tuple(by_goal.get(goal.pk, ()))) for goal in goals)
    return ToldProgramme(programme, told, wanted or Wanted())


def told_measures(measures: QuerySet[Measure], today: datetime.date) -> list[ToldMeasure]:
    found = measures.select_related("owner", "area", "area__area_set", "goal").defer("area__geom", "area__label_point")
    counted = found.annotate(shown_by=Count("evidence", filter=everybody_sees(), distinct=True))
    return [ToldMeasure(one, one.shown_by, today) for one in counted.order_by("goal__number", "number")]


def everybody_sees(prefix: str = "evidence__") -> Q:
    """Links, published outcomes, events and consultations that are open: what is a draft shows nothing yet."""
    told = PublishedOutcome.objects.values("outcome_id")
    open_event = Q(**{f"{prefix}event__is_public": True}) & (
        Q(**{f"{prefix}event__process": None}) | Q(**{f"{prefix}event__process__is_public": True})
    )
    return (
        ~Q(**{f"{prefix}url": ""})
        | Q(**{f"{prefix}outcome__in": told})
        | (Q(**{f"{prefix}event__isnull": False}) & open_event)
        | Q(**{f"{prefix}process__is_public": True})
    )


def evidence_of(measure: Measure, *, public: bool) -> list[Evidence]:
    found = Evidence.objects.filter(measure=measure).select_related("outcome", "event", "process")
    found = found.defer("outcome__place", "event__point")
    return list(found.filter(everybody_sees("")) if public else found)


def evidence_by_measure(measures: Iterable[Measure]) -> dict[int, list[Evidence]]:
    """What everybody may see of it, in one read, by the measure's id."""
    rows = Evidence.objects.filter(everybody_sees(""), measure__in=list(measures)).select_related(
        "outcome", "event", "process"
    )
    found: dict[int, list[Evidence]] = {}
    for row in rows.defer("outcome__place", "event__point"):
        found.setdefault(row.measure_id, []).append(row)
    return found


def events_to_name(town: Municipality) -> QuerySet[Event]:
    """Events that can be named as evidence: those that have begun."""
    begun = Event.objects.shown(town).filter(starts_at__lte=timezone.now())
    return begun.order_by("-starts_at").defer("point")
