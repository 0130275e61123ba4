"""What may still change once somebody has voted, and how it is told: a reason, what was, and what is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budgeting.models import Proposal, Round, RoundChange
from budgeting.services.rounds import LONGEST_TEXT, Texts, locked_round, said, wrong_texts
from geo.refusals import FieldError, Refused

FROZEN = _("Somebody has voted already, so this cannot be changed any more.")


@dataclass(frozen=True)
class Change:
    """Who changes a round, which version was read, and why; a reason is needed once somebody has voted."""

    user: User | None = None
    version: int | None = None
    reason: Texts = field(default_factory=dict)


def is_frozen(round: Round) -> bool:
    return round.frozen_at is not None or round.closed_at is not None


def begin_change(round: Round, change: Change) -> Round:
    """The round as it is, locked, for a change. Raises StaleRound."""
    return locked_round(round, change.version)


def tell_change(round: Round, change: Change, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Publish what changes in a round that is voted in, in the transaction of the change; before that nobody relied
    on it. Raises Refused without a reason in the town's first language."""
    changed = [name for name in after if before.get(name) != after[name]]
    if not changed or not is_frozen(round):
        return
    reason = said(change.reason)
    errors = wrong_texts("reason", reason, LONGEST_TEXT)
    if round.municipality.first_language not in reason:
        text = _("Say why it changes, in the town's first language. The reason is published.")
        errors.append(FieldError("reason", "required", text))
    if errors:
        raise Refused(errors)
    RoundChange.objects.create(
        municipality=round.municipality,
        round=round,
        reason=reason,
        before={name: before.get(name) for name in changed},
        after={name: after[name] for name in changed},
        user=change.user,
    )


def tell_leaving(proposal: Proposal, reason: Texts, user: User | None) -> None:
    """Publish that a proposal leaves a ballot that people vote on; from a closed one none leaves. Raises Refused."""
    of = proposal.round
    if proposal.state != Proposal.State.ACCEPTED or not is_frozen(of):
        return
    if of.closed_at is not None:
        raise Refused([FieldError("state", "counted", _("It was voted on, and the votes are counted with it."))])
    accepted = Proposal.objects.filter(round=of, state=Proposal.State.ACCEPTED)
    numbers = list(accepted.order_by("number").values_list("number", flat=True))
    left = [number for number in numbers if number != proposal.number]
    tell_change(of, Change(user, reason=reason), {"proposals": numbers}, {"proposals": left})


def refuse_rewording(proposal: Proposal) -> None:
    """What somebody has chosen is not made into something else while the vote goes on. Raises Refused."""
    if proposal.state == Proposal.State.ACCEPTED and is_frozen(proposal.round):
        raise Refused([FieldError("proposal", "frozen", FROZEN)])


def hold_round(round_id: int) -> None:
    """Lock the round before its proposals, as ballots do, so that nobody waits in a ring. Inside `in_town`."""
    Round.objects.select_for_update().get(pk=round_id)


def refuse_joining(proposal: Proposal) -> None:
    """Nothing joins a ballot that somebody has cast. Raises Refused."""
    if is_frozen(proposal.round):
        raise Refused([FieldError("proposal", "frozen", FROZEN)])


def refuse_frozen(round: Round, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Raises Refused for everything that differs, when the round is voted in."""
    if not is_frozen(round):
        return
    errors = [FieldError(name, "frozen", FROZEN) for name in after if before.get(name) != after[name]]
    if errors:
        raise Refused(errors)
