"""Hearings by the clock of the law, requests for official statements, and letters to landowners elsewhere."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from geo.ids import new_public_id
from geo.models import Municipality
from participation.models import Event, Process
from zoning.models.plans import Plan, PlanVersion
from zoning.querysets import HearingQuerySet


class Hearing(models.Model):
    """A display window (nähtävilläolo): first and last day are local dates, and the published last day decides."""

    class Kind(models.TextChoices):
        SCHEME = "oas", _("Participation and assessment scheme on display")
        PREPARATION = "preparation", _("Preparation material on display")
        PROPOSAL = "proposal", _("Plan proposal on display")
        CHANGED_PROPOSAL = "changed_proposal", _("Changed plan proposal on display")
        STREET_PLAN = "street_plan", _("Street plan on display")
        OTHER = "other", _("Other hearing")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    key = models.UUIDField(default=uuid.uuid4, help_text="interactionEventKey")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="hearings")
    kind = models.CharField(max_length=20, choices=Kind)
    process = models.ForeignKey(Process, models.PROTECT, null=True, blank=True, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    office = models.JSONField(default=dict, blank=True, help_text="by language: where the papers are and its hours")
    office_closes = models.TimeField(null=True, blank=True, help_text="on the last day; null: no office takes them")
    postal_address = models.CharField(max_length=300, blank=True)
    email = models.EmailField(blank=True, help_text="the registry's own (kirjaamo)")
    notice = models.JSONField(default=dict, blank=True, help_text="by language: what was published (kuulutus)")
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.JSONField(default=dict, blank=True)
    national = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = HearingQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="zoning_hearing_ends_after_start")
        ]
        indexes = [models.Index(fields=["municipality", "last_day"], name="zoning_hearing_last_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day}–{self.last_day}"


class HearingVersion(models.Model):
    """Which versions of the plan are on display: one proposal, or the options of a draft."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="on_display")
    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="hearings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hearing", "version"], name="zoning_on_display_once")]


class HearingChange(models.Model):
    """What was changed of a published hearing, why, and the notice of it. Rows are added, never changed."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="changes")
    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.JSONField(default=dict, help_text="by language, published")
    notice = models.JSONField(default=dict, help_text="by language: the notice of the change")
    transaction = models.BigIntegerField(default=0, editable=False, help_text="filled in")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason={}) & ~Q(notice={}), name="zoning_change_has_reason_and_notice")
        ]


class HearingLength(models.Model):
    """The town's own practice: days of hearings of a kind, where it is longer than the law or the law is silent."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=Hearing.Kind)
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "kind"], name="zoning_length_once"),
            models.CheckConstraint(condition=Q(days__gte=1) & Q(days__lte=366), name="zoning_length_is_reasonable"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


class HearingMeeting(models.Model):
    """A meeting of a hearing or of a plan (yleisötilaisuus); its attendance is counted with the event."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    key = models.UUIDField(default=uuid.uuid4, help_text="interactionEventKey")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="meetings")
    hearing = models.ForeignKey(Hearing, models.SET_NULL, null=True, blank=True, related_name="meetings")
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "event"], name="zoning_meeting_once")]


class StatementRequest(models.Model):
    """A request for an official statement (lausuntopyyntö) to a named body, with its own last day."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    key = models.UUIDField(default=uuid.uuid4, help_text="interactionEventKey")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="requests")
    hearing = models.ForeignKey(Hearing, models.SET_NULL, null=True, blank=True, related_name="requests")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, help_text="of the body that is asked")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="fi")
    text = models.TextField(blank=True, help_text="what is asked")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="when it was sent; null: not yet")
    due_on = models.DateField(help_text="the last day, by itself: not the hearing's")
    token_hash = models.BinaryField(max_length=32, null=True, help_text="sha-256 of the key in the body's own link")
    answered_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True, help_text="it said that it gives none")
    reminded_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due_on", "name"]

    def __str__(self) -> str:
        return self.name


class Landowner(models.Model):
    """An owner of land in a plan's area who lives elsewhere and gets a letter before the display. Erased when due."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="landowners")
    property_code = models.CharField(max_length=30, blank=True, help_text="kiinteistötunnus")
    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="fi")
    import_key = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "import_key"], name="zoning_landowner_once", condition=Q(import_key__isnull=False)
            )
        ]


class LandownerLetter(models.Model):
    """That a letter went to a landowner: when, how, by whom. The log stays when the address is erased."""

    class Method(models.TextChoices):
        POST = "post", _("By post")
        EMAIL = "email", _("By e-mail")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="letters")
    landowner = models.ForeignKey(Landowner, models.SET_NULL, null=True, related_name="letters")
    property_code = models.CharField(max_length=30, blank=True)
    method = models.CharField(max_length=6, choices=Method)
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hearing", "landowner"], name="zoning_letter_once")]
