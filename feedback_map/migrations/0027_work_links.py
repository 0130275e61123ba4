"""Links for contractors, and what was done by them: private to a town."""

from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
import geo.ids
from django.conf import settings
from django.db import migrations, models
from geo.rls import forced_rls
from geo.migrating import BatchedMigration

_ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
_NOW = django.db.models.functions.datetime.Now()
_ACTS = [("looked", "looked"), ("photo", "photo"), ("seen", "seen"), ("done", "done")]


def _key(to: str, on_delete: object, **options: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=on_delete, related_name="+", to=to, **options)


def _by() -> models.ForeignKey:
    return _key(settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, blank=True, null=True)


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("accounts", "0003_owners_of_messages"),
        ("feedback_map", "0026_edits_are_published"),
        ("geo", "0002_current_town"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="WorkLink",
            fields=[
                ("id", _ID),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("label", models.CharField(help_text="who has it", max_length=120)),
                ("made_at", models.DateTimeField(db_default=_NOW)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("body", _key("accounts.body", django.db.models.deletion.PROTECT)),
                ("made_by", _by()),
                ("municipality", _key("geo.municipality", django.db.models.deletion.CASCADE, db_index=False)),
                ("revoked_by", _by()),
            ],
        ),
        migrations.CreateModel(
            name="WorkVisit",
            fields=[
                ("id", _ID),
                ("act", models.CharField(choices=_ACTS, max_length=10)),
                ("pins", models.PositiveIntegerField(default=0, help_text="how many messages were shown")),
                ("at", models.DateTimeField(db_default=_NOW)),
                (
                    "link",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="feedback_map.worklink",
                    ),
                ),
                ("municipality", _key("geo.municipality", django.db.models.deletion.CASCADE, db_index=False)),
                ("pin", _key("feedback_map.pin", django.db.models.deletion.SET_NULL, blank=True, null=True)),
            ],
        ),
        migrations.AddIndex(
            "worklink", models.Index(fields=["municipality", "body"], name="feedback_map_worklinks_of")
        ),
        migrations.AddIndex("workvisit", models.Index(fields=["link", "-at"], name="feedback_map_workvisits")),
        forced_rls("feedback_map_worklink"),
        forced_rls("feedback_map_workvisit"),
    ]
