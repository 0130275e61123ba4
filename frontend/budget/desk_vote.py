"""The vote on the desk's page of a round: how many have voted, and what waits. Counts alone, never choices."""

from __future__ import annotations

import datetime
from typing import Any

from budgeting.models import VotingWay
from budgeting.services.closing import VoteState, vote_state
from frontend.budget.shown import DeskRound
from participation.models import Channel


def voting(at_desk: DeskRound) -> dict[str, Any]:
    if not at_desk.round.has_vote:
        return {"vote": None}
    state = vote_state(town=at_desk.town, round=at_desk.round)
    ways = at_desk.round.ways
    return {
        "vote": state,
        "takes_codes": VotingWay.CODE in ways,
        "takes_paper": VotingWay.PAPER in ways,
        **counts_of(state),
    }


def counts_of(state: VoteState) -> dict[str, Any]:
    days = sorted(state.by_day.items())
    return {
        "vote_channels": [(Channel(code).label, count) for code, count in sorted(state.by_channel.items())],
        "vote_days": [(datetime.date.fromisoformat(day), count) for day, count in days],
    }
