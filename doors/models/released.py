"""Released figures as rows: views over what was released, so that they filter and sort like the rest."""

from __future__ import annotations

from django.contrib.gis.db import models as gis
from django.db import models

from geo.models import SRID


class ReleasedPopulation(models.Model):
    """People of an area as last released, and how many take part who live there; a hidden number is null."""

    id = models.BigIntegerField(primary_key=True)
    municipality_id = models.BigIntegerField()
    area_set_id = models.BigIntegerField()
    code = models.CharField(max_length=60)
    names = models.JSONField()
    geom = gis.MultiPolygonField(srid=SRID)
    people = models.FloatField(null=True)
    people_year = models.PositiveSmallIntegerField(null=True)
    people_basis = models.CharField(max_length=15)
    holiday_homes = models.FloatField(null=True)
    participants_home = models.PositiveIntegerField(null=True)
    hidden = models.CharField(max_length=12)
    released_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "doors_population"


class CoverageArea(models.Model):
    """The class of an area with its interval, of one window and denominator, as last released."""

    id = models.TextField(primary_key=True, help_text="area, months, denominator")
    municipality_id = models.BigIntegerField()
    area_set_id = models.BigIntegerField()
    code = models.TextField()
    names = models.JSONField()
    geom = gis.MultiPolygonField(srid=SRID, null=True)
    months = models.PositiveSmallIntegerField()
    denominator = models.CharField(max_length=10)
    area_class = models.TextField(null=True)
    people = models.FloatField(null=True)
    participants = models.IntegerField(null=True)
    expected = models.FloatField(null=True)
    sir = models.FloatField(null=True)
    sir_lo95 = models.FloatField(null=True)
    sir_hi95 = models.FloatField(null=True)
    suppressed = models.TextField()
    window_from = models.DateTimeField()
    window_to = models.DateTimeField()
    released_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "doors_coverage"
