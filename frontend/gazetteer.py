"""Finding a place by its name, from the town's own names: villages, squares, meeting places, areas."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db.models import Q

from geo import crs
from geo.models import Municipality, Place, PlaceName

MOST = 10


@dataclass(frozen=True)
class FoundPlace:
    """A place that a search found; `value` is how a form names it."""

    name: str
    kind: str
    lon: float
    lat: float

    @property
    def value(self) -> str:
        return f"{self.lon:.6f},{self.lat:.6f},{self.name}"


def find_places(town: Municipality, words: str) -> list[FoundPlace]:
    words = words.replace("\x00", "").strip()[:100]
    if not words:
        return []
    names = PlaceName.objects.filter(municipality=town, name__icontains=words).order_by("-weight", "name")[:MOST]
    known = Q(address__icontains=words) | Q(names__fi__icontains=words) | Q(names__sv__icontains=words)
    places = Place.objects.filter(known, municipality=town).order_by("code")[:MOST]
    found = [_found(name.name, name.kind, name.point) for name in names]
    found += [_found(place.name(""), place.address, place.point) for place in places]
    return list({(place.name, place.value): place for place in found}.values())[:MOST]


def _found(name: str, kind: str, point: Point) -> FoundPlace:
    lon, lat = crs.to_wire([point.x], [point.y])
    return FoundPlace(name, kind, float(lon[0]), float(lat[0]))
