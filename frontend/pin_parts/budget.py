"""What became of a budget idea: its round, the proposals it is in or why it was not taken, and its sender's consent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from budgeting.models import Idea, Proposal
from feedback_map.models import Kind, Pin, PublishedPin
from geo.models import Municipality
from geo.tenancy import in_town


def budget(request: HttpRequest, town: Municipality, shown: PublishedPin | Pin, own: Pin | None) -> dict[str, Any]:
    """Of a message that is no budget idea of a round: nothing."""
    if shown.kind != Kind.IDEA:
        return {}
    with in_town(town):
        rows = Idea.objects.select_related("round__process").filter(pin__public_id=shown.public_id)
        idea = rows.filter(round__published_at__isnull=False).first()
        if idea is None:
            return {}
        proposals = Proposal.objects.published().filter(sources__idea=idea).defer("geom").order_by("number")
        return {
            "budget_idea": idea,
            "budget_proposals": list(proposals),
            "asks_joining": own is not None and idea.state == Idea.State.WAITING,
            "keeps_no_contact": idea.round.minimal_data,
        }


def keeps_no_contact(town: Municipality, pin: Pin) -> bool:
    """Whether the message is an idea for a round that asks nobody who they are."""
    with in_town(town):
        return Idea.objects.filter(pin=pin, round__minimal_data=True).exists()
