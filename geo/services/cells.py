"""Writes of geography that a resident's request may cause."""

from __future__ import annotations

from math import floor

from django.contrib.gis.geos import Point, Polygon

from geo import crs
from geo.models import GridCell, Municipality

KILOMETRE = 1_000


def square_kilometre_at(*, town: Municipality, x: float, y: float) -> GridCell:
    """The cell of the national 1 km grid around a place (EPSG:3067), made when the town has no people known there."""
    west, south = floor(x / KILOMETRE) * KILOMETRE, floor(y / KILOMETRE) * KILOMETRE
    centre = Point(west + KILOMETRE / 2, south + KILOMETRE / 2, srid=crs.STORAGE)
    known = GridCell.objects.filter(municipality=town, size_m=KILOMETRE, geom__contains=centre).first()
    if known is not None:
        return known
    square = Polygon.from_bbox((west, south, west + KILOMETRE, south + KILOMETRE))
    square.srid = crs.STORAGE
    cell, _made = GridCell.objects.get_or_create(
        municipality=town,
        size_m=KILOMETRE,
        code=f"1kmN{south // KILOMETRE}E{west // KILOMETRE}",
        defaults={"geom": square, "centre": centre},
    )
    return cell
