"""How a proposal is told from another on maps: by pattern and sign, never by colour alone."""

from __future__ import annotations

from enum import StrEnum

from budgeting.models import Proposal

State = Proposal.State


class Look(StrEnum):
    """What a map tells apart: still talked about, to be voted on, won, lost, being built, built."""

    OPEN = "open"
    BALLOT = "ballot"
    WON = "won"
    LOST = "lost"
    BUILDING = "building"
    BUILT = "built"


LOOKS: dict[str, Look] = {
    State.OPEN: Look.OPEN,
    State.COSTING: Look.OPEN,
    State.ACCEPTED: Look.BALLOT,
    State.WON: Look.WON,
    State.DECIDED: Look.WON,
    State.NOT_WON: Look.LOST,
    State.NOT_FEASIBLE: Look.LOST,
    State.DECLINED: Look.LOST,
    State.DROPPED: Look.LOST,
    State.BUILDING: Look.BUILDING,
    State.BUILT: Look.BUILT,
}
