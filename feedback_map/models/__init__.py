"""Pins are facts, and so is what was done about them; what the public sees is derived (`published`)."""

from feedback_map.models.handling import (
    CLOSED,
    AnswerRating,
    Contact,
    ResponseTemplate,
    RoutingRule,
    State,
    StateType,
    Support,
    Update,
)
from feedback_map.models.links import CollectionLink
from feedback_map.models.outcomes import Outcome, OutcomeInput
from feedback_map.models.photos import Photo
from feedback_map.models.pins import Category, Kind, Moderation, Pin, PinArea, ShownPlace, Visibility
from feedback_map.models.published import (
    AreaCount,
    PublishedDelta,
    PublishedPin,
    PublishedPinArea,
    PublishedState,
    PublishedUpdate,
    TileCell,
)

__all__ = [
    "CLOSED",
    "AnswerRating",
    "AreaCount",
    "Category",
    "CollectionLink",
    "Contact",
    "Kind",
    "Moderation",
    "Outcome",
    "OutcomeInput",
    "Photo",
    "Pin",
    "PinArea",
    "PublishedDelta",
    "PublishedPin",
    "PublishedPinArea",
    "PublishedState",
    "PublishedUpdate",
    "ResponseTemplate",
    "RoutingRule",
    "ShownPlace",
    "State",
    "StateType",
    "Support",
    "TileCell",
    "Update",
    "Visibility",
]
