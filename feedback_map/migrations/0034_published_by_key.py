"""A town's published pins in the order in which they came: lists that go on after a pin read only its town's."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0033_initiatives")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="publishedpin",
            index=models.Index(fields=["municipality", "pin_id"], name="feedback_map_published_key"),
        ),
    ]
