"""When a plan changed last, and a version for the tiles of a town's plans."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("zoning", "0003_hearing_deadlines"), ("geo", "0001_initial")]
    operations: ClassVar = [
        migrations.AddField(
            "plan",
            "changed_at",
            models.DateTimeField(db_default=Now(), help_text="when what is published of it changed last"),
        ),
        migrations.CreateModel(
            "PublishedState",
            [
                (
                    "municipality",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="geo.municipality",
                    ),
                ),
                ("version", models.BigIntegerField(default=1)),
            ],
        ),
    ]
