"""How many people a plan has reached, and how many of them gave a statement, by how far from it they live.

It rests on what is not published, so it is for the town's own planners: the public reads of residents and of what is
published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry

from feedback_map.desk_list import DeskFilters, desk_pins
from geo import sql
from geo.models import Municipality
from geo.nearby import DISTANCES_M
from zoning.models import LandownerLetter, Plan

MOST_PINS = 50_000


@dataclass(frozen=True)
class Reached:
    """People within a distance, as far as they told where they live; parts of people where a home lies across it."""

    distance_m: float
    persons: float
    answered: float


@dataclass(frozen=True)
class PlanReach:
    """`persons` took part in any way: by a message inside the plan, at a meeting, by a statement (`answered`).
    Nobody knows the homes of `unknown_home`. `letters` went to landowners elsewhere."""

    persons: int
    answered: int
    unknown_home: int
    within: tuple[Reached, ...]
    letters: int


def plan_reach(
    town: Municipality, plan: Plan, outline: GEOSGeometry | None, distances_m: Sequence[float] = DISTANCES_M
) -> PlanReach:
    """Runs inside `in_town`. A home is a square kilometre or an area: people are taken to live evenly in it."""
    letters = LandownerLetter.objects.filter(hearing__plan=plan).count()
    if outline is None:
        return PlanReach(0, 0, 0, (), letters)
    inside = desk_pins(town, DeskFilters(plan_area=outline)).values_list("pk", flat=True)
    asked = {
        "town": town.pk,
        "plan": plan.pk,
        "pins": list(inside[:MOST_PINS]),
        "outline": bytes(outline.ewkb),
        "distances_m": list(distances_m),
    }
    rows = sql.rows("neighbourhoods/plan_acts", asked)
    known = [(persons, answered, shares) for persons, answered, shares in rows if shares is not None]
    within = tuple(
        Reached(
            distance,
            sum(persons * min(shares[place] or 0.0, 1.0) for persons, _answered, shares in known),
            sum(answered * min(shares[place] or 0.0, 1.0) for _persons, answered, shares in known),
        )
        for place, distance in enumerate(distances_m)
    )
    unknown = sum(persons for persons, _answered, shares in rows if shares is None)
    return PlanReach(sum(row[0] for row in rows), sum(row[1] for row in rows), unknown, within, letters)
