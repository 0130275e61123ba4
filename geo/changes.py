"""Telling the apps above that a town was made or its areas have changed, without knowing who they are.

An app that derives something from areas registers a function when it starts; it is called inside the transaction
that changes the areas, so that nobody ever sees new areas with old numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Model

from geo.models import Municipality

Rebuild = Callable[[Municipality], object]

_rebuilds: list[Rebuild] = []
_beginnings: list[Rebuild] = []
_resting: list[type[Model]] = []
_held: ContextVar[set[int] | None] = ContextVar("kuuluvuus_areas_held", default=None)


def when_areas_change(rebuild: Rebuild) -> None:
    """Register what has to be derived again from a town's areas. Registering twice is the same as once."""
    if rebuild not in _rebuilds:
        _rebuilds.append(rebuild)


def areas_changed(town: Municipality) -> None:
    """Derive again everything that rests on the areas of a town."""
    held = _held.get()
    if held is not None:
        held.add(town.pk)
        return
    for rebuild in _rebuilds:
        rebuild(town)


@contextmanager
def held_back() -> Iterator[set[int]]:
    """Nothing is derived inside; gives the towns whose areas changed, for whoever then calls `areas_changed`."""
    changed: set[int] = set()
    token = _held.set(changed)
    try:
        yield changed
    finally:
        _held.reset(token)


def derived_from_areas(model: type[Model]) -> None:
    """Register a table whose rows point at areas and are made again by `areas_changed`: they may go with the areas."""
    if model not in _resting:
        _resting.append(model)


def tables_derived_from_areas() -> tuple[type[Model], ...]:
    return tuple(_resting)


def when_town_is_made(begin: Rebuild) -> None:
    """Register what a town begins with. It is called again whenever `create_town` is, so it must keep what is there."""
    if begin not in _beginnings:
        _beginnings.append(begin)


def town_made(town: Municipality) -> None:
    """Give a town what every app wants it to begin with."""
    for begin in _beginnings:
        begin(town)
