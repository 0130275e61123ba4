"""What follows from plans. Whoever has to tell somebody of a published plan registers here."""

from __future__ import annotations

from collections.abc import Callable

from delivery.topics import Message, Topic, register
from zoning.models import Plan
from zoning.services.publishing import PLAN_CHANGED, PLAN_PUBLISHED

Listener = Callable[[Plan], object]

_listeners: list[Listener] = []


def when_plan_changes(listener: Listener) -> None:
    """Register who hears of plans that were published, changed or withdrawn, in the message's transaction and town."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_of_plan(message: Message) -> None:
    """Of a plan that is gone nobody hears."""
    plan = Plan.objects.filter(public_id=message.payload["plan"]).defer("geom").first()
    if plan is not None:
        for listener in _listeners:
            listener(plan)


def register_topics() -> None:
    register(Topic(name=PLAN_PUBLISHED, carry=tell_of_plan))
    register(Topic(name=PLAN_CHANGED, carry=tell_of_plan))
