"""A town's programme of participation (osallisuusohjelma): goals, what is done for them, by whom, until when, and what
shows that it was done. A draft is seen by staff alone unless it is opened to residents for comments."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from accounts.models import Body
from feedback_map.models import Outcome
from geo.ids import new_public_id
from geo.languages import text_in
from geo.models import Area, Municipality
from participation.models import Event, FormOfParticipation, Process


class Programme(models.Model):
    """One programme and its years. Only one that is public stands on the town's pages."""

    class Stage(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("stage of a programme", "A draft")
        IN_FORCE = "in_force", pgettext_lazy("stage of a programme", "In force")
        ENDED = "ended", pgettext_lazy("stage of a programme", "Over")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=80)
    titles = models.JSONField(default=dict)
    summaries = models.JSONField(default=dict, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="the last day")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    is_public = models.BooleanField(default=False)
    approved_by = models.CharField(max_length=200, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True, help_text="the document it was taken from")
    source_url = models.URLField(max_length=500, blank=True)
    process = models.ForeignKey(Process, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-starts_on", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="neighbourhoods_programme_slug_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="neighbourhoods_programme_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def name(self, language: str) -> str:
        return text_in(self.titles, language) or self.slug


class Goal(models.Model):
    """What is aimed at (tavoite). `headings` are those of the part of the programme it stands in."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="goals")
    number = models.PositiveSmallIntegerField()
    headings = models.JSONField(default=dict, blank=True)
    titles = models.JSONField(default=dict)
    form = models.CharField(max_length=20, choices=FormOfParticipation, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="neighbourhoods_goal_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.number}"

    def name(self, language: str) -> str:
        return text_in(self.titles, language) or str(self.number)


class Measure(models.Model):
    """What is done (toimenpide). The owner is a unit of the service or, where there is none, in words.

    `schedule` and `evaluation` are as the programme writes them; `due_on` is what lateness is reckoned from.
    `indicator` names a live number of the service (neighbourhoods.programme.indicators).
    """

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("status of a measure", "Not begun")
        UNDER_WAY = "under_way", pgettext_lazy("status of a measure", "Under way")
        DONE = "done", pgettext_lazy("status of a measure", "Carried out")
        DROPPED = "dropped", pgettext_lazy("status of a measure", "Given up")

    class Aim(models.TextChoices):
        AT_LEAST = "at_least", pgettext_lazy("target of a measure", "at least")
        AT_MOST = "at_most", pgettext_lazy("target of a measure", "at most")

    OPEN = (Status.PLANNED, Status.UNDER_WAY)
    TO_BE_SHOWN = (Status.UNDER_WAY, Status.DONE)

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="measures")
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    number = models.PositiveSmallIntegerField()
    titles = models.JSONField(default=dict)
    owner = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    owner_words = models.CharField(max_length=400, blank=True)
    schedule = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="the last day; none where it goes on")
    evaluation = models.CharField(max_length=400, blank=True)
    indicator = models.SlugField(max_length=40, blank=True)
    target = models.FloatField(null=True, blank=True)
    aim = models.CharField(max_length=10, choices=Aim, default=Aim.AT_LEAST)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    status_words = models.JSONField(default=dict, blank=True, help_text="what has been done so far, or why not")
    status_on = models.DateField(null=True, blank=True)
    area = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["goal__number", "number"]
        constraints = [
            models.UniqueConstraint(fields=["goal", "number"], name="neighbourhoods_measure_number_once"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(owner_words=""), name="neighbourhoods_measure_has_an_owner"
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | ~Q(status_words={}), name="neighbourhoods_given_up_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    def name(self, language: str) -> str:
        return text_in(self.titles, language) or str(self.number)

    def is_overdue(self, today: datetime.date) -> bool:
        return self.due_on is not None and self.due_on < today and self.status in self.OPEN


class Evidence(models.Model):
    """What shows that a measure was carried out: a page somewhere, an outcome, an event or a consultation."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="evidence")
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    words = models.JSONField(default=dict, blank=True)
    url = models.URLField(max_length=500, blank=True)
    outcome = models.ForeignKey(Outcome, models.CASCADE, null=True, blank=True, related_name="+")
    event = models.ForeignKey(Event, models.CASCADE, null=True, blank=True, related_name="+")
    process = models.ForeignKey(Process, models.CASCADE, null=True, blank=True, related_name="+")
    day = models.DateField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    (~Q(url="") & Q(outcome=None, event=None, process=None))
                    | (Q(url="", event=None, process=None) & Q(outcome__isnull=False))
                    | (Q(url="", outcome=None, process=None) & Q(event__isnull=False))
                    | (Q(url="", outcome=None, event=None) & Q(process__isnull=False))
                ),
                name="neighbourhoods_evidence_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["measure", "url", "outcome", "event", "process"],
                name="neighbourhoods_evidence_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
