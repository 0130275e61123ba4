"""Printed map sheets, the photographs of those that people have marked, and the messages that were clicked in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models as gis
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from feedback_map.models.pins import Pin
from geo.ids import new_public_id
from geo.models import SRID, Area, Municipality
from participation.models import Event, Process


class Paper(models.TextChoices):
    A4 = "A4", "A4"
    A3 = "A3", "A3"


class Orientation(models.TextChoices):
    PORTRAIT = "portrait", _("upright")
    LANDSCAPE = "landscape", _("on its side")


class MapSheet(models.Model):
    """A map that is printed and drawn upon. However many copies there are, its code says where its frame lies."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    code = models.CharField(max_length=40, help_text="printed on it, and can be said on the phone")
    area = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    title = models.CharField(max_length=120, blank=True, help_text="what it is called, where no area is meant")
    extent = gis.PolygonField(srid=SRID, spatial_index=False, help_text="the frame on the ground")
    scale = models.PositiveIntegerField(help_text="1 : this")
    paper = models.CharField(max_length=2, choices=Paper, default=Paper.A4)
    orientation = models.CharField(max_length=9, choices=Orientation, default=Orientation.PORTRAIT)
    language = models.CharField(max_length=10, default="fi")
    forms = models.PositiveSmallIntegerField(default=1, help_text="how many forms are printed: one for each person")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    process = models.ForeignKey(Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="feedback_map_sheet_code_once"),
            models.CheckConstraint(condition=Q(scale__gt=0), name="feedback_map_sheet_has_a_scale"),
        ]

    def __str__(self) -> str:
        return self.code


class SheetPhoto(models.Model):
    """A marked copy of a sheet, photographed or scanned. For staff alone, and only until its marks are entered.

    The picture goes some weeks after it was done with, and at once when one of its senders is erased; the row stays.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    sheet = models.ForeignKey(MapSheet, models.CASCADE, related_name="photos")
    file = models.CharField(max_length=200, blank=True, help_text="name in the store of files; empty: removed")
    sha256 = models.BinaryField(max_length=32)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    corners = models.JSONField(
        null=True, blank=True, help_text="corners 1 to 4 of the frame in pixels, rightwards and downwards"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(db_default=Now())
    laid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    laid_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True, help_text="all its marks are entered")

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "sha256"], name="feedback_map_sheet_picture_once", condition=~Q(file="")
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality", "added_at"], name="feedback_map_sheets_to_enter", condition=~Q(file="")
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class SheetMark(models.Model):
    """A message that was entered from a photographed sheet, by its number on the map and the letter of its form."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    photo = models.ForeignKey(SheetPhoto, models.CASCADE, related_name="marks")
    pin = models.OneToOneField(Pin, models.CASCADE, related_name="sheet_mark")
    number = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=2, help_text="the same letter on one sheet is the same person")
    x = models.FloatField(null=True, help_text="in pixels of the picture; empty once that is removed")
    y = models.FloatField(null=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField(db_default=Now())
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.form}{self.number}"
