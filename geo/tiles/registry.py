"""Which layers there are. Apps register theirs when they start (`AppConfig.ready`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from geo.tiles.grids import Tile


@dataclass(frozen=True)
class Asked:
    """One tile of a layer of a town. `member` is what follows the dash of a family of layers (`areas-postal`)."""

    town: str
    layer: str
    tile: Tile
    member: str = ""


@dataclass(frozen=True)
class Fetched:
    """A tile, or nothing but its version when the asker holds that one.

    A version changes whenever the tile does, and never comes back.
    """

    version: str
    body: bytes | None


# Takes what is asked and the versions already held; gives nothing for a town (or a member of the family) that is not
# there. It must be cheap when the version is held, and may give out published data only: tiles go to everybody.
Fetch = Callable[[Asked, list[str]], Fetched | None]


@dataclass(frozen=True)
class Layer:
    name: str
    fetch: Fetch
    cache_control: str
    is_family: bool = False


_layers: dict[str, Layer] = {}


def register(layer: Layer) -> None:
    known = _layers.setdefault(layer.name, layer)
    if known.fetch is not layer.fetch:
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
