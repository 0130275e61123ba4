"""What a place is like for those who meet there, and whose pages may show a town's embeds."""

from typing import ClassVar
import django.contrib.postgres.fields
import django.utils.timezone
from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [("geo", "0004_town_opening")]
    operations: ClassVar = [
        migrations.AlterModelOptions(
            name="place",
            options={"ordering": ["municipality", "code"]},
        ),
        migrations.AddField(
            model_name="municipality",
            name="embed_origins",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200),
                blank=True,
                default=list,
                help_text="whose pages may show the town's embeds",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="access",
            field=models.JSONField(blank=True, default=dict, help_text="how accessible it is in words, by language"),
        ),
        migrations.AddField(
            model_name="place",
            name="capacity",
            field=models.PositiveIntegerField(blank=True, help_text="how many people fit in", null=True),
        ),
        migrations.AddField(
            model_name="place",
            name="changed_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="place",
            name="is_shown",
            field=models.BooleanField(default=True, help_text="false: closed down, or not to be shown yet"),
        ),
        migrations.AddField(
            model_name="place",
            name="open_to",
            field=models.CharField(
                choices=[
                    ("everyone", "Anybody, without asking"),
                    ("booking", "Anybody who books it"),
                    ("members", "Members, pupils or customers only"),
                ],
                default="everyone",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="opening",
            field=models.JSONField(blank=True, default=dict, help_text="opening hours in words, by language"),
        ),
        migrations.AddField(
            model_name="place",
            name="phone",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="place",
            name="price",
            field=models.JSONField(blank=True, default=dict, help_text="what it costs in words, by language"),
        ),
        migrations.AddField(
            model_name="place",
            name="texts",
            field=models.JSONField(blank=True, default=dict, help_text="what one can do there, by language"),
        ),
        migrations.AddField(
            model_name="place",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="place",
            name="website",
            field=models.URLField(blank=True, help_text="where it is told of, or booked"),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(("floor_area_m2__isnull", True), ("floor_area_m2__gt", 0), _connector="OR"),
                name="geo_place_has_some_floor",
            ),
        ),
    ]
