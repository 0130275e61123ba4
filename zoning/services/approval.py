"""A plan is approved when its objections are answered, or with a reason that says why it is approved all the same."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.codes import Lifecycle
from zoning.models import Approval, Plan, Position, Statement
from zoning.replying import replying
from zoning.services.phases import Step, take_step
from zoning.services.positions import tell_those_who_asked

HANDLING, DECISION = "11", "11A"
SHORTEST_REASON, LONGEST_REASON = 20, 5_000


@dataclass(frozen=True)
class Decision:
    """Who approved the plan and when, by the minutes. `override_reason`: why, though objections await a reply."""

    decided_on: datetime.date
    decided_by: Mapping[str, str]
    override_reason: str = ""


def approve_plan(*, town: Municipality, plan: Plan, decision: Decision, by: User) -> Approval:
    """The decision with what was unanswered then, the plan's step to "approved", and word to those who asked for it.

    Refused while objections are without a reply and no reason is given. The same approval again changes nothing.
    """
    decided_by = {language: text.strip() for language, text in decision.decided_by.items() if text.strip()}
    reason = decision.override_reason.strip()[:LONGEST_REASON]
    with in_town(town):
        now = Plan.objects.defer("geom").select_for_update().get(pk=plan.pk)
        same = Approval.objects.filter(plan=now, decided_on=decision.decided_on).last()
        if same is not None and now.state == Lifecycle.APPROVED:
            return same
        codes = [each.statement.receipt_code for each in replying(now).unanswered(Statement.Kind.OBJECTION)]
        _refuse(decided_by, codes, reason)
        approval = Approval.objects.create(
            municipality=town,
            plan=now,
            decided_on=decision.decided_on,
            decided_by=decided_by,
            unanswered=codes,
            override_reason=reason if codes else "",
            user=by,
        )
        step = Step(Lifecycle.APPROVED, decision.decided_on, HANDLING, DECISION, {"names": decided_by})
        take_step(town=town, plan=now, step=step, user=by)
        tell_those_who_asked(town=town, plan=now, kind=Position.Kind.APPROVAL, by=by)
        return approval


def _refuse(decided_by: Mapping[str, str], unanswered: list[str], reason: str) -> None:
    errors = []
    if not decided_by:
        errors.append(FieldError("decided_by", "required", _("Write who approved the plan.")))
    if unanswered and len(reason) < SHORTEST_REASON:
        words = _("Objections are without a reply. Answer them, or write why the plan was approved all the same.")
        errors.append(FieldError("override_reason", "unanswered", words))
    if errors:
        raise Refused(errors)
