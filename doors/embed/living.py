"""The map of a piece that can be moved: what draws it is of the pages, which stand above, and comes in from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from geo.models import Municipality


@dataclass(frozen=True)
class LivingMap:
    """Addresses of the script and the sheets of styles that draw it, and what they are told."""

    script: str
    styles: tuple[str, ...]
    settings: dict[str, Any]


Make = Callable[[Municipality, str], LivingMap | None]
_makers: list[Make] = []


def draw_maps_with(make: Make) -> None:
    """Called once, when the service starts."""
    _makers[:] = [make]


def living_map(town: Municipality, language: str) -> LivingMap | None:
    """None where the front end is not built: then the drawing stands alone."""
    return _makers[0](town, language) if _makers else None
