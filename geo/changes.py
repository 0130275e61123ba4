"""Telling the apps above that a town's areas have changed, without knowing who they are.

An app that derives something from areas registers a function when it starts; it is called inside the transaction
that changes the areas, so that nobody ever sees new areas with old numbers.
"""

from __future__ import annotations

from collections.abc import Callable

from geo.models import Municipality

Rebuild = Callable[[Municipality], object]

_rebuilds: list[Rebuild] = []


def when_areas_change(rebuild: Rebuild) -> None:
    """Register what has to be derived again from a town's areas. Registering twice is the same as once."""
    if rebuild not in _rebuilds:
        _rebuilds.append(rebuild)


def areas_changed(town: Municipality) -> None:
    """Derive again everything that rests on the areas of a town."""
    for rebuild in _rebuilds:
        rebuild(town)
