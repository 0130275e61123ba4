"""The participation and assessment scheme (OAS) as data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from geo.models import Municipality
from zoning.models.plans import Plan
from zoning.querysets import PublishableQuerySet


class ParticipationScheme(models.Model):
    """One version of a plan's scheme. What is published is not edited: the next version takes its place.

    Texts are by language. parties: [{names, why}]; methods: [{names, phase, when}]; impacts: [{names, how}];
    contacts: [{names, title, phone, email}]; timetable: [{phase, from, to, names}] with months as YYYY-MM.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="schemes")
    number = models.PositiveSmallIntegerField(default=1)
    purpose = models.JSONField(default=dict, blank=True, help_text="what is planned and what for")
    area = models.JSONField(default=dict, blank=True, help_text="the area and its surroundings")
    background = models.JSONField(default=dict, blank=True, help_text="earlier plans, reports and decisions")
    parties = models.JSONField(default=list, blank=True)
    methods = models.JSONField(default=list, blank=True)
    impacts = models.JSONField(default=list, blank=True)
    contacts = models.JSONField(default=list, blank=True)
    timetable = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=dict, blank=True, help_text="what is new in this version")
    published_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects = PublishableQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="zoning_scheme_number_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"
