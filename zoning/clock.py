"""What time it is for hearings: the database says, never the clock of the machine that asks."""

from __future__ import annotations

import datetime

from geo import sql
from zoning.deadlines import local_day


def town_now() -> datetime.datetime:
    """The same clock by which statements are received."""
    found = sql.row("zoning/town_now")
    assert found is not None
    now: datetime.datetime = found[0]
    return now


def town_today() -> datetime.date:
    """The day in Helsinki by that clock."""
    return local_day(town_now())
