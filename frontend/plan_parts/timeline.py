"""The steps of a plan so far, and those that its scheme promises."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format

from geo.languages import text_in
from zoning.code_lists import DECISIONS, HANDLINGS
from zoning.models import ParticipationScheme, PlanPhase

if TYPE_CHECKING:
    from frontend.plan_parts import ShownPlan


@dataclass(frozen=True)
class ShownStep:
    """A step that was taken: the day, the state it led to, what was done or decided, and a note."""

    phase: PlanPhase
    language: str
    is_newest: bool

    @property
    def what(self) -> str:
        """The handling or decision in the words of the national list."""
        if self.phase.decision:
            return DECISIONS.word(self.phase.decision, self.language)
        return HANDLINGS.word(self.phase.handling, self.language) if self.phase.handling else ""

    @property
    def decided_by(self) -> str:
        return text_in(self.phase.decided_by.get("names"), self.language)

    @property
    def note(self) -> str:
        return text_in(self.phase.note, self.language)


def timeline(shown: ShownPlan) -> dict[str, Any]:
    phases = list(shown.plan.phases.defer("geom"))
    newest = phases[-1].pk if phases else None
    scheme = shown.plan.schemes.published().first()
    return {
        "steps": [ShownStep(one, shown.page.language, one.pk == newest) for one in phases],
        "steps_ahead": _ahead(scheme, shown.today, shown.page.language) if scheme else [],
    }


def _ahead(scheme: ParticipationScheme, today: datetime.date, language: str) -> list[tuple[str, str]]:
    """What the timetable says of this month and later: when, and what."""
    this_month = f"{today:%Y-%m}"
    rows = [row for row in scheme.timetable if (row.get("to") or row.get("from") or "") >= this_month]
    return [(months(row), text_in(row.get("names"), language)) for row in rows]


def months(row: dict[str, Any]) -> str:
    """ "May 2026 – June 2026", or one month, as the reader's language writes them."""
    ends = [_month(row[end]) for end in ("from", "to") if row.get(end)]
    return " – ".join(dict.fromkeys(ends))


def _month(written: str) -> str:
    year, _dash, month = written.partition("-")
    return date_format(datetime.date(int(year), int(month), 1), "YEAR_MONTH_FORMAT")
