"""The programme of participation: goals, measures and what shows that they were carried out."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import geo.ids
from geo.rls import forced_rls
from geo.migrating import BatchedMigration

_TABLES = ("programme", "goal", "measure", "evidence")


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("accounts", "0003_owners_of_messages"),
        ("feedback_map", "0032_plan_pins"),
        ("geo", "0003_dwellings"),
        ("neighbourhoods", "0005_votes_engage"),
        ("participation", "0006_event_sign_ups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("headings", models.JSONField(blank=True, default=dict)),
                ("titles", models.JSONField(default=dict)),
                (
                    "form",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("information", "Getting information"),
                            ("planning", "Planning together"),
                            ("decision", "Taking part in decisions"),
                            ("action", "Doing together"),
                            ("evaluation", "Evaluating"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("titles", models.JSONField(default=dict)),
                ("owner_words", models.CharField(blank=True, max_length=400)),
                ("schedule", models.CharField(blank=True, max_length=200)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, help_text="the last day; none where it goes on", null=True)),
                ("evaluation", models.CharField(blank=True, max_length=400)),
                ("indicator", models.SlugField(blank=True, max_length=40)),
                ("target", models.FloatField(blank=True, null=True)),
                (
                    "aim",
                    models.CharField(
                        choices=[("at_least", "at least"), ("at_most", "at most")], default="at_least", max_length=10
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Not begun"),
                            ("under_way", "Under way"),
                            ("done", "Carried out"),
                            ("dropped", "Given up"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                (
                    "status_words",
                    models.JSONField(blank=True, default=dict, help_text="what has been done so far, or why not"),
                ),
                ("status_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="geo.area",
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="measures", to="neighbourhoods.goal"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
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
            ],
            options={
                "ordering": ["goal__number", "number"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("words", models.JSONField(blank=True, default=dict)),
                ("url", models.URLField(blank=True, max_length=500)),
                ("day", models.DateField()),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="participation.event",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="feedback_map.outcome",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="participation.process",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="neighbourhoods.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80)),
                ("titles", models.JSONField(default=dict)),
                ("summaries", models.JSONField(blank=True, default=dict)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="the last day")),
                (
                    "stage",
                    models.CharField(
                        choices=[("draft", "A draft"), ("in_force", "In force"), ("ended", "Over")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("is_public", models.BooleanField(default=False)),
                ("approved_by", models.CharField(blank=True, max_length=200)),
                ("approved_on", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, help_text="the document it was taken from", max_length=300)),
                ("source_url", models.URLField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="participation.process",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "slug"],
            },
        ),
        migrations.AddField(
            model_name="goal",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="goals", to="neighbourhoods.programme"
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(fields=("goal", "number"), name="neighbourhoods_measure_number_once"),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("owner__isnull", False), models.Q(("owner_words", ""), _negated=True), _connector="OR"
                ),
                name="neighbourhoods_measure_has_an_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "dropped"), _negated=True),
                    models.Q(("status_words", {}), _negated=True),
                    _connector="OR",
                ),
                name="neighbourhoods_given_up_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("url", ""), _negated=True), ("event", None), ("outcome", None), ("process", None)
                    ),
                    models.Q(("event", None), ("process", None), ("url", ""), ("outcome__isnull", False)),
                    models.Q(("outcome", None), ("process", None), ("url", ""), ("event__isnull", False)),
                    models.Q(("event", None), ("outcome", None), ("url", ""), ("process__isnull", False)),
                    _connector="OR",
                ),
                name="neighbourhoods_evidence_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("measure", "url", "outcome", "event", "process"),
                name="neighbourhoods_evidence_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.UniqueConstraint(
                fields=("municipality", "slug"), name="neighbourhoods_programme_slug_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="programme",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="neighbourhoods_programme_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="goal",
            constraint=models.UniqueConstraint(fields=("programme", "number"), name="neighbourhoods_goal_number_once"),
        ),
        *(forced_rls(f"neighbourhoods_{table}") for table in _TABLES),
    ]
