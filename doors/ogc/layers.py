"""A collection: a published table of one town, with what may be told, asked and sorted of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Q, QuerySet
from shapely import to_wkb
from shapely.geometry.base import BaseGeometry

from doors.ogc.fields import Field, Text
from geo import crs
from geo.api.parameters import Bbox
from geo.models import Municipality

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
GEOMETRY = "geometry"
Drawn = Literal["Point", "Polygon", "Geometry"]


@dataclass(frozen=True)
class Ground:
    """A place that features are asked to touch: in storage metres, and as the upright box it was, if it was one."""

    shape: BaseGeometry
    box: Bbox | None = None

    @property
    def geos(self) -> GEOSGeometry:
        return GEOSGeometry(memoryview(to_wkb(self.shape)), srid=crs.STORAGE)


@dataclass(frozen=True)
class Times:
    """When a feature was: from `begin` to `end`, columns of days or of instants. An end that is null is open."""

    begin: str
    end: str
    days: bool = False


def _touching(column: str) -> Callable[[Ground], Q]:
    return lambda ground: Q(**{f"{column}__intersects": ground.geos})


@dataclass(frozen=True)
class Layer:
    """`key` is a column that never changes and is each row's own: lists go on after it. `feature_id` is public."""

    town: Municipality
    name: str
    title: Text
    description: Text
    rows: QuerySet[Any]
    key: str
    feature_id: str
    geom: str
    fields: tuple[Field, ...]
    drawn: Drawn = "Geometry"
    times: Times | None = None
    touches: Callable[[Ground], Q] | None = None
    placeless: Q | None = None
    page: str = ""
    tiles: str = ""
    licence: str = CC_BY
    source: str = ""
    counted: Callable[[], int] | None = None

    @property
    def id(self) -> str:
        return f"{self.town.slug}_{self.name}"

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def touching(self, ground: Ground) -> Q:
        """Rows whose geometry touches a place."""
        return (self.touches or _touching(self.geom))(ground)

    @property
    def without_place(self) -> Q:
        return self.placeless if self.placeless is not None else Q(**{f"{self.geom}__isnull": True})
