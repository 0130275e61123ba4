"""A message that becomes a statement arrived when the message did, on the web as well."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration

NAME = "zoning_arrival_noted_off_line"


class Migration(BatchedMigration):
    dependencies: ClassVar = [("zoning", "0006_hearing_guard")]
    operations: ClassVar = [
        migrations.RemoveConstraint("statement", NAME),
        migrations.AddConstraint(
            "statement",
            models.CheckConstraint(
                condition=models.Q(arrived_at__isnull=True)
                | models.Q(channel__in=["email", "paper", "desk"])
                | (~models.Q(from_pin="") & models.Q(entered_by__isnull=False)),
                name=NAME,
            ),
        ),
    ]
