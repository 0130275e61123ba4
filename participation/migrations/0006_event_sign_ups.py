"""Who means to come to an event."""

from typing import ClassVar

import django.db.models.deletion
import geo.ids
from django.db import migrations, models

from geo.rls import forced_rls
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("geo", "0003_dwellings"),
        ("participation", "0005_following"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="EventSignUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("people", models.PositiveSmallIntegerField(default=1, help_text="with those who come along")),
                ("name", models.CharField(blank=True, max_length=80)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("language", models.CharField(default="fi", max_length=10)),
                ("key_hash", models.BinaryField(help_text="sha-256 of the key in their own link", max_length=32)),
                ("signed_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "attendance",
                    models.ForeignKey(
                        blank=True,
                        help_text="they came",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="participation.attendance",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sign_ups", to="participation.event"
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
                    "participant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="participation.participant",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "key_hash"), name="participation_sign_up_key"),
                    models.CheckConstraint(
                        condition=models.Q(("people__gte", 1)), name="participation_sign_up_of_somebody"
                    ),
                ],
            },
        ),
        forced_rls("participation_eventsignup"),
    ]
