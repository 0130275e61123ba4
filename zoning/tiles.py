"""The tile layers of zoning: `plans`, `hearings` (plans with a hearing that is open or comes), and `statements`."""

from __future__ import annotations

import json
from typing import Any

from geo import sql
from geo.tiles.grids import EXTENT
from geo.tiles.registry import Asked, Fetched, Layer, register
from zoning.looks import LOOKS

# A hearing opens and closes at midnight, and what staff publish is seen in the next tile, as with messages
CACHE_CONTROL = "public, max-age=0, s-maxage=5, must-revalidate"
UNITS_A_PIXEL = EXTENT / 512
# A surface narrower than this many pixels is drawn as a mark: its pattern could not be told from another
SEEN_PX = 16
_LOOKS = json.dumps({state.value: look.value for state, look in LOOKS.items()})


def fetch_plans(asked: Asked, held: list[str]) -> Fetched | None:
    """Layers `plans` (surfaces) and `marks` (a point for each plan too small to be seen as one): id, slug, look, kind,
    name, names by language, and the hearing that is open or comes next (hearing, first_day, last_day)."""
    return _fetched(asked, held, "zoning/tile_plans", _drawn_plans(asked, hearings_only=False))


def fetch_hearings(asked: Asked, held: list[str]) -> Fetched | None:
    """The same layers with those plans alone that have a hearing which is open or comes."""
    return _fetched(asked, held, "zoning/tile_plans", _drawn_plans(asked, hearings_only=True))


def fetch_statements(asked: Asked, held: list[str]) -> Fetched | None:
    """Layer `statements`: places to the nearest 100 m of statements that were answered in public (plan, kind, n)."""
    return _fetched(asked, held, "zoning/tile_statements", {})


def _drawn_plans(asked: Asked, *, hearings_only: bool) -> dict[str, Any]:
    seen_m = asked.tile.unit_m * UNITS_A_PIXEL * SEEN_PX
    return {"unit_m": asked.tile.unit_m, "seen_m2": seen_m**2, "looks": _LOOKS, "hearings_only": hearings_only}


def _fetched(asked: Asked, held: list[str], statement: str, wanted: dict[str, Any]) -> Fetched | None:
    found = sql.ask("zoning/tile_plans_state", {"town": asked.town}, prepared=True)
    if not found:
        return None
    town, since, version, day = found[0]
    version = f"{since:x}-{version}-{day:%y%m%d}"
    if version in held:
        return Fetched(version, None)
    west, south, east, north = asked.tile.box
    box = {"srid": asked.tile.grid.srid, "west": west, "south": south, "east": east, "north": north, "extent": EXTENT}
    drawn = sql.ask(statement, {"town": town, "day": day, **box, **wanted}, prepared=True)
    return Fetched(version, bytes(drawn[0][0]) if drawn and drawn[0][0] else b"")


def register_layers() -> None:
    register(Layer("plans", fetch_plans, CACHE_CONTROL))
    register(Layer("hearings", fetch_hearings, CACHE_CONTROL))
    register(Layer("statements", fetch_statements, CACHE_CONTROL))
