"""Map sheets on paper, the photographs of them, and what was entered from those: private to a town."""

from typing import ClassVar

import django.contrib.gis.db.models.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import geo.ids
from geo.rls import forced_rls
from geo.migrating import BatchedMigration

_NOW = django.db.models.functions.datetime.Now()
_CASCADE, _PROTECT = django.db.models.deletion.CASCADE, django.db.models.deletion.PROTECT
_WITH_PICTURE = models.Q(("file", ""), _negated=True)


def _id() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _public_id() -> models.CharField:
    return models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)


def _key(to: str, on_delete: object = _PROTECT, **options: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=on_delete, related_name="+", to=to, db_index=False, **options)


def _perhaps(to: str, on_delete: object = _PROTECT) -> models.ForeignKey:
    return _key(to, on_delete, blank=True, null=True)


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("feedback_map", "0029_desk_indexes"),
        ("geo", "0002_current_town"),
        ("participation", "0005_following"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="MapSheet",
            fields=[
                ("id", _id()),
                ("public_id", _public_id()),
                ("code", models.CharField(help_text="printed on it, and can be said on the phone", max_length=40)),
                (
                    "title",
                    models.CharField(blank=True, help_text="what it is called, where no area is meant", max_length=120),
                ),
                (
                    "extent",
                    django.contrib.gis.db.models.fields.PolygonField(
                        help_text="the frame on the ground", spatial_index=False, srid=3067
                    ),
                ),
                ("scale", models.PositiveIntegerField(help_text="1 : this")),
                ("paper", models.CharField(choices=[("A4", "A4"), ("A3", "A3")], default="A4", max_length=2)),
                (
                    "orientation",
                    models.CharField(
                        choices=[("portrait", "upright"), ("landscape", "on its side")],
                        default="portrait",
                        max_length=9,
                    ),
                ),
                ("language", models.CharField(default="fi", max_length=10)),
                (
                    "forms",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="how many forms are printed: one for each person"
                    ),
                ),
                ("made_at", models.DateTimeField(db_default=_NOW)),
                ("area", _perhaps("geo.area", django.db.models.deletion.SET_NULL)),
                ("event", _perhaps("participation.event")),
                ("made_by", _perhaps(settings.AUTH_USER_MODEL)),
                ("municipality", _key("geo.municipality", _CASCADE)),
                ("process", _perhaps("participation.process")),
            ],
            options={"ordering": ["-made_at", "-pk"]},
        ),
        migrations.CreateModel(
            name="SheetPhoto",
            fields=[
                ("id", _id()),
                ("public_id", _public_id()),
                (
                    "file",
                    models.CharField(
                        blank=True, help_text="name in the store of files; empty: removed", max_length=200
                    ),
                ),
                ("sha256", models.BinaryField(max_length=32)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                (
                    "corners",
                    models.JSONField(
                        blank=True,
                        help_text="corners 1 to 4 of the frame in pixels, rightwards and downwards",
                        null=True,
                    ),
                ),
                ("added_at", models.DateTimeField(db_default=_NOW)),
                ("laid_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, help_text="all its marks are entered", null=True)),
                ("added_by", _perhaps(settings.AUTH_USER_MODEL)),
                ("laid_by", _perhaps(settings.AUTH_USER_MODEL)),
                ("municipality", _key("geo.municipality", _CASCADE)),
                (
                    "sheet",
                    models.ForeignKey(on_delete=_CASCADE, related_name="photos", to="feedback_map.mapsheet"),
                ),
            ],
            options={"ordering": ["added_at", "pk"]},
        ),
        migrations.CreateModel(
            name="SheetMark",
            fields=[
                ("id", _id()),
                ("public_id", _public_id()),
                ("number", models.PositiveSmallIntegerField()),
                ("form", models.CharField(help_text="the same letter on one sheet is the same person", max_length=2)),
                ("x", models.FloatField(help_text="in pixels of the picture; empty once that is removed", null=True)),
                ("y", models.FloatField(null=True)),
                ("entered_at", models.DateTimeField(db_default=_NOW)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("entered_by", _perhaps(settings.AUTH_USER_MODEL)),
                ("municipality", _key("geo.municipality", _CASCADE)),
                (
                    "pin",
                    models.OneToOneField(on_delete=_CASCADE, related_name="sheet_mark", to="feedback_map.pin"),
                ),
                (
                    "photo",
                    models.ForeignKey(on_delete=_CASCADE, related_name="marks", to="feedback_map.sheetphoto"),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddConstraint(
            "mapsheet",
            models.UniqueConstraint(fields=("municipality", "code"), name="feedback_map_sheet_code_once"),
        ),
        migrations.AddConstraint(
            "mapsheet",
            models.CheckConstraint(condition=models.Q(("scale__gt", 0)), name="feedback_map_sheet_has_a_scale"),
        ),
        migrations.AddIndex(
            "sheetphoto",
            models.Index(
                condition=_WITH_PICTURE, fields=["municipality", "added_at"], name="feedback_map_sheets_to_enter"
            ),
        ),
        migrations.AddConstraint(
            "sheetphoto",
            models.UniqueConstraint(
                condition=_WITH_PICTURE, fields=("sheet", "sha256"), name="feedback_map_sheet_picture_once"
            ),
        ),
        forced_rls("feedback_map_mapsheet"),
        forced_rls("feedback_map_sheetphoto"),
        forced_rls("feedback_map_sheetmark"),
    ]
