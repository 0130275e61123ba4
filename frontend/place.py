"""Places as pages need them: how far outside the town (heard at the first step, not at the last), and as GeoJSON."""

from __future__ import annotations

import json
from typing import Any

import shapely
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import GEOSGeometry
from django.utils.formats import number_format
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.models import SRID, BoundaryPart, Municipality

TOLERANCE_M = 0.001


def distance_outside_m(town: Municipality, shape: BaseGeometry) -> float:
    """Metres from the town's border; 0 inside, and where the town has no border yet."""
    place = GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=SRID)
    parts = BoundaryPart.objects.filter(municipality=town)
    if parts.filter(geom__dwithin=(place, TOLERANCE_M)).exists():
        return 0.0
    nearest = parts.annotate(away=Distance("geom", place)).order_by("away").values_list("away", flat=True).first()
    return float(nearest.m) if nearest else 0.0


def readable_distance(metres: float) -> str:
    if metres >= 1000:
        return f"{number_format(metres / 1000, 1)} km"
    return f"{max(1, round(metres))} m"


def as_geojson(geometry: GEOSGeometry) -> dict[str, Any]:
    """A stored geometry in longitude and latitude."""
    on_the_wire = crs.wire_geometry(shapely.from_wkb(bytes(geometry.wkb)))
    found: dict[str, Any] = json.loads(shapely.to_geojson(on_the_wire))
    return found
