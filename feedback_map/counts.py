"""Exact counts of published pins: aggregates and the deltas that wait, read in one statement."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from feedback_map.models import Kind
from geo import sql
from geo.models import Area, AreaSet, Municipality

WHOLE_TOWN = 0
OUTSIDE = 0
WITH_PLACE, NO_PLACE = 1, 0


@dataclass(frozen=True)
class PinCounts:
    """Published pins in all, by kind and by channel, those that came since a day, and those answered since one."""

    pins: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    by_channel: dict[str, int] = field(default_factory=dict)
    since: int = 0
    answered: int = 0


def pins_in_area(
    area: Area, *, since: datetime.date | None = None, answered_since: datetime.date | None = None
) -> PinCounts:
    return _counts(area.municipality_id, area.area_set_id, area.pk, since, answered_since)


def pins_outside(area_set: AreaSet, *, since: datetime.date | None = None) -> PinCounts:
    """Published pins with a place that lies in no area of the set."""
    return _counts(area_set.municipality_id, area_set.pk, OUTSIDE, since)


def pins_with_place(town: Municipality, *, since: datetime.date | None = None) -> PinCounts:
    return _counts(town.pk, WHOLE_TOWN, WITH_PLACE, since)


def pins_without_place(town: Municipality, *, since: datetime.date | None = None) -> PinCounts:
    """Published pins about the whole town."""
    return _counts(town.pk, WHOLE_TOWN, NO_PLACE, since)


def pins_by_area(area_set: AreaSet) -> dict[int | None, dict[str, int]]:
    """Published pins of every area of a set by kind, by the area's id; None is outside the set."""
    found: dict[int | None, dict[str, int]] = {}
    for area, kind, pins in sql.rows(
        "feedback_map/set_counts", {"town": area_set.municipality_id, "area_set": area_set.pk}
    ):
        found.setdefault(area or None, {})[kind] = pins
    return found


def _counts(
    town_id: int,
    area_set: int,
    area: int,
    since: datetime.date | None,
    answered_since: datetime.date | None = None,
) -> PinCounts:
    by_kind = dict.fromkeys(Kind.values, 0)
    by_channel: dict[str, int] = {}
    new = answered = 0
    asked = {"town": town_id, "area_set": area_set, "area": area, "since": since}
    first = answered_since and timezone.make_aware(datetime.datetime.combine(answered_since, datetime.time()))
    for kind, channel, pins, pins_since, answered_here in sql.rows(
        "feedback_map/area_counts", {**asked, "answered_since": first}
    ):
        by_kind[kind] = by_kind.get(kind, 0) + pins
        by_channel[channel] = by_channel.get(channel, 0) + pins
        new += pins_since
        answered = answered_here  # of all, on each row
    return PinCounts(sum(by_kind.values()), by_kind, by_channel, new, answered)
