"""What the island of the ballot is told: by what it reckons, and the sentences that it fills in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from frontend.budget.ballot_draft import BallotDraft


def reckoning(draft: BallotDraft, *, keeps: bool, was_cast: bool) -> dict[str, Any]:
    """`keeps`: whether this browser may keep what was chosen; a shared device may not."""
    of = draft.offered.round
    return {
        "kind": draft.offered.kind,
        "round": of.public_id,
        "keeps": keeps,
        "isFirst": draft.is_first,
        "wasCast": was_cast,
        "most": of.most_choices,
        "points": of.points_total,
        "marks": dict(draft.marks),
        "sentences": {
            "one": _("{n} proposal chosen"),
            "many": _("{n} proposals chosen"),
            "left": _("{left} left"),
            "over": _("{left} too much"),
            "pointLeft": _("{n} point left"),
            "pointsLeft": _("{n} points left"),
            "pointsOver": _("{n} points too many"),
            "oneShown": _("{n} proposal"),
            "manyShown": _("{n} proposals"),
        },
    }
