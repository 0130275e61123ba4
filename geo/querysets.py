"""Named reads over one table of geography."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from geo.models import Area, AreaSet, Municipality  # noqa: F401  Area is named in a text below


class AreaSetQuerySet(models.QuerySet["AreaSet"]):
    def of(self, town: Municipality) -> AreaSetQuerySet:
        return self.filter(municipality=town)

    def valid(self, day: datetime.date) -> AreaSetQuerySet:
        """Sets valid on a day; `valid_to` is the first day that no longer belongs."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def valid_on(self, town: Municipality, kind: str, day: datetime.date) -> AreaSet | None:
        """The version of a kind that is valid on a day; there is at most one (a database constraint)."""
        return self.of(town).filter(kind=kind).valid(day).first()


class AreaQuerySet(models.QuerySet["Area"]):
    def without_geometry(self) -> AreaQuerySet:
        """Lists and names do not need the polygons, which can be large."""
        return self.defer("geom")
