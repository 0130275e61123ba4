"""A participation scheme as it is read: each text in the reader's language, or marked with the language it is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from frontend.charts.figure import Table
from frontend.charts.plan_ground import ground_in
from frontend.charts.plan_map import PlanMap, Shape, frame_around, unit_of
from frontend.map_settings import home_set
from frontend.pages import Page
from frontend.plan_parts.timeline import months
from geo.languages import text_in
from geo.models import Municipality
from geo.outlines import drawing_of
from zoning.models import ParticipationScheme, PublishedPlan
from zoning.services.schemes import LISTS, TEXTS


@dataclass(frozen=True)
class Told:
    """A text, and its language where that is not the page's, for those who have it read aloud."""

    text: str
    language: str = ""

    @property
    def lang(self) -> SafeString:
        return format_html(' lang="{}"', self.language) if self.language else SafeString("")


def told(texts: Mapping[str, str] | None, language: str) -> Told | None:
    """Nothing where nothing was written in any language."""
    text = text_in(texts, language)
    if not text or not texts:
        return None
    own = language.partition("-")[0]
    return Told(text) if texts.get(language) or texts.get(own) else Told(text, _language_of(texts, text))


def _language_of(texts: Mapping[str, str], text: str) -> str:
    return next(code for code, written in texts.items() if written == text)


def told_scheme(scheme: ParticipationScheme, language: str) -> dict[str, Any]:
    """Every part of the scheme by its name; rows of lists with their texts told."""
    said: dict[str, Any] = {name: told(getattr(scheme, name), language) for name in TEXTS}
    for name, (by_language, plain) in LISTS.items():
        said[name] = [
            {part: told(row.get(part), language) for part in by_language} | {part: row.get(part, "") for part in plain}
            for row in getattr(scheme, name)
        ]
    said["timetable"] = [row | {"months": months(row)} for row in said["timetable"]]
    return said


def scheme_picture(town: Municipality, page: Page, plan: PublishedPlan | None) -> PlanMap | None:
    """The plan's area and its surroundings, for paper too."""
    if plan is None or plan.geom is None:
        return None
    area = shapely.from_wkb(bytes(plan.geom.wkb))
    area_set = home_set(town)
    ground = drawing_of(area_set) if area_set else None
    title, said = _("The plan's area"), _("The area of the plan is hatched; borders of areas are grey.")
    shapes = (Shape(area, "area", plan.name(page.language)),)
    frame = frame_around([area], room=1.0)
    land = ground_in(town, frame, unit_of(frame))
    return PlanMap("scheme", title, said, shapes, Table((), ()), ground, around=frame, land=land)
