"""What a plan is, where it is, and what may still change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.gis.geos import GEOSGeometry
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontend.map_settings import map_settings, stage_labels
from frontend.place import as_geojson
from frontend.plan_drawings import shown_drawings
from geo import crs
from zoning.codes import Lifecycle
from zoning.models import PublishedPlan
from zoning.planned import as_of

if TYPE_CHECKING:
    from frontend.plan_parts import ShownPlan

_OPEN = _(
    "Almost everything can still change. What you say now shapes the plan: tell what should be known, kept or made."
)
_APPEAL = _(
    "The plan has been approved, and what is said here no longer changes it. Whoever is not content with the decision "
    "can appeal to the administrative court within the time that the decision names. A message or a statement sent "
    "here is not an appeal."
)
_FORCE = _("The plan holds. Only another plan can change it.")
_ENDED = _("The plan has ended. Nothing is being planned by it any more.")
_BEGINNING = _("The town has not begun to plan yet. It decides whether it does.")
_PROPOSED = _(
    "The plan has been proposed. Objections and official statements are answered one by one before the decision, and "
    "the plan can change because of them. If it changes much, it is put on display again."
)
_CHANGED = _(
    "The proposal was changed and put on display again. Objections are answered before the decision; they can be about "
    "the whole plan."
)
MAY_CHANGE: dict[Lifecycle, Promise] = {
    Lifecycle.INITIATIVE: _BEGINNING,
    Lifecycle.PENDING: _OPEN,
    Lifecycle.PREPARATION: _OPEN,
    Lifecycle.PROPOSAL: _PROPOSED,
    Lifecycle.CHANGED_PROPOSAL: _CHANGED,
    Lifecycle.APPROVED: _APPEAL,
    Lifecycle.RECTIFICATION: _APPEAL,
    Lifecycle.APPEAL: _APPEAL,
    Lifecycle.RECTIFICATION_AND_APPEAL: _APPEAL,
    Lifecycle.PARTLY_IN_FORCE: _FORCE,
    Lifecycle.IN_FORCE_EARLY: _FORCE,
    Lifecycle.FINAL: _FORCE,
    Lifecycle.IN_FORCE: _FORCE,
    Lifecycle.REPEALED: _ENDED,
    Lifecycle.LAPSED: _ENDED,
    Lifecycle.REJECTED: _ENDED,
    Lifecycle.INTERRUPTED: _ENDED,
}
SQUARE_METRES_A_HECTARE = 10_000
AROUND_M = 150.0


def overview(shown: ShownPlan) -> dict[str, Any]:
    published = PublishedPlan.objects.filter(pk=shown.plan.pk).first()
    process = shown.plan.process if shown.plan.process and shown.plan.process.is_public else None
    context: dict[str, Any] = {
        "may_change": MAY_CHANGE[Lifecycle(shown.plan.state)],
        "process": process,
        "published_plan": published,
    }
    if published is None:
        return context
    (planned,) = as_of([published], shown.today)
    context |= {"look": planned.look, "hectares": (published.area_m2 or 0) / SQUARE_METRES_A_HECTARE}
    if published.geom is not None:
        settings = map_settings(shown.page) | {"plans": True, "bounds": bounds_of(published.geom)}
        context["settings"] = {"map": settings, "geometry": as_geojson(published.geom), "labels": stage_labels()}
        drawn = shown_drawings(shown.town, shown.plan, shown.page.language)
        context["settings"]["drawings"] = [one.settings() for one in drawn]
    return context


def bounds_of(area: GEOSGeometry) -> list[float]:
    """West, south, east and north of an area in degrees, with a little of what is around it."""
    west, south, east, north = area.extent
    xs = [west - AROUND_M, west - AROUND_M, east + AROUND_M, east + AROUND_M]
    ys = [south - AROUND_M, north + AROUND_M, south - AROUND_M, north + AROUND_M]
    lon, lat = crs.to_wire(xs, ys)
    return [float(value) for value in (lon.min(), lat.min(), lon.max(), lat.max())]
