"""Files that staff send to change a town's ground, and what they changed."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import geo.ids
from geo.rls import forced_rls
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("geo", "0005_places_and_embeds")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("boundary", "the town's boundary"),
                            ("areas", "an area set"),
                            ("people", "people, holiday homes, dwellings"),
                            ("places", "meeting places and free spaces"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("arrived", "the worker is to look at it"),
                            ("unread", "a person is to say how it is read"),
                            ("trying", "the worker is to try it"),
                            ("tried", "a person is to look at what it would do"),
                            ("bringing", "the worker is to bring it in"),
                            ("done", "brought in"),
                            ("undoing", "the worker is to take it back"),
                            ("undone", "taken back"),
                            ("withdrawn", "given up before it was brought in"),
                        ],
                        default="arrived",
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(help_text="of the file, as it was sent", max_length=150)),
                (
                    "file",
                    models.CharField(
                        blank=True, help_text="where it is kept; empty once it is not needed", max_length=40
                    ),
                ),
                ("size", models.BigIntegerField()),
                ("sha256", models.BinaryField()),
                ("wishes", models.JSONField(default=dict, help_text="what it is for: geo.uploads.wishes.UploadWishes")),
                ("reading", models.JSONField(default=dict, help_text="how it is read: geo.uploads.wishes.HowRead")),
                ("found", models.JSONField(default=dict, help_text="its layers, columns and first rows")),
                ("preview", models.JSONField(default=dict, help_text="what it would do, or did")),
                (
                    "refusal",
                    models.JSONField(
                        default=dict, help_text="why it was not taken: a code and what fills its sentence"
                    ),
                ),
                ("rejects", models.BinaryField(help_text="the rows that are not taken, packed", null=True)),
                ("before", models.BinaryField(help_text="the rows that it changed, as they were; packed", null=True)),
                ("step", models.CharField(blank=True, help_text="what the worker is doing", max_length=20)),
                ("rows_read", models.PositiveIntegerField(default=0)),
                ("made_by", models.CharField(help_text="who sent it: user 7", max_length=40)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "indexes": [models.Index(fields=["municipality", "-made_at"], name="geo_upload_newest")],
            },
        ),
        forced_rls("geo_upload"),
    ]
