"""What was computed of a town, and what of it is public since when."""

from __future__ import annotations

from django.db import models

from geo.ids import new_public_id
from geo.models import Area, AreaSet, Municipality
from participation.models import Process


class CoverageRun(models.Model):
    """One frozen computation (laskenta): aggregated inputs, how they were treated, and what came out.

    It rests on unpublished input and its numbers are exact, so other towns' rows are behind forced row-level security.
    `inputs` hold counts by area, never persons: a run can be repeated after people were erased and borders changed.
    """

    class Purpose(models.TextChoices):
        ASKED = "asked", "somebody asked for it"
        NIGHTLY = "nightly", "provisional, for staff"
        RELEASE = "release", "stands behind a release"

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.ASKED)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    step = models.CharField(max_length=60, blank=True, help_text="what is being done now")
    percent = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True, help_text="why it failed")
    made_at = models.DateTimeField(help_text="when the inputs were frozen")
    finished_at = models.DateTimeField(null=True, blank=True)
    window_from = models.DateTimeField()
    window_to = models.DateTimeField()
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    process = models.ForeignKey(Process, models.SET_NULL, null=True, blank=True, related_name="+")
    process_slug = models.CharField(max_length=80, blank=True)
    method_version = models.CharField(max_length=20, blank=True)
    parameters = models.JSONField(default=dict)
    seed = models.BigIntegerField(default=0)
    inputs_hash = models.CharField(max_length=64, blank=True)
    inputs = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["municipality", "-made_at"], name="neighbourhoods_newest_run")]

    def __str__(self) -> str:
        return self.public_id


class RunResult(models.Model):
    """What a run found for one area set under one denominator: exact, for those who may see it."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    run = models.ForeignKey(CoverageRun, models.CASCADE, related_name="results")
    kind = models.SlugField(max_length=40, help_text="of the area set")
    denominator = models.CharField(max_length=10)
    coverage = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "kind", "denominator"], name="neighbourhoods_one_result_each")
        ]


class Release(models.Model):
    """Figures that rest on unpublished input too, frozen at a moment and never set off by an input (julkaisu).

    Between releases an unpublished message changes no public number. Without a process it is the month's.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="releases")
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    process = models.ForeignKey(Process, models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    window_from = models.DateTimeField()
    window_to = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["municipality", "-made_at"], name="neighbourhoods_newest")]

    def __str__(self) -> str:
        return self.public_id


class ReleasedCoverage(models.Model):
    """What everybody may see of one set, window and denominator. `candidates` are classes before the second look."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="coverages")
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    area_set = models.ForeignKey(AreaSet, models.CASCADE, related_name="+")
    kind = models.SlugField(max_length=40)
    months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="none where the window is a process's")
    denominator = models.CharField(max_length=10)
    coverage = models.JSONField()
    candidates = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "area_set", "months", "denominator"],
                name="neighbourhoods_released_once",
                nulls_distinct=False,
            )
        ]


class ReleaseMemory(models.Model):
    """The exact and the masked tables of a release: what the masking of later ones must reckon with. Never public."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    release = models.OneToOneField(Release, models.CASCADE, related_name="memory")
    runs = models.JSONField(default=list, help_text="public ids of the runs behind it")
    exact = models.JSONField()
    masked = models.JSONField()


class AreaFigure(models.Model):
    """The public figures of one area in a release. A hidden number is not stored: null, and `suppressed`."""

    class Hidden(models.TextChoices):
        UNDER_FIVE = "under_five", "0 to 4"
        PROTECTS = "protects", "hidden because another could be worked out from it"
        FEW_PEOPLE = "few_people", "fewer than 30 residents"

    release = models.ForeignKey(Release, models.CASCADE, related_name="figures")
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    area_set = models.ForeignKey(AreaSet, models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, models.CASCADE, related_name="figures")
    people = models.FloatField(null=True)
    people_year = models.PositiveSmallIntegerField(null=True)
    people_basis = models.CharField(max_length=15, blank=True)
    holiday_homes = models.FloatField(null=True)
    participants_home = models.PositiveIntegerField(null=True)
    hidden = models.CharField(max_length=12, choices=Hidden, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "area"], name="neighbourhoods_figure_once"),
            models.CheckConstraint(
                condition=models.Q(hidden="") | models.Q(participants_home__isnull=True),
                name="neighbourhoods_hidden_is_not_stored",
            ),
        ]

    @property
    def suppressed(self) -> bool:
        return self.hidden != ""
