"""Who keeps the programme of participation."""

from __future__ import annotations

from accounts.models import Role
from accounts.permissions import HANDLERS, Visitor, works_for, works_for_body
from geo.models import Municipality
from neighbourhoods.models import Measure, Programme

KEEPERS = (Role.ADMIN, Role.COORDINATOR)


def may_keep_programme(user: Visitor, town: Municipality) -> bool:
    """Writes goals and measures, and says what is public."""
    return works_for(user, town, *KEEPERS)


def may_follow_measure(user: Visitor, measure: Measure) -> bool:
    """Says how far it has come and what shows it: who keeps the programme, and those who handle things in its unit."""
    town = measure.municipality
    if may_keep_programme(user, town):
        return True
    is_handler = works_for(user, town, *HANDLERS)
    return is_handler and measure.owner is not None and works_for_body(user, measure.owner)


def may_read_programme(user: Visitor, programme: Programme) -> bool:
    """Everybody what is public; the town's staff also a draft."""
    return programme.is_public or works_for(user, programme.municipality)
