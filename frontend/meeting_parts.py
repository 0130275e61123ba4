"""What the pages of meeting places and events show: lists, figures by area, and the settings of their maps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from frontend.charts import numbers
from frontend.map_settings import home_set, map_settings, stage_labels
from frontend.pages import Page
from geo.api.places import KIND_NAMES
from geo.models import AreaSet, Municipality, Place
from neighbourhoods.open_space import OpenSpace, open_space


@dataclass(frozen=True)
class OpenSpaceRow:
    """One row of the table, its numbers written for people; unknown is never zero."""

    name: str
    code: str
    told: OpenSpace

    @property
    def people(self) -> str:
        return numbers.count(self.told.people.people) if self.told.people.people else numbers.NOT_KNOWN

    @property
    def square_metres(self) -> str:
        unknown = bool(self.told.places) and self.told.unknown_m2 == self.told.count
        return numbers.NOT_KNOWN if unknown else f"{numbers.count(self.told.m2)}{numbers.THIN}m²"

    @property
    def places_per_1000(self) -> str:
        return numbers.decimal(self.told.places_per_1000, 1)

    @property
    def m2_per_1000(self) -> str:
        known = self.told.m2_per_1000
        return numbers.NOT_KNOWN if known is None else f"{numbers.count(known)}{numbers.THIN}m²"


@dataclass(frozen=True)
class OpenSpaceTable:
    area_set: AreaSet
    rows: list[OpenSpaceRow]
    outside: OpenSpaceRow
    town: OpenSpaceRow


def open_space_table(town: Municipality, language: str, kind: str = "") -> OpenSpaceTable | None:
    """By the areas of one set: as asked, else those that people name as home. None where there is no such set."""
    today = timezone.localdate()
    area_set = AreaSet.objects.valid_on(town, kind, today) if kind else home_set(town)
    if area_set is None:
        return None
    found = open_space(area_set)
    rows = [OpenSpaceRow(one.area.name(language), one.area.code, one) for one in found.areas if one.area]
    outside = OpenSpaceRow(_("Outside these areas"), "", found.outside)
    return OpenSpaceTable(area_set, rows, outside, OpenSpaceRow(_("The whole town"), "", found.town))


def kind_name(kind: str) -> str:
    """A kind of place in the reader's language; a kind that only the town knows, as it is written."""
    return str(KIND_NAMES.get(kind, kind.replace("_", " ")))


def kinds_of(places: list[Place]) -> list[tuple[str, str]]:
    return sorted({(place.kind, kind_name(place.kind)) for place in places}, key=lambda pair: pair[1])


def marks_settings(page: Page, layer: str, names: dict[str, str], address: str) -> dict[str, Any]:
    """Of a map of marks: its layer, what its kinds are called, and where one mark is read (its id follows)."""
    return {"map": map_settings(page), "labels": stage_labels(), "layer": layer, "kinds": names, "address": address}
