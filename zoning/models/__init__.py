"""Plans, hearings and statements are facts; what the public sees of them on maps and in lists is derived."""

from zoning.models.hearings import (
    Hearing,
    HearingChange,
    HearingMeeting,
    HearingVersion,
    Landowner,
    LandownerLetter,
    StatementRequest,
)
from zoning.models.plans import (
    DrawingTile,
    ImpactAssessment,
    Plan,
    PlanDocument,
    PlanDrawing,
    PlanObject,
    PlanPhase,
    PlanVersion,
)
from zoning.models.published import PublishedHearing, PublishedPlan, PublishedPlanPart, PublishedStatement
from zoning.models.replies import Approval, Position, Reply, StatementPiece, Theme
from zoning.models.schemes import ParticipationScheme
from zoning.models.statements import (
    Outage,
    SealedPart,
    Statement,
    StatementAttachment,
    StatementChannel,
    StatementEvent,
)

__all__ = [
    "Approval",
    "DrawingTile",
    "Hearing",
    "HearingChange",
    "HearingMeeting",
    "HearingVersion",
    "ImpactAssessment",
    "Landowner",
    "LandownerLetter",
    "Outage",
    "ParticipationScheme",
    "Plan",
    "PlanDocument",
    "PlanDrawing",
    "PlanObject",
    "PlanPhase",
    "PlanVersion",
    "Position",
    "PublishedHearing",
    "PublishedPlan",
    "PublishedPlanPart",
    "PublishedStatement",
    "Reply",
    "SealedPart",
    "Statement",
    "StatementAttachment",
    "StatementChannel",
    "StatementEvent",
    "StatementPiece",
    "StatementRequest",
    "Theme",
]
