"""The desk's lists over a million messages: what is nobody's, what is not shown, and what a person has, newest first."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration


def _newest(first: list[str], name: str, condition: models.Q) -> migrations.AddIndex:
    index = models.Index(fields=[*first, "-received_at", "-id"], name=f"feedback_map_pin_{name}", condition=condition)
    return migrations.AddIndex(model_name="pin", index=index)


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0028_published_states")]
    operations: ClassVar = [
        migrations.RemoveIndex(model_name="pin", name="feedback_map_pin_waiting"),
        migrations.RemoveIndex(model_name="pin", name="feedback_map_pin_assignee"),
        _newest(["municipality", "moderation"], "not_shown", models.Q(("moderation", "shown"), _negated=True)),
        _newest(["municipality"], "nobodys", models.Q(owner__isnull=True)),
        _newest(["assignee"], "assigned", models.Q(assignee__isnull=False)),
    ]
