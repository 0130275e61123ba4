"""Finding a place by its name: in the town's own gazetteer, and at an outside geocoder only where one is configured."""

from __future__ import annotations

import datetime
import math
import threading
import time
import urllib.parse
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from geo import crs, outside, sql, wire
from geo.models import AreaSet, Municipality

GEOCODER_TIMEOUT_S = 2.0
GEOCODER_BYTES = 500_000
GEOCODER_SHORTEST = 3
GEOCODER_MOST = 20
ANSWERS_KEPT = 2000


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
    if not settings.GEOCODER_URL or len(words) < GEOCODER_SHORTEST:
        return []
    asked = urllib.parse.quote(f"{words}, {town.name('fi')}", safe="")
    told = _told(settings.GEOCODER_URL.replace("{q}", asked))
    places = [place for feature in told[:GEOCODER_MOST] if (place := _address(feature)) is not None]
    return [place for place in places if _holds(town, place)]


@dataclass
class Patience:
    """How often one process may ask the other service; its answers are kept for a while, so few need asking."""

    most_a_minute: int = 60
    kept_for_s: float = 3600.0
    rest_s: float = 60.0
    kept: dict[str, tuple[float, list[Any]]] = field(default_factory=dict)
    asked_at: deque[float] = field(default_factory=deque)
    resting_until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def may_ask(self, now: float) -> bool:
        """Whether one more question is within the measure; it counts as asked."""
        with self.lock:
            while self.asked_at and self.asked_at[0] < now - 60:
                self.asked_at.popleft()
            if now < self.resting_until or len(self.asked_at) >= self.most_a_minute:
                return False
            self.asked_at.append(now)
            return True

    def keep(self, address: str, answer: list[Any], now: float) -> None:
        if len(self.kept) >= ANSWERS_KEPT:
            self.kept.clear()
        self.kept[address] = (now, answer)


patience = Patience()


def _told(address: str) -> list[Any]:
    """The features of an answer. A service that fails is left in peace for a minute; a flood of readers does not reach
    it, and sees the town's own names meanwhile."""
    now = time.monotonic()
    kept_at, kept = patience.kept.get(address, (-math.inf, []))
    if now - kept_at < patience.kept_for_s or not patience.may_ask(now):
        return kept
    try:
        body = outside.ask(outside.Question(address, "application/json", GEOCODER_TIMEOUT_S, GEOCODER_BYTES))
        told = wire.load_json(body)
    except outside.Away as away:
        if away.status not in (400, 404, 422):  # words that it cannot read are no failure
            patience.resting_until = now + patience.rest_s
        return kept
    except wire.WireRefused:
        return kept
    features = told.get("features") if isinstance(told, dict) else None
    answer = features if isinstance(features, list) else []
    patience.keep(address, answer, now)
    return answer


def _address(feature: Any) -> FoundPlace | None:
    """An address in GeoJSON as Pelias and Digitransit (label), Nominatim (display_name) or Photon (street) write it."""
    try:
        properties, (longitude, latitude, *_) = feature["properties"], feature["geometry"]["coordinates"]
        street = " ".join(str(properties[key]) for key in ("street", "housenumber") if properties.get(key))
        known = (properties.get("label"), properties.get("display_name"), properties.get("name"), street)
        name = next((str(text) for text in known if text), "")[:200]
        place = FoundPlace("address", "address", None, name, name, float(longitude), float(latitude))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return place if name else None


def _holds(town: Municipality, place: FoundPlace) -> bool:
    if not bool(crs.FINLAND.holds(place.longitude, place.latitude)):
        return False
    x, y = crs.to_storage(place.longitude, place.latitude)
    return lies_in(town, float(x), float(y))


def lies_in(town: Municipality, x: float, y: float) -> bool:
    """Whether a place (EPSG:3067) is in the town; yes where its boundary is not known."""
    found = sql.row("geo/lies_in_town", {"town": town.pk, "x": x, "y": y})
    return bool(found and found[0])
