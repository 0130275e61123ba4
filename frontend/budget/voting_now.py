"""The vote on a round's public page: its button while it is open, and where a receipt is asked about."""

from __future__ import annotations

from typing import Any

from budgeting.models import RoundPhase
from frontend.budget.shown import ShownRound


def voting_now(shown: ShownRound) -> dict[str, Any]:
    today = [phase for phase in shown.phases if phase.kind == RoundPhase.Kind.VOTE and phase.starts_on <= shown.today]
    is_open = RoundPhase.Kind.VOTE in shown.allowed
    return {"vote_is_open": is_open, "vote_phase": today[-1] if today else None, "vote_has_begun": bool(today)}
