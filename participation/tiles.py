"""The tile layer `events`: those of today and later."""

from __future__ import annotations

from django.utils import timezone

from geo.tiles.marks import CACHE_CONTROL, fetch_marks
from geo.tiles.registry import Asked, Fetched, Layer, register


def fetch_events(asked: Asked, held: list[str]) -> Fetched | None:
    """Since midnight of the town's day, so that a tile stays the same for a day."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return fetch_marks(asked, held, "participation/tile_events", {"since": since})


def register_layers() -> None:
    register(Layer("events", fetch_events, CACHE_CONTROL))
