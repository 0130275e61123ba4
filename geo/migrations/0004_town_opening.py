"""A town is set up before the public sees it; it greets its visitors, under its own logo."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("geo", "0003_dwellings")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="municipality",
            name="greeting",
            field=models.JSONField(default=dict, help_text="a few words above the map, by language"),
        ),
        migrations.AddField(
            model_name="municipality",
            name="logo",
            field=models.CharField(
                blank=True, max_length=80, help_text="the town's own picture, in the store of files"
            ),
        ),
        migrations.AddField(model_name="municipality", name="logo_sha256", field=models.BinaryField(null=True)),
        migrations.AddField(
            model_name="municipality",
            name="is_public",
            field=models.BooleanField(default=True, db_default=True, help_text="until then only its staff see it"),
        ),
    ]
