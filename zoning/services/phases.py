"""Steps of a plan's life: each is a row that stays, and what may follow what is decided in zoning/allowed.py."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.allowed import refused_change, refused_events
from zoning.clock import town_today
from zoning.codes import Lifecycle
from zoning.models import Approval, Plan, PlanPhase
from zoning.services.plans import keep_plan, locked_plan, said

BEGAN, FORCE = frozenset({"02"}), frozenset({"11", "13"})


@dataclass(frozen=True)
class Step:
    """What happened: the state the plan came to, on which day, by which handling or decision of whom."""

    state: str
    on: datetime.date
    handling: str = ""
    decision: str = ""
    decided_by: Mapping[str, Any] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)


def take_step(
    *, town: Municipality, plan: Plan, step: Step, user: User | None = None, version: int | None = None
) -> PlanPhase:
    """Write down a step, and bring the plan to its state. The same step again changes nothing. Raises Refused, which
    names the rule; an approval is written down first by its own service."""
    with in_town(town):
        now = locked_plan(plan, version)
        same = _same(now, step)
        if same is not None:
            return same
        errors = _errors(now, step)
        if errors:
            raise Refused(errors)
        made = PlanPhase.objects.create(
            municipality=town, plan=now, user=user, **{**vars(step), "note": said(step.note)}
        )
        _bring(now, step)
        keep_plan(town, now)
        return made


def _same(plan: Plan, step: Step) -> PlanPhase | None:
    """The last step when this is the same one, sent twice."""
    last = plan.phases.order_by("-on", "-id").first()
    if last is None or (last.state, last.on) != (step.state, step.on):
        return None
    return last if (last.handling, last.decision) == (step.handling, step.decision) else None


def _errors(plan: Plan, step: Step) -> list[FieldError]:
    if step.state not in Lifecycle.values:
        return [FieldError("state", "unknown_state", _("Choose the state."))]
    errors = refused_change(plan.state, step.state)
    errors += refused_events(step.state, handling=step.handling, decision=step.decision)
    last = plan.phases.order_by("-on").values_list("on", flat=True).first()
    if last is not None and step.on < last:
        errors.append(FieldError("on", "before_last", _("The day is before that of the step before.")))
    if step.on > town_today():
        errors.append(FieldError("on", "in_the_future", _("The day has not come yet.")))
    if step.state == Lifecycle.APPROVED and not Approval.objects.filter(plan=plan).exists():
        reason = _("A plan is approved on its approval page, which first lists the objections without a reply.")
        errors.append(FieldError("state", "approval_missing", reason))
    return errors


def _bring(plan: Plan, step: Step) -> None:
    """The state, and the days that the step tells."""
    plan.state = step.state
    if step.state in BEGAN:
        plan.initiated_on = step.on
    if step.state == Lifecycle.APPROVED:
        plan.approved_on = step.on
    if step.state in FORCE:
        plan.in_force_on = plan.in_force_on or step.on
