"""Public lists by state: an index of those that are no longer simply open, so that a new message is in none."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0027_work_links")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="publishedpin",
            index=models.Index(
                fields=["municipality", "state_type", "-received_at", "-pin_id"],
                name="feedback_map_published_state",
                condition=models.Q(("state_type", "open"), _negated=True),
            ),
        ),
    ]
