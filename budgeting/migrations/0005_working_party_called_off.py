"""A working party may be called off, with a reason."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("budgeting", "0004_ballots_hold")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="workingparty",
            name="called_off_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="workingparty",
            name="called_off_why",
            field=models.JSONField(blank=True, default=dict, help_text="by language; whoever signed up is told"),
        ),
    ]
