"""The plan drawing as a picture; over the map it is laid by the map of the overview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from frontend.plan_drawings import shown_drawings

if TYPE_CHECKING:
    from frontend.plan_parts import ShownPlan


def drawing(shown: ShownPlan) -> dict[str, Any]:
    return {"drawings": shown_drawings(shown.town, shown.plan, shown.page.language)}
