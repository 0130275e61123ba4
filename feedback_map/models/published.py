"""What the public may see: derived tables with published pins, public columns, and nothing else.

They have no row-level security, because a policy in front of a spatial predicate turns its index off; what keeps
them safe is what is not in them. Nothing here is edited by hand: `assign_areas` rebuilds it all from the pins.
"""

from __future__ import annotations

from django.contrib.gis.db import models as gis
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from feedback_map.models.handling import StateType
from feedback_map.models.pins import Kind
from feedback_map.querysets import PublishedPinQuerySet, all_words
from geo.models import SRID, Area, AreaSet, Municipality
from participation.models import Channel


class PublishedPin(models.Model):
    """A public, shown pin with its public columns; deleted when it is hidden or withdrawn."""

    pin_id = models.BigIntegerField(primary_key=True)
    public_id = models.CharField(max_length=22)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=15, choices=Kind)
    category = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=10)
    channel = models.CharField(max_length=10, choices=Channel)
    process = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField()
    day = models.DateField(help_text="the day of receipt in Finland")
    # Points are found by wq and tq; the index of shapes holds the few others.
    geom = gis.GeometryField(srid=SRID, null=True, spatial_index=False)
    is_shape = models.BooleanField(default=False, help_text="a line or an area: may reach into many tiles")
    place_note = models.CharField(max_length=200, blank=True)
    about_area = models.ForeignKey(
        Area, models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    state = models.CharField(max_length=60, blank=True, db_default="", help_text="code; empty: just received")
    state_type = models.CharField(
        max_length=20, choices=StateType, default=StateType.OPEN, db_default=StateType.OPEN.value
    )
    owner = models.CharField(max_length=60, blank=True, db_default="", help_text="code of the body that must answer")
    answered_at = models.DateTimeField(null=True)
    supports = models.PositiveIntegerField(default=0, db_default=0)
    photos = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="shown ones")
    merged_into = models.CharField(max_length=22, blank=True, db_default="", help_text="public id, if published")
    # Base forms of its words and the squares it lies in (migrations/0021_words_of_pins.py). The database fills it in,
    # and empties it with a text that is changed.
    words = SearchVectorField(db_default="")
    # Where the pin's mark stands in the two tile pyramids, in whole columns and rows of level 30, and the same two
    # interleaved (a Morton code): every tile is one range of it, so one B-tree finds a tile's pins.
    wx = models.IntegerField(null=True)
    wy = models.IntegerField(null=True)
    wq = models.BigIntegerField(null=True)
    tx = models.IntegerField(null=True)
    ty = models.IntegerField(null=True)
    tq = models.BigIntegerField(null=True)

    objects = PublishedPinQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="feedback_map_published_public_id"),
            models.UniqueConstraint(fields=["municipality", "code"], name="feedback_map_published_code"),
        ]
        indexes = [
            models.Index(fields=["municipality", "-received_at", "-pin_id"], name="feedback_map_published_newest"),
            models.Index(
                fields=["municipality", "category", "-received_at", "-pin_id"], name="feedback_map_published_cat"
            ),
            models.Index(
                fields=["municipality", "state_type", "-received_at", "-pin_id"],
                name="feedback_map_published_state",
                condition=~models.Q(state_type="open"),
            ),
            models.Index(fields=["municipality", "pin_id"], name="feedback_map_published_key"),
            models.Index(fields=["municipality", "wq"], name="feedback_map_published_wq"),
            models.Index(fields=["municipality", "tq"], name="feedback_map_published_tq"),
            GistIndex(fields=["geom"], condition=models.Q(is_shape=True), name="feedback_map_published_shapes"),
            GinIndex(all_words(), name="feedback_map_published_lemmas"),
        ]


class PublishedUpdate(models.Model):
    """What the public reads of a published pin's history: texts meant for it, states, and whose it became."""

    update_id = models.BigIntegerField(primary_key=True)
    pin = models.ForeignKey(PublishedPin, models.CASCADE, related_name="updates", db_constraint=False, db_index=False)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    public_id = models.CharField(max_length=22)
    kind = models.CharField(max_length=15)
    at = models.DateTimeField()
    state = models.CharField(max_length=60, blank=True)
    state_type = models.CharField(max_length=20, blank=True)
    owner = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["pin", "at", "update_id"], name="feedback_map_updates_of_pin"),
            models.Index(fields=["municipality", "-at", "-update_id"], name="feedback_map_updates_newest"),
        ]


class PublishedPinArea(models.Model):
    """A published pin in one area, in the order in which an area's page and its lists read them."""

    pin = models.ForeignKey(PublishedPin, models.CASCADE, related_name="areas", db_constraint=False, db_index=False)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    area_set = models.ForeignKey(AreaSet, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    area = models.ForeignKey(Area, models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pin", "area_set"], name="feedback_map_published_area_once")]
        indexes = [models.Index(fields=["area", "-received_at", "-pin"], name="feedback_map_published_in_area")]


class PublishedDelta(models.Model):
    """One change of what is published, append-only: readers add these to the aggregates until they are folded in.

    At low zooms every pin of a town falls into the same few cells; were those rows updated in the request, all writers
    would queue behind one another.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_constraint=False)
    sign = models.SmallIntegerField(help_text="+1 published, -1 withdrawn, 0 changed in place")
    kind = models.CharField(max_length=15)
    channel = models.CharField(max_length=10)
    day = models.DateField()
    set_ids = ArrayField(models.BigIntegerField(), help_text="area sets, side by side with area_ids")
    area_ids = ArrayField(models.BigIntegerField(null=True), help_text="null is outside the set")
    has_place = models.BooleanField()
    is_shape = models.BooleanField(default=False, db_default=False, help_text="a line or an area, before or after")
    wx = models.IntegerField(null=True)
    wy = models.IntegerField(null=True)
    tx = models.IntegerField(null=True)
    ty = models.IntegerField(null=True)


class PublishedState(models.Model):
    """One row a town: `epoch` grows when everything derived is rebuilt, so that no tile version comes back.

    `shape_changes` counts published changes of lines and areas ever: they reach into tiles their mark is not in.
    """

    municipality = models.OneToOneField(Municipality, models.CASCADE, primary_key=True, related_name="+")
    epoch = models.BigIntegerField(default=0)
    shape_changes = models.BigIntegerField(default=0, db_default=0)


class TileCell(models.Model):
    """Exact counts of published pins in one cell of a tile pyramid (a tile's own cell is at the tile's zoom)."""

    class Grid(models.IntegerChoices):
        WEB_MERCATOR_QUAD = 0, "WebMercatorQuad"
        ETRS_TM35FIN = 1, "ETRS-TM35FIN"

    pk = models.CompositePrimaryKey("municipality_id", "grid", "level", "x", "y")
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    grid = models.SmallIntegerField(choices=Grid)
    level = models.SmallIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    feedback = models.IntegerField(default=0)
    suggestion = models.IntegerField(default=0)
    thanks = models.IntegerField(default=0)
    idea = models.IntegerField(default=0)
    sum_x = models.FloatField(default=0, help_text="sum of the pins' columns at level 30: the cell's centre of weight")
    sum_y = models.FloatField(default=0)
    changes = models.BigIntegerField(default=0, help_text="published changes ever; the version of a tile")


class AreaCount(models.Model):
    """Exact counts of published pins by area, local day, kind and channel.

    `area_set` 0 is the town as a whole, with `area` 1 for pins with a place and 0 for those without;
    in a set, `area` 0 is outside it.
    """

    pk = models.CompositePrimaryKey("municipality_id", "area_set", "area", "day", "kind", "channel")
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    area_set = models.BigIntegerField()
    area = models.BigIntegerField()
    day = models.DateField()
    kind = models.CharField(max_length=15)
    channel = models.CharField(max_length=10)
    pins = models.IntegerField()
