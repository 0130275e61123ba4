"""Who runs the service makes its towns."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("accounts", "0003_owners_of_messages")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="user",
            name="is_operator",
            field=models.BooleanField(default=False, db_default=False, help_text="makes new towns"),
        ),
    ]
