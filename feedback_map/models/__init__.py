"""Pins are facts, and so is what was done about them; what the public sees is derived (`published`)."""

from feedback_map.models.erasing import Erasure, ErasureRequest, RowChange
from feedback_map.models.handling import (
    CLOSED,
    AnswerRating,
    Contact,
    ResponseTemplate,
    State,
    StateType,
    Support,
    Update,
)
from feedback_map.models.initiatives import (
    Initiative,
    InitiativeResult,
    InitiativeState,
    InitiativeStep,
    InitiativeSupport,
    PublishedInitiative,
)
from feedback_map.models.links import CollectionLink
from feedback_map.models.moderating import (
    AbuseReport,
    Doubt,
    Flood,
    ModeratorCategory,
    PinEdit,
    Wave,
    WavePin,
)
from feedback_map.models.open311 import (
    Open311Key,
    Open311Peer,
    Open311PeerCategory,
    Open311Received,
    Open311Sending,
)
from feedback_map.models.outcomes import Outcome, OutcomeInput, PublishedOutcome, PublishedOutcomeInput
from feedback_map.models.photos import Photo, PhotoUpload, PublishedPhoto
from feedback_map.models.pins import Category, Kind, Moderation, Pin, PinArea, ShownPlace, Visibility
from feedback_map.models.plan_pins import PlanPin
from feedback_map.models.published import (
    AreaCount,
    PublishedDelta,
    PublishedPin,
    PublishedPinArea,
    PublishedState,
    PublishedUpdate,
    TileCell,
)
from feedback_map.models.routing import Holiday, RoutingRule
from feedback_map.models.sheets import MapSheet, Orientation, Paper, SheetMark, SheetPhoto
from feedback_map.models.words import PinWords
from feedback_map.models.work_links import WorkLink, WorkVisit

__all__ = [
    "CLOSED",
    "AbuseReport",
    "AnswerRating",
    "AreaCount",
    "Category",
    "CollectionLink",
    "Contact",
    "Doubt",
    "Erasure",
    "ErasureRequest",
    "Flood",
    "Holiday",
    "Initiative",
    "InitiativeResult",
    "InitiativeState",
    "InitiativeStep",
    "InitiativeSupport",
    "Kind",
    "MapSheet",
    "Moderation",
    "ModeratorCategory",
    "Open311Key",
    "Open311Peer",
    "Open311PeerCategory",
    "Open311Received",
    "Open311Sending",
    "Orientation",
    "Outcome",
    "OutcomeInput",
    "Paper",
    "Photo",
    "PhotoUpload",
    "Pin",
    "PinArea",
    "PinEdit",
    "PinWords",
    "PlanPin",
    "PublishedDelta",
    "PublishedInitiative",
    "PublishedOutcome",
    "PublishedOutcomeInput",
    "PublishedPhoto",
    "PublishedPin",
    "PublishedPinArea",
    "PublishedState",
    "PublishedUpdate",
    "ResponseTemplate",
    "RoutingRule",
    "RowChange",
    "SheetMark",
    "SheetPhoto",
    "ShownPlace",
    "State",
    "StateType",
    "Support",
    "TileCell",
    "Update",
    "Visibility",
    "Wave",
    "WavePin",
    "WorkLink",
    "WorkVisit",
]
