"""The tile layers of geography: the ground under the town, its areas, its places."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from django.utils import timezone

from geo import sql
from geo.tiles.grids import EXTENT, Tile
from geo.tiles.registry import Asked, Fetched, Layer, register

# Borders and roads change seldom; a reader may show the last ones while it asks for new ones.
CACHE_CONTROL = "public, max-age=300, stale-while-revalidate=86400"
UNITS_A_PIXEL = EXTENT / 512
# Metres a pixel up to which features of a rank are drawn; rank 0 always is
RANKS_WITHIN = ((1, 300.0), (2, 80.0), (3, 25.0), (9, 12.0))
NAMES_WITHIN = 80.0
# Metres a pixel up to which names of a weight are drawn
WEIGHTS_WITHIN = ((80, 1000.0), (50, 250.0), (20, 95.0), (0, 40.0))
NO_NAMES_WEIGHT = 101
MEETING_PLACE_WEIGHT = 30
MOST_NAMES = 150
# Reading the version of a large base map at every request would cost more than the tiles are worth
VERSION_HOLDS_S = 10.0


@dataclass(frozen=True)
class Known:
    """A version, and until when (of the monotonic clock) it is taken as it is."""

    version: str
    until: float


_known: dict[tuple[str, int, int], Known] = {}
_lock = threading.Lock()


def forget_versions() -> None:
    """Read every version anew: for tests, and for a process that has just changed the map."""
    with _lock:
        _known.clear()


def fetch_areas(asked: Asked, held: list[str]) -> Fetched | None:
    """Layer `areas`: the surfaces of a set (code, set, name, names by language); layer `labels`: where names stand."""
    state = {"town": asked.town, "kind": asked.member, "day": timezone.localdate()}
    found = sql.ask("geo/tile_areas_state", state, prepared=True)
    if not found:
        return None
    _, since, area_set, _, version = found[0]
    if area_set is None:
        return None if asked.member else Fetched(f"{since:x}-{version}", b"")
    version = f"{since:x}-{area_set}-{version}"
    if version in held:
        return Fetched(version, None)
    return Fetched(version, _drawn("geo/tile_areas", asked.tile, {"area_set": area_set, "unit_m": asked.tile.unit_m}))


def fetch_ground(asked: Asked, held: list[str]) -> Fetched | None:
    """Layer `ground`: water, roads, railways, built-up land and green (kind, rank, name and names by language)."""
    pixel_m = asked.tile.unit_m * UNITS_A_PIXEL
    rank = max((rank for rank, within in RANKS_WITHIN if pixel_m <= within), default=0)
    wanted: dict[str, object] = {"unit_m": asked.tile.unit_m, "rank": rank, "named": pixel_m <= NAMES_WITHIN}
    return _of_map(asked, held, "ground", wanted)


def fetch_places(asked: Asked, held: list[str]) -> Fetched | None:
    """Layer `places`: names of the gazetteer and of meeting places (name, kind, weight; meeting and code)."""
    pixel_m = asked.tile.unit_m * UNITS_A_PIXEL
    weight = min((weight for weight, within in WEIGHTS_WITHIN if pixel_m <= within), default=NO_NAMES_WEIGHT)
    return _of_map(
        asked, held, "places", {"weight": weight, "meeting_weight": MEETING_PLACE_WEIGHT, "most": MOST_NAMES}
    )


def _of_map(asked: Asked, held: list[str], layer: str, wanted: dict[str, object]) -> Fetched | None:
    found = sql.ask("geo/tile_towns_state", {"town": asked.town}, prepared=True)
    if not found:
        return None
    town, since, version = found[0]
    version = f"{since:x}-{version}-{_version(f'geo/tile_{layer}_version', town, since)}"
    if version in held:
        return Fetched(version, None)
    return Fetched(version, _drawn(f"geo/tile_{layer}", asked.tile, {"town": town, **wanted}))


def _version(statement: str, town: int, since: int) -> str:
    key, now = (statement, town, since), time.monotonic()
    known = _known.get(key)
    if known is None or known.until < now:
        [(number, written)] = sql.ask(statement, {"town": town}) or [(0, "0")]
        known = Known(f"{number}-{written}", now + VERSION_HOLDS_S)
        with _lock:
            _known[key] = known
    return known.version


def _drawn(statement: str, tile: Tile, wanted: dict[str, object]) -> bytes:
    west, south, east, north = tile.box
    box = {"srid": tile.grid.srid, "west": west, "south": south, "east": east, "north": north, "extent": EXTENT}
    found = sql.ask(statement, {**wanted, **box})
    return bytes(found[0][0]) if found and found[0][0] else b""


def register_layers() -> None:
    register(Layer("ground", fetch_ground, CACHE_CONTROL))
    register(Layer("places", fetch_places, CACHE_CONTROL))
    register(Layer("areas", fetch_areas, CACHE_CONTROL, is_family=True))
