"""Doubts that a form has about what it places, told to the function that places it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town

_SETTING = "kuuluvuus.doubts"


@contextmanager
def doubted(town: Municipality, doubts: Sequence[str]) -> Iterator[None]:
    """What is placed inside waits for a moderator, with these reasons. Without any, this does nothing at all."""
    if not doubts:
        yield
        return
    with in_town(town):
        sql.set_local(_SETTING, ",".join(doubts))
        yield
        sql.set_local(_SETTING, "")
