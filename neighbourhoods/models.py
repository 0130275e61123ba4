"""What of a town's figures is public, and since when."""

from __future__ import annotations

from django.db import models

from geo.ids import new_public_id
from geo.models import Area, AreaSet, Municipality


class Release(models.Model):
    """Figures that rest on unpublished input too, frozen at a moment and never set off by an input (julkaisu).

    Between releases an unpublished message changes no public number.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="releases")
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    made_at = models.DateTimeField()
    window_from = models.DateTimeField()
    window_to = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["municipality", "-made_at"], name="neighbourhoods_newest")]

    def __str__(self) -> str:
        return self.public_id


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
