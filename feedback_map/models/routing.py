"""By which rule a message finds whoever must answer it, and the days on which nobody works."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import Body
from feedback_map.models.pins import Category
from geo.models import Area, Municipality


class RoutingRule(models.Model):
    """Messages of a category (null: any) in an area (null: anywhere) in a season (null: all year) belong to a body.

    The most particular rule decides: category before area before season. A season is month × 100 + day, both ends
    included, and may run over New Year. A rule is never changed or deleted: it ends, and another takes its place.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="routing_rules")
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True, related_name="+")
    season_from = models.PositiveSmallIntegerField(null=True, blank=True)
    season_to = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(season_from__isnull=True, season_to__isnull=True)
                | Q(season_from__isnull=False, season_to__isnull=False),
                name="feedback_map_rule_whole_season",
            ),
            models.UniqueConstraint(
                fields=["municipality", "category", "area", "season_from", "season_to"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="feedback_map_rule_once",
            ),
        ]


class Holiday(models.Model):
    """A public holiday of Finland, with the eves of Midsummer and Christmas: no working day counts on it."""

    date = models.DateField(primary_key=True)
    names = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.date.isoformat()
