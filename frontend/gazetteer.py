"""A place that a search found, as a form names it."""

from __future__ import annotations

from dataclasses import dataclass

from geo.models import Municipality
from geo.places import places_named

MOST = 10
LONGEST = 100


@dataclass(frozen=True)
class PlaceChoice:
    name: str
    more: str
    lon: float
    lat: float

    @property
    def value(self) -> str:
        return f"{self.lon:.6f},{self.lat:.6f},{self.name}"


def find_places(town: Municipality, words: str) -> list[PlaceChoice]:
    """The town's own names and addresses, best first."""
    words = words.replace("\x00", "").strip()[:LONGEST]
    if not words:
        return []
    return [
        PlaceChoice(place.name, place.address, place.longitude, place.latitude)
        for place in places_named(town, words, most=MOST)
    ]
