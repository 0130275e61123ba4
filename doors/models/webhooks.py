"""Who is told by webhook, and every telling on its way."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from geo.ids import PUBLIC_ID_LENGTH, new_public_id


class Event(models.TextChoices):
    """What a subscriber can be told of: what everybody may read from then on, or no more."""

    PIN_PUBLISHED = "pin.published", _("A message was published")
    PIN_UPDATED = "pin.updated", _("A published message was handled")
    PIN_WITHDRAWN = "pin.withdrawn", _("A message is published no more")
    OUTCOME_PUBLISHED = "outcome.published", _("What followed was published")
    PLAN_PUBLISHED = "plan.published", _("A plan was published")
    PLAN_CHANGED = "plan.changed", _("A published plan was changed")
    PLAN_WITHDRAWN = "plan.withdrawn", _("A plan is published no more")
    HEARING_PUBLISHED = "hearing.published", _("A plan was put on display")
    HEARING_CANCELLED = "hearing.cancelled", _("A hearing was cancelled")
    INITIATIVE_PUBLISHED = "initiative.published", _("An initiative was published")
    INITIATIVE_ANSWERED = "initiative.answered", _("An initiative was answered")
    INITIATIVE_WITHDRAWN = "initiative.withdrawn", _("An initiative is published no more")
    RESULT_PUBLISHED = "result.published", _("The result of a vote on a budget was published")
    COVERAGE_RELEASED = "coverage.released", _("New figures of participation were released")


TEST = "webhook.test"


class Webhook(models.Model):
    """An address of another system that is told of some events. Its secret, kept enciphered, signs each telling."""

    municipality = models.ForeignKey("geo.Municipality", models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, default=new_public_id, unique=True)
    label = models.CharField(max_length=120)
    address = models.URLField(max_length=500)
    events = ArrayField(models.CharField(max_length=30))
    secret = models.BinaryField(max_length=200)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(events=[]), name="webhook_is_told_something"),
            models.CheckConstraint(condition=Q(address__startswith="http"), name="webhook_has_a_web_address"),
        ]

    def __str__(self) -> str:
        return self.label


class WebhookDelivery(models.Model):
    """One telling: what of, and how far it came. It holds names of public things only; their words are looked up when
    it is sent, so that what was withdrawn meanwhile is not told."""

    class State(models.TextChoices):
        WAITING = "waiting", _("On its way")
        SENT = "sent", _("Arrived")
        DEAD = "dead", _("Given up")
        PASSED = "passed", _("Not told: no longer public")

    municipality = models.ForeignKey("geo.Municipality", models.CASCADE, related_name="+")
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, default=new_public_id, unique=True)
    event = models.CharField(max_length=30)
    subject = models.CharField(max_length=80, help_text="public id or slug of what it is about")
    occasion = models.CharField(max_length=160, help_text="one occasion is told once")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of the last answer")
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "occasion"], name="webhook_tells_once")]
        indexes = [
            models.Index(fields=["webhook", "-made_at"], name="delivery_newest"),
            models.Index(fields=["webhook", "subject", "-id"], name="delivery_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"
