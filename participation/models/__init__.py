"""Who takes part, how and when; and who wants to be told of what."""

from participation.models.following import Follow, Follower, News, Rhythm
from participation.models.people import (
    AgeBand,
    Attendance,
    Channel,
    Event,
    EventSignUp,
    FormOfParticipation,
    HomeAssignment,
    Participant,
    ParticipantHome,
    Process,
    ResidentType,
    ServiceFeedback,
)

__all__ = [
    "AgeBand",
    "Attendance",
    "Channel",
    "Event",
    "EventSignUp",
    "Follow",
    "Follower",
    "FormOfParticipation",
    "HomeAssignment",
    "News",
    "Participant",
    "ParticipantHome",
    "Process",
    "ResidentType",
    "Rhythm",
    "ServiceFeedback",
]
