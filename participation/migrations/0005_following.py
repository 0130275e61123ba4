"""Who follows what, and what was new in which order."""

import django.db.models.deletion
from django.db import migrations, models

import geo.ids
from geo.rls import forced_rls
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies = [("geo", "0002_current_town"), ("participation", "0004_lean_participants")]

    operations = [
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(default="fi", max_length=10)),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("daily", "Once a day"), ("weekly", "Once a week, on Monday")],
                        default="weekly",
                        max_length=10,
                    ),
                ),
                (
                    "key_hash",
                    models.BinaryField(help_text="sha-256 of the key in the reader's own link", max_length=32),
                ),
                ("created_at", models.DateTimeField()),
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
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("topic", models.CharField(max_length=20)),
                ("reference", models.CharField(max_length=200)),
                (
                    "told_until",
                    models.BigIntegerField(default=0, help_text="the last piece of news that was told or older"),
                ),
                ("created_at", models.DateTimeField()),
                ("confirm_hash", models.BinaryField(blank=True, max_length=32, null=True)),
                ("confirm_until", models.DateTimeField(blank=True, null=True)),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        blank=True, help_text="who has the address wants it; or there is none", null=True
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "follower",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="participation.follower",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="News",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=20)),
                ("item", models.CharField(help_text="public id", max_length=22)),
                ("noticed_at", models.DateTimeField()),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="follower",
            constraint=models.UniqueConstraint(fields=("municipality", "key_hash"), name="participation_follower_key"),
        ),
        migrations.AddConstraint(
            model_name="follower",
            constraint=models.UniqueConstraint(
                condition=models.Q(("email", ""), _negated=True),
                fields=("municipality", "email"),
                name="participation_follower_address_once",
            ),
        ),
        migrations.AddIndex(
            model_name="follow",
            index=models.Index(
                condition=models.Q(("confirmed_at__isnull", False), ("ended_at__isnull", True)),
                fields=["municipality", "topic", "reference"],
                name="participation_followed",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                fields=("follower", "topic", "reference"), name="participation_follow_once"
            ),
        ),
        migrations.AddIndex(
            model_name="news",
            index=models.Index(fields=["municipality", "id"], name="participation_news_in_order"),
        ),
        migrations.AddConstraint(
            model_name="news",
            constraint=models.UniqueConstraint(
                fields=("municipality", "source", "item"), name="participation_news_once"
            ),
        ),
        forced_rls("participation_follower"),
        forced_rls("participation_follow"),
    ]
