"""How far a plan has come, in the few steps that maps, legends and lists tell apart by pattern, colour and word."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zoning.codes import Lifecycle


class Look(models.TextChoices):
    DISPLAY = "display", _("On display now")
    PREPARING = "preparing", _("Being prepared")
    PROPOSAL = "proposal", _("Proposal made")
    APPROVED = "approved", _("Approved, not in force yet")
    FORCE = "force", _("In force")
    ENDED = "ended", _("Ended without coming into force, or repealed")


LOOKS = {
    Lifecycle.INITIATIVE: Look.PREPARING,
    Lifecycle.PENDING: Look.PREPARING,
    Lifecycle.PREPARATION: Look.PREPARING,
    Lifecycle.PROPOSAL: Look.PROPOSAL,
    Lifecycle.CHANGED_PROPOSAL: Look.PROPOSAL,
    Lifecycle.APPROVED: Look.APPROVED,
    Lifecycle.RECTIFICATION: Look.APPROVED,
    Lifecycle.APPEAL: Look.APPROVED,
    Lifecycle.RECTIFICATION_AND_APPEAL: Look.APPROVED,
    Lifecycle.PARTLY_IN_FORCE: Look.FORCE,
    Lifecycle.IN_FORCE_EARLY: Look.FORCE,
    Lifecycle.FINAL: Look.FORCE,
    Lifecycle.IN_FORCE: Look.FORCE,
    Lifecycle.REPEALED: Look.ENDED,
    Lifecycle.LAPSED: Look.ENDED,
    Lifecycle.REJECTED: Look.ENDED,
    Lifecycle.INTERRUPTED: Look.ENDED,
}


def look_of(state: str, *, is_on_display: bool) -> Look:
    """What is on display looks so whatever its state: it is what a reader can still do something about."""
    return Look.DISPLAY if is_on_display else LOOKS[Lifecycle(state)]
