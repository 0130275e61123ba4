"""The report of a period: of a town, of one unit, or of one area. Made when it is asked for, from public figures."""

from __future__ import annotations

from dataclasses import dataclass

from geo.tenancy import in_town
from neighbourhoods.reports.figures import Scope, Section
from neighbourhoods.reports.forms import FormsMatrix, forms_matrix
from neighbourhoods.reports.measures import programme_figures
from neighbourhoods.reports.messages import message_figures
from neighbourhoods.reports.persons import person_figures
from neighbourhoods.reports.room import room_figures
from neighbourhoods.reports.taking_part import budget_figures, outcome_figures, taking_part_figures


@dataclass(frozen=True)
class Report:
    """Sections of figures; each figure says its source. `forms` stands in the report of a town or a unit."""

    scope: Scope
    sections: tuple[Section, ...]
    forms: FormsMatrix | None


def make_report(scope: Scope) -> Report:
    with in_town(scope.town):
        sections = (
            Section("messages", tuple(message_figures(scope))),
            Section("followed", tuple(outcome_figures(scope))),
            Section("taking_part", tuple(taking_part_figures(scope))),
            Section("budget", tuple(budget_figures(scope))),
            Section("persons", tuple(person_figures(scope))),
            Section("programme", tuple(programme_figures(scope))),
            Section("room", tuple(room_figures(scope))),
        )
        forms = None if scope.area else forms_matrix(scope)
    return Report(scope, tuple(one for one in sections if one.figures), forms)
