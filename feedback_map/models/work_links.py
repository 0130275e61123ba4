"""Links by which a contractor reads and marks its own messages without an account, and what was done by them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from accounts.models import Body
from feedback_map.models.pins import Pin
from geo.ids import new_public_id
from geo.models import Municipality


class WorkLink(models.Model):
    """Whoever has the link sees the open messages of one body, until a day. Only the hash of its secret is kept."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    label = models.CharField(max_length=120, help_text="who has it")
    categories = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        db_default=[],
        help_text="it shows messages of these alone; none: of all",
    )
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["municipality", "body"], name="feedback_map_worklinks_of")]

    def __str__(self) -> str:
        return self.public_id


class WorkVisit(models.Model):
    """One look or act by a link. Rows are added and never changed."""

    class Act(models.TextChoices):
        LOOKED = "looked", "looked"
        PHOTO = "photo", "photo"
        SEEN = "seen", "seen"
        DONE = "done", "done"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    link = models.ForeignKey(WorkLink, models.CASCADE, related_name="visits", db_index=False)
    act = models.CharField(max_length=10, choices=Act)
    pin = models.ForeignKey(Pin, models.SET_NULL, null=True, blank=True, related_name="+")
    pins = models.PositiveIntegerField(default=0, help_text="how many messages were shown")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["link", "-at"], name="feedback_map_workvisits")]
