"""What moderators have to look at: doubts, reports, waves; and what they changed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from feedback_map.models.pins import Category, Pin
from geo.ids import new_public_id
from geo.models import Municipality


class Doubt(models.Model):
    """Why a message waits although its category shows messages at once. Nobody is told: most doubts are unfounded."""

    class Reason(models.TextChoices):
        FILLED = "filled", _("A field that people do not see was filled in")
        QUICK = "quick", _("Sent within seconds of opening the form")
        LINKS = "links", _("Several links")
        REPEATED = "repeated", _("The same sender has sent the same text before")
        FLOOD = "flood", _("Came while very many messages came at once")

    pin = models.OneToOneField(Pin, models.CASCADE, primary_key=True, related_name="doubt")
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    reasons = ArrayField(models.CharField(max_length=10, choices=Reason))

    @property
    def words(self) -> list[str]:
        return [str(self.Reason(reason).label) for reason in self.reasons]


class PinEdit(models.Model):
    """A text that the town changed before showing it. The original stays here, and comes back when undone."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    pin = models.ForeignKey(Pin, models.CASCADE, related_name="edits")
    text_before = models.TextField()
    note_before = models.CharField(max_length=200, blank=True, help_text="the place in the sender's words")
    reason = models.CharField(max_length=500, blank=True, help_text="told to the sender")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["municipality", "-at"], name="feedback_map_edits_open", condition=Q(undone_at__isnull=True)
            )
        ]


class AbuseReport(models.Model):
    """Somebody says that a public message should not stand there. Who says so is not kept."""

    class Reason(models.TextChoices):
        PERSONAL = "personal", _("It tells something private about a person")
        HOSTILE = "hostile", _("It insults or threatens somebody")
        UNTRUE = "untrue", _("It is not true")
        ADVERT = "advert", _("It is an advertisement or has nothing to do with the town")
        OTHER = "other", _("Something else")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    pin = models.ForeignKey(Pin, models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=10, choices=Reason)
    text = models.TextField(max_length=1_000, blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["municipality", "pin"], name="feedback_map_reports_open", condition=Q(settled_at__isnull=True)
            )
        ]


class ModeratorCategory(models.Model):
    """A membership that may moderate messages of some categories only; without any such row: of all."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "category"], name="feedback_map_moderates_category_once")
        ]


class Wave(models.Model):
    """Many near-identical messages from many people in a short time: a campaign, counted as what it is."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    sample = models.TextField(help_text="the text that the others resemble, in small letters without digits")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True, help_text="somebody of the town has seen it")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-last_at", "-pk"]


class WavePin(models.Model):
    """A message of a wave. It stays a message, and its sender a person, in every count."""

    pin = models.OneToOneField(Pin, models.CASCADE, primary_key=True, related_name="in_wave")
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="pins")
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)


class Flood(models.Model):
    """A town in which very many messages came at once: until then everything waits for a moderator, nothing is lost."""

    municipality = models.OneToOneField(Municipality, models.CASCADE, primary_key=True, related_name="+")
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    messages = models.PositiveIntegerField(help_text="that came in the window in which it was noticed")
