"""The result on a round's page, and at the desk: in two lines, with the way to the whole of it."""

from __future__ import annotations

from typing import Any

from budgeting.models import Proposal, RoundResult
from frontend.budget.shown import DeskRound, ShownRound


def result(shown: ShownRound) -> dict[str, Any]:
    """The winners' names, once the result is published."""
    if shown.round.results_at is None:
        return {"result_winners": []}
    official = RoundResult.objects.get(round=shown.round, is_official=True)
    numbers = {int(won["id"]) for pot in official.detail["pots"] for won in pot["winners"]}
    won = Proposal.objects.filter(round=shown.round, number__in=numbers).only("titles", "number", "cost_cents")
    return {"result_winners": [(one.name(shown.page.language), one.cost_cents) for one in won]}


def result_at_desk(at_desk: DeskRound) -> dict[str, Any]:
    return {"is_counted": at_desk.round.closed_at is not None and at_desk.may_keep}
