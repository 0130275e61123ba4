"""Opening a town to everybody, once it lacks nothing that it must have."""

from __future__ import annotations

from feedback_map.readiness import State, readiness_of
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.services.towns import open_town


def open_when_ready(*, town: Municipality) -> None:
    """Refused with everything that is wrong; an open town stays open."""
    found = [] if town.is_public else readiness_of(town)
    wrong = [FieldError(one.code, "not_ready", one.words) for one in found if one.state == State.WRONG]
    if wrong:
        raise Refused(wrong)
    open_town(town=town)
