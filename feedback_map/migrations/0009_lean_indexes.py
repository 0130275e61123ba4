"""Few pins were imported: the index of import keys holds those alone, and sending a pin does not write to it."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0008_published_by_category")]
    operations: ClassVar = [
        migrations.RemoveConstraint("pin", "feedback_map_pin_import_once"),
        migrations.AddConstraint(
            "pin",
            models.UniqueConstraint(
                condition=models.Q(("import_key__isnull", False)),
                fields=("municipality", "import_key"),
                name="feedback_map_pin_import_once",
            ),
        ),
    ]
