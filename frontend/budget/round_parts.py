"""What a round's page says of the round itself: its phases, its money, who decides, who may vote, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from budgeting.allowing import covers
from budgeting.models import RoundPhase
from frontend.budget.shown import ShownRound


@dataclass(frozen=True)
class ShownPhase:
    phase: RoundPhase
    is_now: bool
    is_over: bool


def timeline(shown: ShownRound) -> dict[str, Any]:
    day = shown.today
    ended = [phase for phase in shown.phases if phase.ends_on is not None and phase.ends_on < day]
    return {"phases": [ShownPhase(phase, covers(phase, day), phase in ended) for phase in shown.phases]}


def money(shown: ShownRound) -> dict[str, Any]:
    return {"pots": shown.pots}


def deciding(shown: ShownRound) -> dict[str, Any]:
    return {"process": shown.round.process, "batches": list(shown.round.batches.all())}


def voting_rules(shown: ShownRound) -> dict[str, Any]:
    return {}


def changes(shown: ShownRound) -> dict[str, Any]:
    return {"round_changes": list(shown.round.changes.all())}
