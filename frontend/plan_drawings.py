"""Plan drawings for pages: what the map lays over itself, and the picture for those without the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from geo.models import Municipality
from zoning.drawings.grids import bounds_of, zooms_of
from zoning.models import Plan, PlanDrawing

MOST_SHOWN = 10


@dataclass(frozen=True)
class ShownDrawing:
    """A drawing that is cut, and the version it shows."""

    drawing: PlanDrawing
    town: Municipality
    language: str

    @property
    def id(self) -> str:
        return self.drawing.public_id

    @property
    def name(self) -> str:
        version = self.drawing.version
        name = version.name(self.language)
        return f"{name} ({version.number})" if version.number > 1 else name

    @property
    def picture(self) -> str:
        return reverse("drawing-overview", kwargs={"town": self.town.slug, "drawing": self.id})

    def settings(self) -> dict[str, Any]:
        """For the map (frontend/src/map/contract.ts)."""
        tiles = self.picture.removesuffix("/overview.webp")
        zooms, bounds = zooms_of(self.drawing), bounds_of(self.drawing)
        return {"id": self.id, "name": self.name, "tiles": tiles, "zooms": zooms, "bounds": bounds}


def shown_drawings(town: Municipality, plan: Plan, language: str) -> list[ShownDrawing]:
    """Of published versions, the newest first. Runs inside `in_town`."""
    drawings = PlanDrawing.objects.filter(
        version__plan=plan, version__published_at__isnull=False, state=PlanDrawing.State.READY
    )
    newest = drawings.select_related("version").defer("version__geom").order_by("-version__published_at", "-pk")
    return [ShownDrawing(one, town, language) for one in newest[:MOST_SHOWN]]
