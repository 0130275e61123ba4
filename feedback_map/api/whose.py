"""Whose a message is, and what they promise, as the wire tells it."""

from __future__ import annotations

import datetime
from typing import Any

from accounts.models import Body
from feedback_map.models import PublishedPin, StateType
from feedback_map.serializers import handling_record
from geo.models import Municipality

OWN = ("owner__code", "due_on", "category__is_answered")
OWN_HANDLING = ("state__code", "state__type", "merged_into__public_id")
TOLD = ("code", "names", "is_external", "phone", "url")


def told_owner(town: Municipality, code: str) -> dict[str, Any] | None:
    """The body that must answer; one outside the town's own house with how to reach it."""
    return Body.objects.filter(municipality=town, code=code).values(*TOLD).first() if code else None


def told_promise(due_on: datetime.date | None, is_answered: bool | None) -> dict[str, Any]:
    """Until when an answer is promised to the sender, or that none comes. Without a category one may come."""
    return {"is_answered": is_answered is not False, "due_on": due_on.isoformat() if due_on else None}


def own_handling(town: Municipality, row: dict[str, Any]) -> dict[str, Any]:
    """How the sender's own message is handled, published or not; counts and other messages only where published."""
    shown = PublishedPin.objects.of(town).filter(public_id=row["public_id"])
    public = dict(shown.values("supports", "photos", "merged_into").first() or {})
    told = {
        "state": row["state__code"] or "",
        "state_type": row["state__type"] or StateType.OPEN.value,
        "owner": row["owner__code"] or "",
        "answered_at": row["answered_at"],
    }
    return handling_record({"supports": 0, "photos": 0, "merged_into": "", **public, **told})
