"""Initiatives of residents (kuntalaisaloite, Local Government Act 23 §): what is proposed, by whom, and its answer."""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models as gis
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from geo.ids import new_public_id
from geo.models import SRID, Municipality
from participation.models import Participant


class InitiativeState(models.TextChoices):
    """How far an initiative has come. It is closed by its answer alone."""

    RECEIVED = "received", _("Received")
    OPEN = "open", _("Open for support")
    IN_HANDS = "in_hands", _("Being handled")
    CLOSED = "closed", _("Answered")


class InitiativeResult(models.TextChoices):
    """What the town did about it."""

    DONE = "done", _("Will be done, or was")
    PARTLY = "partly", _("Will be done in part")
    NOT_DONE = "not_done", _("Will not be done")
    NOTED = "noted", _("Taken along in later work")


class Initiative(models.Model):
    """One initiative. The maker's name and address stand here and in no public table, unless they want to be named.

    The database keeps the law's promise: none is closed without an answer.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    title = models.CharField(max_length=150)
    text = models.TextField(max_length=10_000)
    language = models.CharField(max_length=10, default="fi")
    place = gis.GeometryField(srid=SRID, null=True, blank=True, spatial_index=False)
    place_note = models.CharField(max_length=200, blank=True)
    outside_url = models.URLField(blank=True, help_text="the same initiative at kuntalaisaloite.fi")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    maker = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    names_maker = models.BooleanField(default=False, help_text="the maker wants to be named in public")
    key_hash = models.BinaryField(max_length=32, help_text="sha-256 of the key in the maker's own link")
    state = models.CharField(max_length=10, choices=InitiativeState, default=InitiativeState.RECEIVED)
    is_shown = models.BooleanField(default=False, help_text="everybody may read it: somebody has looked at it")
    owner = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True, help_text="when it was first shown")
    result = models.CharField(max_length=10, choices=InitiativeResult, blank=True)
    answer = models.TextField(blank=True, help_text="the measures taken, told to the maker")
    answer_language = models.CharField(max_length=10, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(answer__regex=r"\S", result__gt="", closed_at__isnull=False),
                name="feedback_map_no_initiative_closes_unanswered",
            ),
            models.UniqueConstraint(fields=["municipality", "key_hash"], name="feedback_map_initiative_key"),
        ]
        indexes = [models.Index(fields=["municipality", "-received_at"], name="feedback_map_initiative_newest")]

    def __str__(self) -> str:
        return self.public_id


class InitiativeStep(models.Model):
    """One entry in an initiative's history, public as soon as the initiative is."""

    class Kind(models.TextChoices):
        STATE = "state", _("A new state")
        MEASURE = "measure", _("A measure")
        ANSWER = "answer", _("Answer")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=InitiativeState, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.public_id


class InitiativeSupport(models.Model):
    """That one person supports an initiative here. It is no signature in the sense of the law."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="supports", db_index=False)
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["initiative", "participant"], name="feedback_map_initiative_support_once")
        ]


class PublishedInitiative(models.Model):
    """Derived: what everybody reads of an initiative that is shown. Gone when it is hidden."""

    initiative_id = models.BigIntegerField(primary_key=True)
    public_id = models.CharField(max_length=22, unique=True)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    title = models.CharField(max_length=150)
    text = models.TextField()
    language = models.CharField(max_length=10)
    place = gis.GeometryField(srid=SRID, null=True)
    place_note = models.CharField(max_length=200, blank=True)
    outside_url = models.URLField(blank=True)
    maker = models.CharField(max_length=120, blank=True, help_text="only who wants to be named")
    state = models.CharField(max_length=10, choices=InitiativeState)
    owner = models.CharField(max_length=60, blank=True, help_text="code of the body")
    received_at = models.DateTimeField()
    published_at = models.DateTimeField()
    result = models.CharField(max_length=10, choices=InitiativeResult, blank=True)
    answer = models.TextField(blank=True)
    answer_language = models.CharField(max_length=10, blank=True)
    closed_at = models.DateTimeField(null=True)
    supporters = models.PositiveIntegerField(default=0)
    steps = models.JSONField(default=list, help_text="id, kind, state, text, language, at")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at", "-initiative_id"]
        indexes = [
            models.Index(
                fields=["municipality", "-published_at", "-initiative_id"], name="feedback_map_initiatives_told"
            )
        ]

    def __str__(self) -> str:
        return self.public_id
