"""The tile layer `pins`: published pins, one by one where they are few, exact counts by kind where they are many; and
`initiatives`: the published ones that have a place."""

from __future__ import annotations

from geo import sql
from geo.tiles.marks import fetch_marks
from geo.tiles.registry import Asked, Fetched, Layer, register

# A reader asks each time whether a tile is still right (304 is cheap), so a new pin is in the very next tile; a proxy
# in front of us may answer a crowd for a few seconds.
CACHE_CONTROL = "public, max-age=0, s-maxage=5, must-revalidate"


def fetch_pins(asked: Asked, held: list[str]) -> Fetched | None:
    """Layer `pins`: marks of one pin (id, kind, category, shape) or of many (cluster, n, counts by kind, ids of those
    on one spot). Layer `shapes`: lines and areas where they can be seen (id, kind, category)."""
    tile = asked.tile
    place = {"town": asked.town, "grid": tile.grid.number, "z": tile.z, "x": tile.x, "y": tile.y, "held": held}
    version, body = sql.ask("feedback_map/tile", place, prepared=True)[0]
    return None if version is None else Fetched(version, body)


def fetch_initiatives(asked: Asked, held: list[str]) -> Fetched | None:
    return fetch_marks(asked, held, "feedback_map/tile_initiatives")


def register_layers() -> None:
    register(Layer("initiatives", fetch_initiatives, CACHE_CONTROL))
    register(Layer("pins", fetch_pins, CACHE_CONTROL))
