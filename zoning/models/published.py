"""What the public may see of plans on maps, in lists and in feeds: derived, without row-level security."""

from __future__ import annotations

from django.contrib.gis.db import models as gis
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from geo.languages import text_in
from geo.models import SRID, Municipality
from zoning.codes import Lifecycle, PlanKind
from zoning.models.hearings import Hearing
from zoning.models.statements import Statement
from zoning.querysets import PublishedHearingQuerySet, PublishedPlanQuerySet


class PublishedState(models.Model):
    """Grows whenever something published of a town's plans changes, and never comes back: the version of its tiles."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    version = models.BigIntegerField(default=1)


class PublishedPlan(models.Model):
    """A published plan with its newest published area and the hearing that is open or comes next."""

    plan_id = models.BigIntegerField(primary_key=True)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    public_id = models.CharField(max_length=22, unique=True)
    slug = models.SlugField(max_length=80)
    permanent_identifier = models.CharField(max_length=60, blank=True)
    case_number = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=6, choices=PlanKind)
    state = models.CharField(max_length=2, choices=Lifecycle)
    names = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    stage = models.CharField(max_length=20, blank=True, help_text="of the version whose area this is")
    geom = gis.MultiPolygonField(srid=SRID, null=True, spatial_index=False)
    # Drawn from afar: few corners and one point, so that a tile of a whole town need not read every vertex.
    outline = models.GeneratedField(
        expression=models.Func("geom", models.Value(15.0), models.Value(True), function="ST_Simplify"),
        output_field=gis.GeometryField(srid=SRID, null=True, spatial_index=False),
        db_persist=True,
    )
    spot = models.GeneratedField(
        expression=models.Func(models.Func("geom", function="ST_Envelope"), function="ST_Centroid"),
        output_field=gis.PointField(srid=SRID, null=True, spatial_index=False),
        db_persist=True,
    )
    area_m2 = models.FloatField(null=True)
    initiated_on = models.DateField(null=True)
    approved_on = models.DateField(null=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = PublishedPlanQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "slug"], name="zoning_published_slug")]
        indexes = [
            models.Index(fields=["municipality", "state"], name="zoning_published_state"),
            GistIndex(fields=["geom"], name="zoning_published_geom"),
        ]

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.slug


class PublishedPlanPart(models.Model):
    """A subdivided piece of a published plan's area: what "what is planned here" reads."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    plan = models.ForeignKey(PublishedPlan, models.CASCADE, related_name="parts", db_constraint=False)
    geom = gis.PolygonField(srid=SRID, spatial_index=False)

    class Meta:
        indexes = [GistIndex(fields=["geom"], name="zoning_published_part_geom")]


class PublishedHearing(models.Model):
    """A published hearing of a published plan. Whether it is open is asked of the day, never stored."""

    hearing_id = models.BigIntegerField(primary_key=True)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    public_id = models.CharField(max_length=22, unique=True)
    plan = models.ForeignKey(PublishedPlan, models.CASCADE, related_name="hearings", db_constraint=False)
    kind = models.CharField(max_length=20, choices=Hearing.Kind)
    first_day = models.DateField()
    last_day = models.DateField()
    notice = models.JSONField(default=dict)
    cancelled_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField()

    objects = PublishedHearingQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "hearing_id"]
        indexes = [models.Index(fields=["municipality", "last_day"], name="zoning_published_last_day")]


class PublishedStatement(models.Model):
    """The place of a statement whose reply is published, without a word of who sent it or what it said."""

    statement_id = models.BigIntegerField(primary_key=True)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    plan = models.ForeignKey(PublishedPlan, models.CASCADE, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=10, choices=Statement.Kind)
    themes = models.JSONField(default=list, help_text="public ids")
    geom = gis.GeometryField(srid=SRID, spatial_index=False, help_text="inside the plan, to the nearest 100 metres")

    class Meta:
        indexes = [GistIndex(fields=["geom"], name="zoning_published_said_geom")]
