"""What the desk's page of a round says of the round itself: who sees it, what it is set to, and what may be done."""

from __future__ import annotations

from typing import Any

from budgeting.services.round_changes import is_frozen
from budgeting.words import money_words
from frontend.budget.round_parts import shown_phases
from frontend.budget.shown import DeskRound


def standing(at_desk: DeskRound) -> dict[str, Any]:
    return {"is_frozen": is_frozen(at_desk.round), "phases": shown_phases(at_desk)}


def configuration(at_desk: DeskRound) -> dict[str, Any]:
    return {
        "money_words": money_words(at_desk.pots, at_desk.page.language),
        "themes": at_desk.themes,
        "batches": list(at_desk.round.batches.all()),
    }
