"""What councils say of ideas, and what the check of the store must know of documents and pictures."""

from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from geo.rls import forced_rls
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("budgeting", "0002_row_level_security"),
        ("geo", "0003_dwellings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="buildingstep",
            name="photo_height",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="buildingstep",
            name="photo_sha256",
            field=models.BinaryField(blank=True, max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="buildingstep",
            name="photo_width",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="decision",
            name="document_sha256",
            field=models.BinaryField(blank=True, max_length=32, null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="document_type",
            field=models.CharField(blank=True, help_text="media type", max_length=100),
        ),
        migrations.CreateModel(
            name="CouncilOpinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stance",
                    models.CharField(
                        choices=[("for", "For it"), ("against", "Against it"), ("later", "To a later meeting")],
                        max_length=10,
                    ),
                ),
                ("votes_for", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("votes_against", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "comment",
                    models.JSONField(blank=True, default=dict, help_text="by language; must be given when against"),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opinions", to="budgeting.intakebatch"
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opinions", to="budgeting.idea"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("batch", "idea"), name="budgeting_opinion_once")],
            },
        ),
        forced_rls("budgeting_councilopinion"),
    ]
