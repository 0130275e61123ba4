"""Other people's base maps, fetched and kept by us, so that no resident's browser talks to another host.

A base map is configured in the town (`base_maps`, see docs/base-maps.md) or for the service (KUULUVUUS_BASE_MAP_URL).
A `url` with {z}, {x} and {y} is a tile template (XYZ or WMTS); one without is a WMS that is asked for `layers`.
Tiles are 256 pixels wide.
"""

from __future__ import annotations

import hashlib
import math
import os
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.gis.db.models import Extent

from geo import crs, outside
from geo.models import BoundaryPart, Municipality

FRESH_FOR_S = 14 * 24 * 3600
GIVE_UP_AFTER_S = 4.0
REST_AFTER_FAILURE_S = 60.0
LARGEST_TILE = 2_000_000
MARGIN_M = 30_000.0
_MERCATOR = 20037508.342789244
_PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp", b"GIF8": "image/gif"}
_MIDDLE_TILE_M = 12_000.0
_resting_until: dict[str, float] = {}
_known_to_answer: set[str] = set()
_one_at_a_time: dict[str, threading.Lock] = defaultdict(threading.Lock)
# A service that hangs may hold some of a process's threads, never all: somebody is sending a message meanwhile
_askers = threading.BoundedSemaphore(2)
QUIET_S = 3.0  # who waits for a turn goes when nothing was heard for so long; as long as tiles come, all get theirs
_heard_at: dict[str, float] = {}


class NoSuchBaseMap(LookupError):
    """The town has no base map of this name, or the tile lies far from the town."""


class BaseMapAway(Exception):
    """The other service does not answer just now; the town's own layers are drawn all the same."""


@dataclass(frozen=True)
class Frame:
    """The square that is the one tile of zoom 0: its north-west corner and its side, in the map's own metres."""

    west: float
    north: float
    side: float


def _frame_of(code: int) -> Frame:
    """The pyramid that is usual for a reference system: of the web, or of Finland (JHS 180), 8192 m a pixel at 0."""
    if code == crs.MERCATOR:
        return Frame(-_MERCATOR, _MERCATOR, 2 * _MERCATOR)
    if code == crs.STORAGE:
        return Frame(-548576.0, 8388608.0, 2097152.0)
    if code not in crs.GAUSS_KRUGER:
        raise ValueError(code)
    middle = (code - 3854) * 1_000_000.0 + 500_000.0  # in Gauss-Krüger, eastings begin with the number of the zone
    return Frame(middle - 1048576.0, 8388608.0, 2097152.0)


@dataclass(frozen=True)
class BaseMap:
    id: str
    url: str
    code: int
    frame: Frame
    layers: str = ""
    max_zoom: int = 19
    names: Mapping[str, str] = field(default_factory=dict)
    credit: str = ""

    @property
    def crs(self) -> str:
        return f"EPSG:{self.code}"


@dataclass(frozen=True)
class TileAddress:
    """A tile of 256 pixels: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int

    def bounds(self, frame: Frame) -> tuple[float, float, float, float]:
        """West, south, east and north in the base map's coordinates."""
        side = frame.side / 2**self.z
        west, north = frame.west + self.x * side, frame.north - self.y * side
        return (west, north - side, west + side, north)


def base_maps_of(town: Municipality) -> list[BaseMap]:
    """The base maps of a town: its own, then the service's. What is configured wrongly is left out."""
    configured: list[Mapping[str, Any]] = list(town.base_maps)
    if settings.BASE_MAP_URL:
        configured.append({"id": "background", "url": settings.BASE_MAP_URL, "credit": settings.BASE_MAP_CREDIT})
    return [base for one in configured if (base := base_map_from(one)) is not None]


def base_map_from(one: Mapping[str, Any]) -> BaseMap | None:
    """A base map as it is configured; None when it is configured wrongly."""
    try:
        code = crs.known_code(one.get("crs", crs.MERCATOR))
        frame = _frame_of(code)
        if "origin" in one:  # a tile matrix set of its own
            west, north = (float(value) for value in one["origin"])
            frame = Frame(west, north, 256 * float(one["metres_a_pixel"]))
        return BaseMap(
            id=str(one["id"]),
            url=str(one["url"]),
            code=code,
            frame=frame,
            layers=str(one.get("layers", "")),
            max_zoom=int(one.get("max_zoom", 19)),
            names=dict(one.get("names") or {}),
            credit=str(one.get("credit", "")),
        )
    except (KeyError, TypeError, ValueError):
        return None


def base_map_of(town: Municipality, identity: str) -> BaseMap:
    """The configured base map of a town."""
    for base in base_maps_of(town):
        if base.id == identity:
            return base
    raise NoSuchBaseMap(identity)


def can_be_reached(town: Municipality, base: BaseMap) -> bool:
    """Whether the tile in the middle of the town is to be had: kept by us, or given by the other service just now."""
    try:
        tile_of(town, base, _middle_tile(town, base))
    except (BaseMapAway, NoSuchBaseMap):
        return False
    return True


def _middle_tile(town: Municipality, base: BaseMap) -> TileAddress:
    extent = _extent(town, base)
    if extent is None:
        raise NoSuchBaseMap(base.id)
    west, south, east, north = extent
    zoom = max(0, min(base.max_zoom, round(math.log2(base.frame.side / _MIDDLE_TILE_M))))
    side = base.frame.side / 2**zoom
    x, y = (west + east) / 2 - base.frame.west, base.frame.north - (south + north) / 2
    return TileAddress(zoom, int(x // side), int(y // side))


def tile_of(town: Municipality, base: BaseMap, address: TileAddress) -> tuple[bytes, str]:
    """A tile's bytes and media type, from our cache or from the other service.

    Raises NoSuchBaseMap for tiles far from the town (we are no proxy for the world) and BaseMapAway when the other
    service fails; a kept tile is then given even when it is old.
    """
    if not _is_near(town, base, address):
        raise NoSuchBaseMap(f"{base.id} {address}")
    path = _path(base, address)
    kept = _kept(path)
    if kept and kept[1] < FRESH_FOR_S:
        return kept[0], _media_type(kept[0])
    try:
        body = _fetched(base, address)
    except BaseMapAway:
        if kept:
            return kept[0], _media_type(kept[0])
        raise
    _keep(path, body)
    return body, _media_type(body)


def prune_cache() -> int:
    """Delete the tiles that were fetched longest ago until the cache is within its size; gives how many went."""
    files = sorted(_folder().rglob("*.tile"), key=lambda path: path.stat().st_mtime)
    size = sum(path.stat().st_size for path in files)
    gone = 0
    for path in files:
        if size <= settings.BASE_MAP_CACHE_MB * 1_000_000:
            break
        size -= path.stat().st_size
        path.unlink(missing_ok=True)
        gone += 1
    return gone


def _is_near(town: Municipality, base: BaseMap, address: TileAddress) -> bool:
    if not (0 <= address.z <= base.max_zoom and max(address.x, address.y) < 2**30):
        return False
    extent = _extent(town, base)
    if extent is None:
        return True
    west, south, east, north = extent
    left, bottom, right, top = address.bounds(base.frame)
    return (
        left <= east + MARGIN_M and right >= west - MARGIN_M and bottom <= north + MARGIN_M and top >= south - MARGIN_M
    )


def _extent(town: Municipality, base: BaseMap) -> tuple[float, float, float, float] | None:
    """West, south, east and north of the town in the base map's coordinates; None while the town has no border."""
    extent = BoundaryPart.objects.filter(municipality=town).aggregate(extent=Extent("geom"))["extent"]
    if extent is None:
        return None
    west, south, east, north = extent
    xs, ys = crs.transform([west, west, east, east], [south, north, south, north], crs.STORAGE, base.code)
    return (float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))


def _address(base: BaseMap, tile: TileAddress) -> str:
    if "{z}" in base.url:
        return base.url.replace("{z}", str(tile.z)).replace("{x}", str(tile.x)).replace("{y}", str(tile.y))
    query = {
        "SERVICE": "WMS",
        "VERSION": "1.1.1",
        "REQUEST": "GetMap",
        "LAYERS": base.layers,
        "STYLES": "",
        "SRS": base.crs,
        "BBOX": ",".join(f"{value:.3f}" for value in tile.bounds(base.frame)),
        "WIDTH": "256",
        "HEIGHT": "256",
        "FORMAT": "image/png",
    }
    return f"{base.url}{'&' if '?' in base.url else '?'}{urlencode(query)}"


def _fetched(base: BaseMap, tile: TileAddress) -> bytes:
    """From a service that has not answered yet, or no longer does, one tile is asked for; the others wait for it."""
    address = _address(base, tile)
    host = urlsplit(address).netloc
    _wait_for_a_turn(host)
    try:
        if host in _known_to_answer:
            return _asked(host, address)
        with _one_at_a_time[host]:
            return _asked(host, address)
    finally:
        _askers.release()


def _wait_for_a_turn(host: str) -> None:
    came_at = time.monotonic()
    while not _askers.acquire(timeout=0.1):
        if _rests(host) or time.monotonic() - max(came_at, _heard_at.get(host, 0.0)) > QUIET_S:
            raise BaseMapAway(host)


def _asked(host: str, address: str) -> bytes:
    if _rests(host):
        raise BaseMapAway(host)
    try:
        body = outside.ask(outside.Question(address, "image/*", GIVE_UP_AFTER_S, LARGEST_TILE))
    except outside.Away as away:
        if away.status not in (400, 404):  # no such tile is an answer too
            _rest(host)
        raise BaseMapAway(host) from away
    _known_to_answer.add(host)
    _heard_at[host] = time.monotonic()
    if not _media_type(body):
        raise BaseMapAway(host)
    return body


def _rests(host: str) -> bool:
    return _resting_until.get(host, 0.0) > time.monotonic()


def _rest(host: str) -> None:
    _resting_until[host] = time.monotonic() + REST_AFTER_FAILURE_S
    _known_to_answer.discard(host)


def _media_type(body: bytes) -> str:
    return next((media for magic, media in _PICTURES.items() if body.startswith(magic)), "")


def _folder() -> Path:
    return Path(settings.BASE_MAP_FOLDER)


def _path(base: BaseMap, tile: TileAddress) -> Path:
    digest = hashlib.sha256(_address(base, tile).encode()).hexdigest()
    return _folder() / digest[:2] / f"{digest[2:]}.tile"


def _kept(path: Path) -> tuple[bytes, float] | None:
    """A kept tile and its age in seconds."""
    try:
        return path.read_bytes(), time.time() - path.stat().st_mtime
    except OSError:
        return None


def _keep(path: Path, body: bytes) -> None:
    """Whole or not at all: written beside and moved into place. A full disk costs the cache, not the answer."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(name).replace(path)
    except OSError:
        return
