"""Telling the apps above that a town was made or its areas have changed, without knowing who they are.

An app that derives something from areas registers a function when it starts; it is called inside the transaction
that changes the areas, so that nobody ever sees new areas with old numbers.
"""

from __future__ import annotations

from collections.abc import Callable

from geo.models import Municipality

Rebuild = Callable[[Municipality], object]

_rebuilds: list[Rebuild] = []
_beginnings: list[Rebuild] = []


def when_areas_change(rebuild: Rebuild) -> None:
    """Register what has to be derived again from a town's areas. Registering twice is the same as once."""
    if rebuild not in _rebuilds:
        _rebuilds.append(rebuild)


def areas_changed(town: Municipality) -> None:
    """Derive again everything that rests on the areas of a town."""
    for rebuild in _rebuilds:
        rebuild(town)


def when_town_is_made(begin: Rebuild) -> None:
    """Register what a town begins with. It is called again whenever `create_town` is, so it must keep what is there."""
    if begin not in _beginnings:
        _beginnings.append(begin)


def town_made(town: Municipality) -> None:
    """Give a town what every app wants it to begin with."""
    for begin in _beginnings:
        begin(town)
