"""Plans, hearings and statements are facts; what the public sees of them on maps and in lists is derived."""

from zoning.models.hearings import (
    Hearing,
    HearingChange,
    HearingLength,
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
from zoning.models.published import (
    PublishedHearing,
    PublishedPlan,
    PublishedPlanPart,
    PublishedState,
    PublishedStatement,
)
from zoning.models.registry import Heartbeat, Registry
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
    "HearingLength",
    "HearingMeeting",
    "HearingVersion",
    "Heartbeat",
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
    "PublishedState",
    "PublishedStatement",
    "Registry",
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
