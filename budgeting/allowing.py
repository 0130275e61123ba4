"""What a round allows on a day of the town's calendar: the one truth for pages and for what they lead to."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from budgeting.models import Round, RoundPhase
from zoning.clock import town_today

Kind = RoundPhase.Kind


def allows(of: Round, kind: str, day: datetime.date | None = None) -> bool:
    """Whether the round allows this today (or on the day). Runs inside `in_town`."""
    return kind in kinds_on(of, of.phases.all(), day or town_today())


def kinds_on(of: Round, phases: Iterable[RoundPhase], day: datetime.date) -> frozenset[str]:
    """Everything that a published round allows on a day, by its phases. A vote that was closed stays closed."""
    if of.published_at is None:
        return frozenset()
    known = frozenset(phase.kind for phase in phases if covers(phase, day))
    return known if of.is_open_for_ballots else known - {Kind.VOTE}


def covers(phase: RoundPhase, day: datetime.date) -> bool:
    """Both days are included; without a last day it goes on until further notice."""
    return phase.starts_on <= day and (phase.ends_on is None or day <= phase.ends_on)
