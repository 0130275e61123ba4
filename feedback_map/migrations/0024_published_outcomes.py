"""What everybody reads of published outcomes, and of the published messages among their inputs."""

from typing import ClassVar

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0023_default_states")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="PublishedOutcome",
            fields=[
                ("outcome_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=22, unique=True)),
                ("titles", models.JSONField(default=dict)),
                ("texts", models.JSONField(default=dict)),
                ("place", django.contrib.gis.db.models.fields.GeometryField(null=True, spatial_index=False, srid=3067)),
                ("process", models.CharField(blank=True, help_text="slug, when the process is public", max_length=80)),
                ("theme", models.CharField(blank=True, max_length=60)),
                ("decided_on", models.DateField()),
                ("decided_by", models.CharField(blank=True, help_text="code of the body", max_length=60)),
                ("published_at", models.DateTimeField()),
                (
                    "about_area",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.area",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["-decided_on", "-outcome_id"],
            },
        ),
        migrations.CreateModel(
            name="PublishedOutcomeInput",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "response",
                    models.CharField(
                        choices=[
                            ("done", "Will be done, or was"),
                            ("partly", "Partly"),
                            ("not_done", "Will not be done"),
                            ("noted", "Taken along"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.JSONField(default=dict)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inputs",
                        to="feedback_map.publishedoutcome",
                    ),
                ),
                (
                    "pin",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="feedback_map.publishedpin",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="publishedoutcome",
            index=models.Index(
                fields=["municipality", "-decided_on", "-outcome_id"], name="feedback_map_outcomes_told"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedoutcomeinput",
            constraint=models.UniqueConstraint(fields=("outcome", "pin"), name="feedback_map_published_input_once"),
        ),
    ]
