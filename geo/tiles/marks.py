"""Tile layers of few marks, one for each thing of a kind: meeting places, events, initiatives.

A statement of state gives the town's id, since when it is there, and a version; a statement of drawing gives the tile.
"""

from __future__ import annotations

from typing import Any

from geo import sql
from geo.tiles.grids import EXTENT
from geo.tiles.registry import Asked, Fetched, Layer, register

# What staff publish is seen in the next tile, as with messages
CACHE_CONTROL = "public, max-age=0, s-maxage=5, must-revalidate"


def fetch_marks(asked: Asked, held: list[str], statement: str, wanted: dict[str, Any] | None = None) -> Fetched | None:
    """The layer `marks`: id, kind, name and names by language; each mark in one tile only."""
    found = sql.ask(f"{statement}_state", {"town": asked.town, **(wanted or {})}, prepared=True)
    if not found:
        return None
    town, since, version = found[0]
    version = f"{since:x}-{version}"
    if version in held:
        return Fetched(version, None)
    west, south, east, north = asked.tile.box
    box = {"srid": asked.tile.grid.srid, "west": west, "south": south, "east": east, "north": north, "extent": EXTENT}
    drawn = sql.ask(statement, {"town": town, **box, **(wanted or {})}, prepared=True)
    return Fetched(version, bytes(drawn[0][0]) if drawn and drawn[0][0] else b"")


def fetch_meeting_places(asked: Asked, held: list[str]) -> Fetched | None:
    return fetch_marks(asked, held, "geo/tile_meeting_places")


def register_layers() -> None:
    register(Layer("meeting-places", fetch_meeting_places, CACHE_CONTROL))
