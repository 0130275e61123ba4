"""Pins are facts (`pins`); what the public sees of them is derived (`published`)."""

from feedback_map.models.links import CollectionLink
from feedback_map.models.pins import Category, Kind, Moderation, Pin, PinArea, Visibility
from feedback_map.models.published import (
    AreaCount,
    PublishedDelta,
    PublishedPin,
    PublishedPinArea,
    PublishedState,
    TileCell,
)

__all__ = [
    "AreaCount",
    "Category",
    "CollectionLink",
    "Kind",
    "Moderation",
    "Pin",
    "PinArea",
    "PublishedDelta",
    "PublishedPin",
    "PublishedPinArea",
    "PublishedState",
    "TileCell",
    "Visibility",
]
