"""What letters to senders rest on: the link that confirms an address, and when the sender was asked."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0018_moderation_of"), ("participation", "0005_following")]
    operations: ClassVar = [
        migrations.AddField("contact", "confirm_hash", models.BinaryField(blank=True, max_length=32, null=True)),
        migrations.AddField("contact", "confirm_until", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "contact",
            "asked_at",
            models.DateTimeField(blank=True, help_text="when last asked whether it was dealt with", null=True),
        ),
    ]
