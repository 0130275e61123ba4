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
    (deltas,) = sql.row("feedback_map/publish_pins", {"town": town.pk, "pins": pins}, using=using) or (0,)
    return int(deltas)
