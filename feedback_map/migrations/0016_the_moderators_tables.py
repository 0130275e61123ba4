"""What moderators look at, what they changed, what is erased and what asks for it: private to a town."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import geo.ids
from django.conf import settings
from django.db import migrations, models

from geo.rls import forced_rls
from geo.migrating import BatchedMigration

PRIVATE = ("doubt", "pinedit", "abusereport", "wave", "wavepin", "erasurerequest", "erasure")


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("accounts", "0003_owners_of_messages"),
        ("feedback_map", "0015_placed_with_owner"),
        ("geo", "0002_current_town"),
        ("participation", "0004_lean_participants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Flood",
            fields=[
                (
                    "municipality",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="geo.municipality",
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("messages", models.PositiveIntegerField(help_text="that came in the window in which it was noticed")),
            ],
        ),
        migrations.AddField(
            model_name="category",
            name="trusted_after",
            field=models.PositiveSmallIntegerField(
                db_default=3, default=3, help_text="so many shown messages, none hidden, make a sender trusted"
            ),
        ),
        migrations.CreateModel(
            name="Doubt",
            fields=[
                (
                    "pin",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="doubt",
                        serialize=False,
                        to="feedback_map.pin",
                    ),
                ),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("filled", "A field that people do not see was filled in"),
                                ("quick", "Sent within seconds of opening the form"),
                                ("links", "Several links"),
                                ("repeated", "The same sender has sent the same text before"),
                                ("flood", "Came while very many messages came at once"),
                            ],
                            max_length=10,
                        ),
                        size=None,
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
        ),
        migrations.CreateModel(
            name="Wave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                (
                    "sample",
                    models.TextField(help_text="the text that the others resemble, in small letters without digits"),
                ),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, help_text="somebody of the town has seen it", null=True),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-last_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="WavePin",
            fields=[
                (
                    "pin",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="in_wave",
                        serialize=False,
                        to="feedback_map.pin",
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
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pins", to="feedback_map.wave"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AbuseReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("personal", "It tells something private about a person"),
                            ("hostile", "It insults or threatens somebody"),
                            ("untrue", "It is not true"),
                            ("advert", "It is an advertisement or has nothing to do with the town"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=1000)),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="feedback_map.pin"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=["municipality", "pin"],
                        name="feedback_map_reports_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("contact_months", "Contact data after the category's months"),
                            ("anonymise_months", "Sender and message parted after the category's months"),
                            ("asked", "The sender asked"),
                        ],
                        max_length=30,
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=60)),
                ("counts", models.JSONField(default=dict)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["municipality", "-at"], name="feedback_map_erasures_newest")],
            },
        ),
        migrations.CreateModel(
            name="ErasureRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(help_text="until then it can be taken back")),
                (
                    "texts",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not decided yet"),
                            ("keep", "The texts stay, without their sender"),
                            ("blank", "The texts are erased too"),
                        ],
                        help_text="what the town decided about the texts",
                        max_length=5,
                    ),
                ),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
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
                (
                    "pin",
                    models.ForeignKey(
                        blank=True,
                        help_text="this one alone",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="feedback_map.pin",
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", False),
                            ("participant__isnull", False),
                            ("pin__isnull", False),
                            _connector="OR",
                        ),
                        name="feedback_map_erasure_of_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("cancelled_at__isnull", True), ("done_at__isnull", True), ("pin__isnull", True)
                        ),
                        fields=("participant",),
                        name="feedback_map_one_open_erasure",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RowChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=40)),
                ("row", models.BigIntegerField()),
                ("act", models.CharField(choices=[("changed", "Changed"), ("deleted", "Deleted")], max_length=7)),
                (
                    "before",
                    models.JSONField(
                        help_text="the values that changed, as they were; of a deleted row all", null=True
                    ),
                ),
                ("after", models.JSONField(help_text="the same, as they became", null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "actor",
                    models.CharField(
                        blank=True, help_text='what the service said: "user 7", "job retention"', max_length=60
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        help_text="the database's role; somebody at the console has no actor", max_length=63
                    ),
                ),
                ("erased_at", models.DateTimeField(null=True)),
                ("erased_by", models.CharField(blank=True, db_default="", help_text="the rule", max_length=30)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["municipality", "table", "row", "at"], name="feedback_map_changes_of_row"),
                    models.Index(fields=["municipality", "-at", "-id"], name="feedback_map_changes_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ModeratorCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="feedback_map.category"
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.membership"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("membership", "category"), name="feedback_map_moderates_category_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PinEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text_before", models.TextField()),
                (
                    "note_before",
                    models.CharField(blank=True, help_text="the place in the sender's words", max_length=200),
                ),
                ("reason", models.CharField(blank=True, help_text="told to the sender", max_length=500)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="feedback_map.pin"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=["municipality", "-at"],
                        name="feedback_map_edits_open",
                    )
                ],
            },
        ),
        *(forced_rls(f"feedback_map_{table}") for table in PRIVATE),
    ]
