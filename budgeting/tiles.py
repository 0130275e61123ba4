"""The tile layer of budgeting: `proposals`, the published ones of all of a town's rounds."""

from __future__ import annotations

import json

from budgeting.looks import LOOKS
from geo import sql
from geo.tiles.grids import EXTENT
from geo.tiles.registry import Asked, Fetched, Layer, register

# What staff publish is seen in the next tile, as with messages
CACHE_CONTROL = "public, max-age=0, s-maxage=5, must-revalidate"
# A screen shows a thousand marks at most, and several tiles at once
CROWD = 250
CELLS = 10  # of a tile that is drawn 512 pixels wide: a ring has room beside its neighbour
_LOOKS = json.dumps({state: look.value for state, look in LOOKS.items()})


def fetch_proposals(asked: Asked, held: list[str]) -> Fetched | None:
    """Layers `shapes` (lines and areas) and `marks` (a point for each proposal): round, number, look, theme, name and
    names by language; round and number say which it is. A map of one round filters by `round`. In a crowd a mark may
    stand for several, with their `count`, and how many of them have each look, instead of number and name."""
    found = sql.ask("budgeting/tile_proposals_state", {"town": asked.town}, prepared=True)
    if not found:
        return None
    town, since, number = found[0]
    version = f"{since:x}-{number}"
    if version in held:
        return Fetched(version, None)
    west, south, east, north = asked.tile.box
    box = {"srid": asked.tile.grid.srid, "west": west, "south": south, "east": east, "north": north, "extent": EXTENT}
    wanted = {"town": town, "unit_m": asked.tile.unit_m, "looks": _LOOKS, "crowd": CROWD, "cells": CELLS, **box}
    drawn = sql.ask("budgeting/tile_proposals", wanted, prepared=True)
    return Fetched(version, bytes(drawn[0][0]) if drawn and drawn[0][0] else b"")


def register_layers() -> None:
    register(Layer("proposals", fetch_proposals, CACHE_CONTROL))
