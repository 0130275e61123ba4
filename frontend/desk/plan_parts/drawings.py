"""Drawings laid over the map: which there are, how far each has come, and the form for another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from frontend.desk.drawing_form import DrawingForm
from frontend.plan_drawings import ShownDrawing
from zoning.drawings.refusals import REASONS
from zoning.models import PlanDrawing

if TYPE_CHECKING:
    from frontend.desk.plan_parts import DeskPlan


@dataclass(frozen=True)
class DrawingAtDesk:
    shown: ShownDrawing

    @property
    def drawing(self) -> PlanDrawing:
        return self.shown.drawing

    @property
    def problem(self) -> str | Promise:
        return REASONS.get(self.drawing.message, self.drawing.message)


def drawings(at_desk: DeskPlan) -> dict[str, Any]:
    language, plan, request = at_desk.page.language, at_desk.plan, at_desk.request
    rows = PlanDrawing.objects.filter(version__plan=plan).select_related("version").defer("version__geom")
    sent = (request.POST, request.FILES) if "drawing-version" in request.POST else ()
    form = DrawingForm(*sent, plan=plan, language=language) if at_desk.may_plan else None
    has_versions = plan.versions.exists()
    found = [DrawingAtDesk(ShownDrawing(one, at_desk.town, language)) for one in rows.order_by("-pk")]
    return {
        "desk_drawings": found,
        "drawing_form": form if has_versions else None,
        "drawing_has_versions": has_versions,
    }
