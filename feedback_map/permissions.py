"""Who may send a message, how often, and through which channel."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.utils import timezone

from accounts.models import Role
from accounts.permissions import (
    Visitor,
    may_answer,
    may_moderate,
    may_see_unpublished,
    memberships_in,
    sits_on_board_of,
    works_for,
    works_for_body,
)
from delivery.services import Limit
from feedback_map.models import CollectionLink, Pin
from geo.models import Area, Municipality
from participation.models import Channel

WINDOW_S = 600
MOST_FROM_AN_ADDRESS = 60  # supports, or initiatives, in ten minutes
MOST_REPORTS = 20  # of abuse, likewise
DISPUTED_WITHIN = datetime.timedelta(days=60)
BY_STAFF = frozenset({Channel.PHONE.value, Channel.DESK.value, Channel.PAPER.value, Channel.EVENT.value})


def may_enter_as(user: Visitor, town: Municipality, channel: str) -> bool:
    """Staff enter what came by phone, at the desk, on paper or at an event. Everybody else comes by the web.

    A collection link brings its own channel, so nobody names it.
    """
    return channel == Channel.WEB or (channel in BY_STAFF and may_answer(user, town))


def may_read_desk(user: Visitor, town: Municipality) -> bool:
    """Reads every message of the town at its desk, published or not."""
    return may_answer(user, town) or may_moderate(user, town)


def may_handle(user: Visitor, pin: Pin, town: Municipality) -> bool:
    """Answers, changes states and notes: a unit's people what is their unit's, nobody's or outside the house.

    Administrators and coordinators, and handlers who belong to no unit, handle everything.
    """
    if not may_answer(user, town) or pin.municipality_id != town.pk:
        return False
    belongs = any(membership.body_id for membership in memberships_in(user, town))
    if not belongs or works_for(user, town, Role.ADMIN, Role.COORDINATOR):
        return True
    return pin.owner is None or pin.owner.is_external or works_for_body(user, pin.owner)


def may_change_routing(user: Visitor, town: Municipality) -> bool:
    """Rules, units and links for contractors. Everybody else who works here reads whose messages are whose."""
    return works_for(user, town, Role.ADMIN, Role.COORDINATOR)


def may_read_clocks(user: Visitor, town: Municipality, area: Area | None = None) -> bool:
    """Waits and bursts rest on unpublished messages too: they are for staff, and for a board those of its own area."""
    if may_see_unpublished(user, town) or works_for(user, town, Role.ANALYST):
        return True
    return area is not None and sits_on_board_of(user, area)


def may_rate(pin: Pin) -> bool:
    """The sender rates what was answered or closed."""
    return pin.answered_at is not None or pin.closed_at is not None


def may_dispute(pin: Pin) -> bool:
    """Whether its sender (who shows the key) may say that it is not fixed: of what was done, for some weeks after it.

    The pin is then open, so it is said once for each time it is closed.
    """
    is_done = pin.state is not None and pin.state.type == "done" and pin.merged_into_id is None
    return is_done and pin.closed_at is not None and timezone.now() - pin.closed_at <= DISPUTED_WITHIN


def limits_on_photos(*, token: str | None, address: str) -> list[Limit]:
    """As those on pins, counted apart: each takes a second of work to make anew."""
    limits = [Limit("photos", f"token {token}", settings.PHOTOS_PER_PERSON, WINDOW_S)] if token else []
    return [*limits, Limit("photos", f"address {address}", settings.PHOTOS_PER_ADDRESS, WINDOW_S)]


def limits_on_pins(*, token: str | None, address: str, link: CollectionLink | None = None) -> list[Limit]:
    """Small for one person; generous for an address; a collection link has an allowance of its own behind it."""
    limits = [Limit("pins", f"token {token}", settings.PINS_PER_PERSON, WINDOW_S)] if token else []
    if link is not None:
        return [*limits, Limit("pins", f"link {link.pk} {address}", settings.PINS_PER_COLLECTION_LINK, WINDOW_S)]
    return [*limits, Limit("pins", f"address {address}", settings.PINS_PER_ADDRESS, WINDOW_S)]
