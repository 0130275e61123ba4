"""Who may send a message, how often, and through which channel."""

from __future__ import annotations

from django.conf import settings

from accounts.permissions import Visitor, may_answer
from delivery.services import Limit
from feedback_map.models import CollectionLink
from geo.models import Municipality
from participation.models import Channel

WINDOW_S = 600
BY_STAFF = frozenset({Channel.PHONE.value, Channel.DESK.value, Channel.PAPER.value, Channel.EVENT.value})


def may_enter_as(user: Visitor, town: Municipality, channel: str) -> bool:
    """Staff enter what came by phone, at the desk, on paper or at an event. Everybody else comes by the web.

    A collection link brings its own channel, so nobody names it.
    """
    return channel == Channel.WEB or (channel in BY_STAFF and may_answer(user, town))


def limits_on_pins(*, token: str | None, address: str, link: CollectionLink | None = None) -> list[Limit]:
    """Small for one person; generous for an address; a collection link has an allowance of its own behind it."""
    limits = [Limit("pins", f"token {token}", settings.PINS_PER_PERSON, WINDOW_S)] if token else []
    if link is not None:
        return [*limits, Limit("pins", f"link {link.pk} {address}", settings.PINS_PER_COLLECTION_LINK, WINDOW_S)]
    return [*limits, Limit("pins", f"address {address}", settings.PINS_PER_ADDRESS, WINDOW_S)]
