"""Live numbers of the service that a measure can point at. They are figures of reports, over the last 12 months.

What rests on persons comes from releases alone, as everywhere. A new indicator is a key here and a method in
reports/methods.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.models import Measure
from neighbourhoods.reports.figures import Figure, Period, Scope
from neighbourhoods.reports.messages import message_figures, wait_figures
from neighbourhoods.reports.persons import person_figures
from neighbourhoods.reports.room import room_figures
from neighbourhoods.reports.taking_part import budget_figures, outcome_figures, taking_part_figures

INDICATORS: dict[str, Callable[[Scope], list[Figure]]] = {
    "messages": message_figures,
    "messages_answered": message_figures,
    "answered_share": message_figures,
    "answer_days_median": wait_figures,
    "answer_days_p90": wait_figures,
    "outcomes": outcome_figures,
    "consultations": taking_part_figures,
    "events": taking_part_figures,
    "initiatives_answered": taking_part_figures,
    "ballots": budget_figures,
    "participants": person_figures,
    "participants_share": person_figures,
    "underserved_areas": person_figures,
    "places": room_figures,
    "places_per_1000": room_figures,
    "open_m2_per_1000": room_figures,
}
# A unit's own numbers; of all others the unit that owns the measure is no limit
BY_UNIT = {"messages", "messages_answered", "answered_share", "answer_days_median", "answer_days_p90"}
DAYS = 365


@dataclass(frozen=True)
class Live:
    """An indicator's number today beside the measure's target."""

    figure: Figure
    target: float | None
    aim: str

    @property
    def is_reached(self) -> bool | None:
        """None without a target, or without a number."""
        if self.target is None or self.figure.value is None:
            return None
        at_least = self.aim == Measure.Aim.AT_LEAST
        return self.figure.value >= self.target if at_least else self.figure.value <= self.target


def live(measures: list[Measure], town: Municipality, today: datetime.date) -> dict[int, Live]:
    """The numbers of many measures, by the measure's id; what several point at is read once."""
    known: dict[tuple[object, ...], dict[str, Figure]] = {}
    found: dict[int, Live] = {}
    with in_town(town):
        for measure in measures:
            if measure.indicator not in INDICATORS:
                continue
            scope, read = scope_of(measure, town, today), INDICATORS[measure.indicator]
            key = (read, scope.unit and scope.unit.pk, scope.area and scope.area.pk)
            if key not in known:
                known[key] = {figure.key: figure for figure in read(scope)}
            figure = known[key].get(measure.indicator)
            if figure is not None:
                found[measure.pk] = Live(figure, measure.target, measure.aim)
    return found


def scope_of(measure: Measure, town: Municipality, today: datetime.date) -> Scope:
    """The last 12 months; in the measure's area if it has one, and of its unit where the number is a unit's own."""
    period = Period(today - datetime.timedelta(days=DAYS - 1), today, today)
    unit = measure.owner if measure.indicator in BY_UNIT and measure.area is None else None
    return Scope(town, period, unit, measure.area)
