"""What the desk's page of a round says of the round itself: who sees it, what it is set to, and what may be done."""

from __future__ import annotations

from typing import Any

from frontend.budget.shown import DeskRound


def standing(at_desk: DeskRound) -> dict[str, Any]:
    return {"allowed": sorted(at_desk.allowed)}


def configuration(at_desk: DeskRound) -> dict[str, Any]:
    return {"pots": at_desk.pots, "phases": at_desk.phases, "themes": at_desk.themes}
