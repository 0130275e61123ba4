"""What a planner decided about a message that was left inside a plan while it was on display."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from feedback_map.models.pins import Pin
from geo.models import Municipality
from zoning.models import Hearing


class PlanPin(models.Model):
    """A message and a hearing: it is a statement by its content, or it stays feedback; and why."""

    class Decision(models.TextChoices):
        STATEMENT = "statement", _("It is a statement")
        FEEDBACK = "feedback", _("It stays feedback")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="+")
    pin = models.ForeignKey(Pin, models.CASCADE, related_name="plan_decisions")
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.CharField(max_length=2000)
    statement = models.CharField(max_length=22, blank=True, help_text="public id of the statement that it became")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hearing", "pin"], name="feedback_map_plan_pin_once")]
