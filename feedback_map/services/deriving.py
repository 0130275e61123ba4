"""What follows from a pin at once: its areas, and what the public sees of it."""

from __future__ import annotations

from geo import sql
from geo.models import Municipality


def derive_pins(*, town: Municipality, pins: list[int], placed: bool = True, using: str = "default") -> int:
    """Assign some pins to their areas (when `placed`) and bring their published rows in line.

    Gives the number of deltas written. Runs inside the caller's `in_town`; run again, it changes nothing.
    """
    if placed:
        sql.row("feedback_map/assign_pins", {"town": town.pk, "pins": pins}, using=using)
    return _published(town, pins, using)


def derive_arrivals(*, town: Municipality, pins: list[int], promising: bool = False) -> int:
    """As `derive_pins`, for many that came in at once: those without an owner get theirs by the rules of today.

    `promising`: whether the owners' promises to answer hold for them, as they do not for messages of another system.
    """
    sql.row("feedback_map/assign_pins", {"town": town.pk, "pins": pins})
    sql.row("feedback_map/route_pins", {"town": town.pk, "pins": pins, "promising": promising})
    return _published(town, pins, "default")


def _published(town: Municipality, pins: list[int], using: str) -> int:
    (deltas,) = sql.row("feedback_map/publish_pins", {"town": town.pk, "pins": pins}, using=using) or (0,)
    sql.row("feedback_map/publish_outcome_inputs", {"town": town.pk, "outcomes": None, "pins": pins}, using=using)
    return int(deltas)
