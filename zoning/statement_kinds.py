"""Which kind a statement is of, by phase and by who sends it. Content decides in the end: staff may judge anew."""

from __future__ import annotations

import datetime

from zoning.codes import Lifecycle
from zoning.models import Hearing, Plan, Statement

OF_OFFICE = frozenset({Statement.Sender.AUTHORITY, Statement.Sender.BODY})
OBJECTIONS_IN = frozenset({Hearing.Kind.PROPOSAL, Hearing.Kind.CHANGED_PROPOSAL, Hearing.Kind.STREET_PLAN})
_AT_PROPOSAL = frozenset({Lifecycle.PROPOSAL, Lifecycle.CHANGED_PROPOSAL})
_IN_PREPARATION = frozenset({Lifecycle.INITIATIVE, Lifecycle.PENDING, Lifecycle.PREPARATION})


def kind_of(*, hearing: Hearing | None, sender: str, asked: bool) -> str:
    """Authorities and councils, and whoever was asked by name, give official statements; a proposal on display takes
    objections from anybody else; before that there are opinions."""
    if asked or sender in OF_OFFICE:
        return Statement.Kind.OFFICIAL
    takes_objections = hearing is not None and hearing.kind in OBJECTIONS_IN
    return Statement.Kind.OBJECTION if takes_objections else Statement.Kind.OPINION


def hearing_for_statement(plan: Plan, day: datetime.date) -> Hearing | None:
    """The hearing that a statement sent now speaks to: the open one, else the one that closed last in this phase.

    What comes after the last day of a hearing whose phase still goes on is late, not homeless. Runs inside `in_town`.
    """
    standing = Hearing.objects.filter(plan=plan, published_at__isnull=False, cancelled_at__isnull=True)
    begun = list(standing.filter(first_day__lte=day).order_by("last_day", "id"))
    if not begun:
        return None
    newest: Hearing = begun[-1]
    if newest.last_day >= day:
        return newest
    state = Lifecycle(plan.state)
    same_phase = state in (_AT_PROPOSAL if newest.kind in OBJECTIONS_IN else _IN_PREPARATION)
    return newest if same_phase else None
