"""What followed: what changed because of messages, or why it did not."""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models as gis
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from feedback_map.models.pins import Pin
from feedback_map.models.published import PublishedPin
from geo.ids import new_public_id
from geo.languages import text_in
from geo.models import SRID, Area, Municipality
from participation.models import Process


class Outcome(models.Model):
    """What followed (mitä tästä seurasi): what was decided and why, or why not, and the messages it rests on."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="outcomes")
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, help_text="what was decided, and why or why not")
    about_area = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="+")
    place = gis.GeometryField(srid=SRID, null=True, blank=True, spatial_index=False)
    process = models.ForeignKey(Process, models.PROTECT, null=True, blank=True, related_name="+")
    theme = models.CharField(max_length=60, blank=True, help_text="of the process, or a category's code")
    decided_on = models.DateField()
    decided_by = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["municipality", "-decided_on", "-id"], name="feedback_map_outcomes_newest")]

    def __str__(self) -> str:
        return self.public_id

    def name(self, language: str) -> str:
        return text_in(self.titles, language) or self.public_id


class OutcomeInput(models.Model):
    """A message that an outcome used, and what became of what it asked for."""

    class Response(models.TextChoices):
        DONE = "done", _("Will be done, or was")
        PARTLY = "partly", _("Partly")
        NOT_DONE = "not_done", _("Will not be done")
        NOTED = "noted", _("Taken along")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="inputs")
    pin = models.ForeignKey(Pin, models.CASCADE, related_name="outcomes")
    response = models.CharField(max_length=10, choices=Response)
    why = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outcome", "pin"], name="feedback_map_input_once")]


class PublishedOutcome(models.Model):
    """Derived: what everybody reads of a published outcome. Gone when it is withdrawn."""

    outcome_id = models.BigIntegerField(primary_key=True)
    public_id = models.CharField(max_length=22, unique=True)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    about_area = models.ForeignKey(
        Area, models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    place = gis.GeometryField(srid=SRID, null=True, spatial_index=False)
    process = models.CharField(max_length=80, blank=True, help_text="slug, when the process is public")
    theme = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=60, blank=True, help_text="code of the body")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_on", "-outcome_id"]
        indexes = [
            models.Index(fields=["municipality", "-decided_on", "-outcome_id"], name="feedback_map_outcomes_told")
        ]

    def __str__(self) -> str:
        return self.public_id

    def name(self, language: str) -> str:
        return text_in(self.titles, language) or self.public_id


class PublishedOutcomeInput(models.Model):
    """Derived: a published message among the inputs of a published outcome. Of the others nothing is told."""

    outcome = models.ForeignKey(
        PublishedOutcome, models.CASCADE, related_name="inputs", db_constraint=False, db_index=False
    )
    pin = models.ForeignKey(PublishedPin, models.CASCADE, related_name="outcomes", db_constraint=False)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    response = models.CharField(max_length=10, choices=OutcomeInput.Response)
    why = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outcome", "pin"], name="feedback_map_published_input_once")]
