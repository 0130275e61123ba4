"""The smallest valid rows. A test sets only what it is about."""

from __future__ import annotations

import datetime
from itertools import count

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from feedback_map.models import Category
from geo.models import Area, AreaPart, AreaSet, BoundaryPart, Municipality

# A square town of 10 km by 10 km, its south-west corner here (EPSG:3067, near Mikkeli)
WEST, SOUTH, SIDE = 510_000.0, 6_830_000.0, 10_000.0
_numbers = count(1)


def box(west: float, south: float, east: float, north: float) -> Polygon:
    """A rectangle in kilometres from the town's south-west corner."""
    corners = (WEST + west * 1000, SOUTH + south * 1000, WEST + east * 1000, SOUTH + north * 1000)
    polygon = Polygon.from_bbox(corners)
    polygon.srid = 3067
    return polygon


def spot(east: float, north: float) -> Point:
    """A point in kilometres from the town's south-west corner."""
    return Point(WEST + east * 1000, SOUTH + north * 1000, srid=3067)


def make_town(slug: str | None = None, **fields: object) -> Municipality:
    slug = slug or f"town{next(_numbers)}"
    values: dict[str, object] = {
        "names": {"fi": slug.title()},
        "boundary": MultiPolygon(box(0, 0, 10, 10), srid=3067),
        "boundary_source": "file",
        "home_set": "district",
        **fields,
    }
    town = Municipality.objects.create(slug=slug, **values)
    BoundaryPart.objects.create(municipality=town, geom=box(0, 0, 10, 10))
    return town


def make_area(area_set: AreaSet, code: str, shape: Polygon, **fields: object) -> Area:
    town = area_set.municipality
    area = Area.objects.create(
        municipality=town,
        area_set=area_set,
        code=code,
        names={"fi": f"Alue {code}", "sv": f"Område {code}", "en": f"Area {code}"},
        geom=MultiPolygon(shape, srid=3067),
        label_point=shape.point_on_surface,
        **fields,
    )
    AreaPart.objects.create(municipality=town, area_set=area_set, area=area, geom=shape)
    return area


def make_halves(town: Municipality, kind: str = "district") -> AreaSet:
    """A set of two areas, west (W) and east (E) of the middle, that fill the town."""
    area_set = AreaSet.objects.create(
        municipality=town, kind=kind, names={"fi": "Alueet"}, valid_from=datetime.date(2020, 1, 1)
    )
    make_area(area_set, "E", box(5, 0, 10, 10))
    make_area(area_set, "W", box(0, 0, 5, 10))
    return area_set


def make_category(town: Municipality, code: str = "streets", **fields: object) -> Category:
    values: dict[str, object] = {"names": {"fi": "Kadut"}, "shown_when": "at_once", **fields}
    return Category.objects.create(municipality=town, code=code, **values)
