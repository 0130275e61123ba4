"""Pictures: of a message, or of what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback_map.models.outcomes import Outcome
from feedback_map.models.pins import Pin
from feedback_map.models.published import PublishedPin
from geo.ids import new_public_id
from geo.models import Municipality


class Photo(models.Model):
    """A picture of a pin, or of an outcome before or after. Shown only after a person has looked at it."""

    class Shown(models.TextChoices):
        WAITING = "waiting", _("Waiting for a moderator")
        SHOWN = "shown", _("Shown")
        REJECTED = "rejected", _("Not shown")

    class Stage(models.TextChoices):
        BEFORE = "before", _("Before")
        AFTER = "after", _("After")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    pin = models.ForeignKey(Pin, models.CASCADE, null=True, blank=True, related_name="photos")
    outcome = models.ForeignKey(Outcome, models.CASCADE, null=True, blank=True, related_name="photos")
    stage = models.CharField(max_length=6, choices=Stage, blank=True)
    file = models.CharField(max_length=200, help_text="name in the store of files")
    sha256 = models.BinaryField(max_length=32)
    blurred_sha256 = models.BinaryField(max_length=32, null=True)
    blurs = models.JSONField(default=list, blank=True, help_text="rectangles burned out, in shares of the picture")
    blurred_file = models.CharField(max_length=200, blank=True, help_text="shown instead, once faces are blurred")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.JSONField(default=dict, blank=True, help_text="by language: what is seen")
    shown = models.CharField(max_length=10, choices=Shown, default=Shown.WAITING)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    looked_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["municipality", "added_at"], name="feedback_map_photo_waiting", condition=Q(shown="waiting")
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(pin__isnull=False) | Q(outcome__isnull=False), name="feedback_map_photo_of_something"
            )
        ]

    @property
    def public_file(self) -> str:
        """What others may see of it, once it is shown: never what was blurred."""
        return self.blurred_file or self.file


class PhotoUpload(models.Model):
    """A picture that was sent ahead of its message. Claimed by the message's token within two days, or removed."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    token_hash = models.BinaryField(max_length=32)
    file = models.CharField(max_length=200)
    sha256 = models.BinaryField(max_length=32)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "token_hash"], name="feedback_map_upload_by_token")
        ]


class PublishedPhoto(models.Model):
    """What the public sees: shown pictures of published messages and outcomes; gone the moment they are not."""

    photo_id = models.BigIntegerField(primary_key=True)
    public_id = models.CharField(max_length=22, unique=True)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    pin = models.ForeignKey(PublishedPin, models.CASCADE, null=True, related_name="pictures", db_constraint=False)
    outcome_id = models.BigIntegerField(null=True, db_index=True)
    stage = models.CharField(max_length=6, blank=True)
    file = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.JSONField(default=dict)

    class Meta:
        ordering = ["photo_id"]
