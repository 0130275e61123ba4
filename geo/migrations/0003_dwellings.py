"""Dwellings are counted beside people and holiday homes."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("geo", "0002_current_town")]
    operations: ClassVar = [
        migrations.AlterField(
            "populationcount",
            "what",
            models.CharField(
                choices=[("people", "people"), ("holiday_homes", "holiday homes"), ("dwellings", "dwellings")],
                default="people",
                max_length=15,
            ),
        ),
    ]
