"""Events with their kind, words, sign-up and calling off."""

from typing import ClassVar
import django.utils.timezone
from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("participation", "0006_event_sign_ups"), ("geo", "0005_places_and_embeds")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="event",
            name="called_off_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="called_off_why",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="event",
            name="changed_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="event",
            name="is_public",
            field=models.BooleanField(default=True, help_text="false: a draft that only the desk sees"),
        ),
        migrations.AddField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("meeting", "Meeting of residents"),
                    ("workshop", "Workshop"),
                    ("walk", "Walk through the area"),
                    ("working_party", "Working party"),
                    ("visit", "We come to you"),
                    ("other", "Other event"),
                ],
                default="meeting",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="most_people",
            field=models.PositiveIntegerField(blank=True, help_text="how many may sign up", null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="takes_sign_ups",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="event",
            name="texts",
            field=models.JSONField(blank=True, default=dict, help_text="what is done, what to bring, by language"),
        ),
        migrations.AddField(
            model_name="event",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="event",
            name="website",
            field=models.URLField(blank=True, help_text="where one takes part from afar, or reads more"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_people__isnull", True), ("most_people__gte", 1), _connector="OR"),
                name="participation_event_for_somebody",
            ),
        ),
    ]
