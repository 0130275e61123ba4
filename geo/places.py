"""Finding a place by its name: in the town's own gazetteer, and at an outside geocoder only where one is configured."""

from __future__ import annotations

import datetime
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from geo import crs, sql, wire
from geo.models import AreaSet, Municipality

GEOCODER_TIMEOUT_S = 2.0
GEOCODER_BYTES = 500_000


@dataclass(frozen=True)
class FoundPlace:
    """A place with a name: `source` is place, place_name, area, or address (from the outside geocoder)."""

    source: str
    kind: str
    code: str | None
    name: str
    address: str
    longitude: float
    latitude: float


def places_named(town: Municipality, words: str, *, most: int) -> list[FoundPlace]:
    """Places whose names begin with the words or sound like them, best first."""
    today = datetime.datetime.now(datetime.UTC).date()
    sets = list(AreaSet.objects.of(town).valid(today).values_list("pk", flat=True))
    asked = {"town": town.pk, "q": words.lower(), "area_sets": sets, "most": most}
    own = [_found(*row) for row in sql.rows("geo/find_places", asked)]
    return own if len(own) >= most else [*own, *_addresses(town, words)[: most - len(own)]]


def _found(source: str, kind: str, code: str | None, name: str, *where: Any) -> FoundPlace:
    address, x, y = where
    longitude, latitude = crs.to_wire(x, y)
    return FoundPlace(source, kind, code, name, address, float(longitude), float(latitude))


def _addresses(town: Municipality, words: str) -> list[FoundPlace]:
    """What the outside geocoder knows, inside the town; nothing when there is none or it does not answer in time."""
    if not settings.GEOCODER_URL or len(words) < 3:
        return []
    asked = urllib.parse.quote(f"{words}, {town.name('fi')}", safe="")
    try:
        with urllib.request.urlopen(  # noqa: S310  an https or http address, checked when settings are read
            settings.GEOCODER_URL.replace("{q}", asked), timeout=GEOCODER_TIMEOUT_S
        ) as answer:
            told = wire.load_json(answer.read(GEOCODER_BYTES))
    except (OSError, urllib.error.URLError, wire.WireRefused):
        return []
    features = told.get("features", []) if isinstance(told, dict) else []
    places = [place for feature in features if (place := _address(feature)) is not None]
    return [place for place in places if _holds(town, place)]


def _address(feature: Any) -> FoundPlace | None:
    """An address in a GeoJSON feature as geocoders write it (Pelias: label, Nominatim: display_name)."""
    try:
        properties, (longitude, latitude, *_) = feature["properties"], feature["geometry"]["coordinates"]
        name = str(properties.get("label") or properties.get("display_name") or properties["name"])[:200]
        return FoundPlace("address", "address", None, name, name, float(longitude), float(latitude))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _holds(town: Municipality, place: FoundPlace) -> bool:
    if not bool(crs.FINLAND.holds(place.longitude, place.latitude)):
        return False
    x, y = crs.to_storage(place.longitude, place.latitude)
    return lies_in(town, float(x), float(y))


def lies_in(town: Municipality, x: float, y: float) -> bool:
    """Whether a place (EPSG:3067) is in the town; yes where its boundary is not known."""
    found = sql.row("geo/lies_in_town", {"town": town.pk, "x": x, "y": y})
    return bool(found and found[0])
