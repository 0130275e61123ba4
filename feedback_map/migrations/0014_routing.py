"""A rule ends and is replaced, so that it can be told by which rule a message went; the days on which nobody works."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now
from holidays.countries import Finland
from geo.migrating import BatchedMigration

YEARS = range(2015, 2046)
LANGUAGES = {"fi": "fi", "sv": "sv_FI", "en": "en_US"}


def fill(apps: Any, schema_editor: Any) -> None:
    """The library counts the eves of Midsummer and Christmas as well: offices are closed on them."""
    holiday = apps.get_model("feedback_map", "Holiday")
    named = {code: Finland(years=YEARS, language=language) for code, language in LANGUAGES.items()}
    holiday.objects.using(schema_editor.connection.alias).bulk_create(
        [holiday(date=day, names={code: days[day] for code, days in named.items()}) for day in sorted(named["fi"])],
        ignore_conflicts=True,
    )


def _by() -> Any:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("feedback_map", "0013_open311"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("date", models.DateField(primary_key=True, serialize=False)),
                ("names", models.JSONField(default=dict)),
            ],
        ),
        migrations.AddField("routingrule", "made_at", models.DateTimeField(db_default=Now())),
        migrations.AddField("routingrule", "made_by", _by()),
        migrations.AddField("routingrule", "ended_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("routingrule", "ended_by", _by()),
        migrations.RemoveConstraint("routingrule", "feedback_map_rule_once"),
        migrations.AddConstraint(
            "routingrule",
            models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("municipality", "category", "area", "season_from", "season_to"),
                name="feedback_map_rule_once",
                nulls_distinct=False,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
