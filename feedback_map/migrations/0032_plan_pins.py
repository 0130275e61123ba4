"""What planners decided about messages inside a plan on display."""

from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from geo.rls import forced_rls
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("feedback_map", "0031_work_link_categories"),
        ("geo", "0001_initial"),
        ("zoning", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="PlanPin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.CharField(
                        choices=[("statement", "It is a statement"), ("feedback", "It stays feedback")], max_length=10
                    ),
                ),
                ("reason", models.CharField(max_length=2000)),
                (
                    "statement",
                    models.CharField(blank=True, help_text="public id of the statement that it became", max_length=22),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="zoning.hearing"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "pin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan_decisions",
                        to="feedback_map.pin",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("hearing", "pin"), name="feedback_map_plan_pin_once")],
            },
        ),
        forced_rls("feedback_map_planpin"),
    ]
