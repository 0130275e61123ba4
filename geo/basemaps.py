"""Other people's base maps, fetched and kept by us, so that no resident's browser talks to another host.

A base map is configured in the town (`base_maps`) or for the service (KUULUVUUS_BASE_MAP_URL):
`{"id", "names", "credit", "crs": "EPSG:3857" | "EPSG:3067", "max_zoom", "url", "layers"}`.
A `url` with {z}, {x} and {y} is a tile template (XYZ or WMTS); one without is a WMS that is asked for `layers`.
Tiles are 256 pixels wide.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.contrib.gis.db.models import Extent

from geo import crs
from geo.models import BoundaryPart, Municipality

FRESH_FOR_S = 14 * 24 * 3600
GIVE_UP_AFTER_S = 4.0
REST_AFTER_FAILURE_S = 60.0
LARGEST_TILE = 2_000_000
MARGIN_M = 30_000.0
_MERCATOR = 20037508.342789244
_FRAMES = {
    "EPSG:3857": (-_MERCATOR, _MERCATOR, 2 * _MERCATOR),
    "EPSG:3067": (-548576.0, 8388608.0, 2097152.0),
}
_PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp", b"GIF8": "image/gif"}
_resting_until: dict[str, float] = {}


class NoSuchBaseMap(LookupError):
    """The town has no base map of this name, or the tile lies far from the town."""


class BaseMapAway(Exception):
    """The other service does not answer just now; the town's own layers are drawn all the same."""


@dataclass(frozen=True)
class BaseMap:
    id: str
    url: str
    crs: str = "EPSG:3857"
    layers: str = ""
    max_zoom: int = 19


@dataclass(frozen=True)
class TileAddress:
    """A tile of 256 pixels: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int

    def bounds(self, reference: str) -> tuple[float, float, float, float]:
        """West, south, east and north in the base map's coordinates."""
        west, north, width = _FRAMES[reference]
        side = width / 2**self.z
        return (west + self.x * side, north - (self.y + 1) * side, west + (self.x + 1) * side, north - self.y * side)


def base_map_of(town: Municipality, identity: str) -> BaseMap:
    """The configured base map of a town."""
    configured: list[Mapping[str, Any]] = list(town.base_maps)
    if settings.BASE_MAP_URL:
        configured.append({"id": "background", "url": settings.BASE_MAP_URL})
    for one in configured:
        if str(one.get("id")) == identity and one.get("url") and str(one.get("crs", "EPSG:3857")) in _FRAMES:
            return BaseMap(
                id=identity,
                url=str(one["url"]),
                crs=str(one.get("crs", "EPSG:3857")),
                layers=str(one.get("layers", "")),
                max_zoom=int(one.get("max_zoom", 19)),
            )
    raise NoSuchBaseMap(identity)


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
    side = 2**address.z
    if not (0 <= address.z <= base.max_zoom and 0 <= address.x < side and 0 <= address.y < side):
        return False
    extent = BoundaryPart.objects.filter(municipality=town).aggregate(extent=Extent("geom"))["extent"]
    if extent is None:
        return True
    west, south, east, north = extent
    xs, ys = [west, west, east, east], [south, north, south, north]
    if base.crs != "EPSG:3067":
        xs, ys = (list(values) for values in crs.transform(xs, ys, crs.STORAGE, crs.MERCATOR))
    left, bottom, right, top = address.bounds(base.crs)
    return bool(left <= max(xs) + MARGIN_M and right >= min(xs) - MARGIN_M and bottom <= max(ys) + MARGIN_M) and bool(
        top >= min(ys) - MARGIN_M
    )


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
        "BBOX": ",".join(f"{value:.3f}" for value in tile.bounds(base.crs)),
        "WIDTH": "256",
        "HEIGHT": "256",
        "FORMAT": "image/png",
    }
    return f"{base.url}{'&' if '?' in base.url else '?'}{urlencode(query)}"


class _SameHostOnly(HTTPRedirectHandler):
    def redirect_request(self, req: Request, *answer: Any) -> Request | None:
        if urlsplit(answer[-1]).hostname != urlsplit(req.full_url).hostname:
            return None
        return super().redirect_request(req, *answer)


def _fetched(base: BaseMap, tile: TileAddress) -> bytes:
    address = _address(base, tile)
    host = urlsplit(address).netloc
    if urlsplit(address).scheme not in ("http", "https") or _resting_until.get(host, 0.0) > time.monotonic():
        raise BaseMapAway(host)
    request = Request(address, headers={"User-Agent": "Kuuluvuus base map cache", "Accept": "image/*"})  # noqa: S310
    try:
        with build_opener(_SameHostOnly).open(request, timeout=GIVE_UP_AFTER_S) as response:
            body = bytes(response.read(LARGEST_TILE + 1))
    except (URLError, OSError, ValueError) as error:
        _resting_until[host] = time.monotonic() + REST_AFTER_FAILURE_S
        raise BaseMapAway(host) from error
    if len(body) > LARGEST_TILE or not _media_type(body):
        raise BaseMapAway(host)
    return body


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
