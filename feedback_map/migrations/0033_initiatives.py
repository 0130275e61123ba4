"""Initiatives of residents; the database lets none be closed without an answer."""

from typing import ClassVar
import django.contrib.gis.db.models.fields
import django.db.models.deletion
import geo.ids
from django.conf import settings
from django.db import migrations, models
from geo.rls import forced_rls
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("feedback_map", "0032_plan_pins"),
        ("geo", "0005_places_and_embeds"),
        ("participation", "0007_events_whole"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Initiative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("title", models.CharField(max_length=150)),
                ("text", models.TextField(max_length=10000)),
                ("language", models.CharField(default="fi", max_length=10)),
                (
                    "place",
                    django.contrib.gis.db.models.fields.GeometryField(
                        blank=True, null=True, spatial_index=False, srid=3067
                    ),
                ),
                ("place_note", models.CharField(blank=True, max_length=200)),
                ("outside_url", models.URLField(blank=True, help_text="the same initiative at kuntalaisaloite.fi")),
                ("maker", models.CharField(blank=True, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("names_maker", models.BooleanField(default=False, help_text="the maker wants to be named in public")),
                ("key_hash", models.BinaryField(help_text="sha-256 of the key in the maker's own link", max_length=32)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("open", "Open for support"),
                            ("in_hands", "Being handled"),
                            ("closed", "Answered"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                (
                    "is_shown",
                    models.BooleanField(default=False, help_text="everybody may read it: somebody has looked at it"),
                ),
                ("received_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(blank=True, help_text="when it was first shown", null=True)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Will be done, or was"),
                            ("partly", "Will be done in part"),
                            ("not_done", "Will not be done"),
                            ("noted", "Taken along in later work"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, help_text="the measures taken, told to the maker")),
                ("answer_language", models.CharField(blank=True, max_length=10)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.body",
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
                "ordering": ["-received_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="InitiativeStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("state", "A new state"), ("measure", "A measure"), ("answer", "Answer")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "Received"),
                            ("open", "Open for support"),
                            ("in_hands", "Being handled"),
                            ("closed", "Answered"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "initiative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="feedback_map.initiative"
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
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="InitiativeSupport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "initiative",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supports",
                        to="feedback_map.initiative",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="participation.participant"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PublishedInitiative",
            fields=[
                ("initiative_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=22, unique=True)),
                ("title", models.CharField(max_length=150)),
                ("text", models.TextField()),
                ("language", models.CharField(max_length=10)),
                ("place", django.contrib.gis.db.models.fields.GeometryField(null=True, srid=3067)),
                ("place_note", models.CharField(blank=True, max_length=200)),
                ("outside_url", models.URLField(blank=True)),
                ("maker", models.CharField(blank=True, help_text="only who wants to be named", max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("open", "Open for support"),
                            ("in_hands", "Being handled"),
                            ("closed", "Answered"),
                        ],
                        max_length=10,
                    ),
                ),
                ("owner", models.CharField(blank=True, help_text="code of the body", max_length=60)),
                ("received_at", models.DateTimeField()),
                ("published_at", models.DateTimeField()),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Will be done, or was"),
                            ("partly", "Will be done in part"),
                            ("not_done", "Will not be done"),
                            ("noted", "Taken along in later work"),
                        ],
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answer_language", models.CharField(blank=True, max_length=10)),
                ("closed_at", models.DateTimeField(null=True)),
                ("supporters", models.PositiveIntegerField(default=0)),
                ("steps", models.JSONField(default=list, help_text="id, kind, state, text, language, at")),
                ("changed_at", models.DateTimeField()),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["-published_at", "-initiative_id"],
            },
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(fields=["municipality", "-received_at"], name="feedback_map_initiative_newest"),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(("answer__regex", "\\S"), ("closed_at__isnull", False), ("result__gt", "")),
                    _connector="OR",
                ),
                name="feedback_map_no_initiative_closes_unanswered",
            ),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.UniqueConstraint(fields=("municipality", "key_hash"), name="feedback_map_initiative_key"),
        ),
        migrations.AddConstraint(
            model_name="initiativesupport",
            constraint=models.UniqueConstraint(
                fields=("initiative", "participant"), name="feedback_map_initiative_support_once"
            ),
        ),
        migrations.AddIndex(
            model_name="publishedinitiative",
            index=models.Index(
                fields=["municipality", "-published_at", "-initiative_id"], name="feedback_map_initiatives_told"
            ),
        ),
        forced_rls("feedback_map_initiative"),
        forced_rls("feedback_map_initiativestep"),
        forced_rls("feedback_map_initiativesupport"),
    ]
