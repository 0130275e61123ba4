"""A contractor's link may be for some categories only."""

from typing import ClassVar

import django.contrib.postgres.fields
from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0030_map_sheets")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="worklink",
            name="categories",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                db_default=[],
                default=list,
                help_text="it shows messages of these alone; none: of all",
            ),
        ),
    ]
