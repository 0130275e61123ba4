"""Which layers there are. Apps register theirs when they start (`AppConfig.ready`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from geo.tiles.grids import Tile


@dataclass(frozen=True)
class Asked:
    """One tile of a layer of a town. `member` is what follows the dash of a family of layers (`areas-postal`)."""

    town: str
    layer: str
    tile: Tile
    member: str = ""


@dataclass(frozen=True)
class TileState:
    """What is known before anything is drawn: a version that changes whenever the tile does, and never comes back.

    `facts` is what the layer wants to be told again when it draws.
    """

    version: str
    empty: bool = False
    facts: Any = None


@dataclass(frozen=True)
class Layer:
    """`state` gives nothing for a town (or a member of the family) that is not there; it must be cheap.

    Only published data may come out of either: tiles are answered to everybody.
    """

    name: str
    state: Callable[[Asked], TileState | None]
    draw: Callable[[Asked, TileState], bytes]
    cache_control: str
    is_family: bool = False


_layers: dict[str, Layer] = {}


def register(layer: Layer) -> None:
    known = _layers.setdefault(layer.name, layer)
    if known.draw is not layer.draw:
        raise ValueError(f"Two layers are called {layer.name}.")


def layer_named(name: str) -> tuple[Layer, str] | None:
    """The layer and, of a family, the member: `areas-postal` is `postal` of the family `areas`."""
    layer = _layers.get(name)
    if layer:
        return layer, ""
    family, _, member = name.partition("-")
    layer = _layers.get(family)
    return (layer, member) if layer and layer.is_family and member else None


def known_layers() -> list[str]:
    return sorted(_layers)
