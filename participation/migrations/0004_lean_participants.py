"""Most participants have neither an account nor an import key: indexes of those hold the few that have one."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import geo.ids
from geo.migrating import BatchedMigration

FUNCTION = """
CREATE FUNCTION participant_of_token(
    of_town bigint, new_id text, of_hash bytea, new_identity text, seen_before boolean) RETURNS bigint
LANGUAGE plpgsql AS $$
-- The participant of a token, made when it is new; `seen_before` false when the token was made just now. Concurrent
-- calls with one token give one participant. Index: participation_token_once_in_a_town (municipality_id, token_hash).
DECLARE
    found_id bigint;
BEGIN
    IF seen_before THEN
        SELECT known.id INTO found_id FROM participation_participant known
        WHERE known.municipality_id = of_town AND known.token_hash = of_hash;
        IF FOUND THEN
            RETURN found_id;
        END IF;
    END IF;
    INSERT INTO participation_participant (municipality_id, public_id, identity, token_hash, is_test, created_at)
    VALUES (of_town, new_id, new_identity, of_hash, false, now())
    ON CONFLICT (municipality_id, token_hash) DO UPDATE SET token_hash = excluded.token_hash
    RETURNING id INTO found_id;
    RETURN found_id;
END $$
"""


def _where_given(name: str) -> models.Q:
    return models.Q((f"{name}__isnull", False))


class Migration(BatchedMigration):
    dependencies: ClassVar = [("participation", "0003_servicefeedback")]
    operations: ClassVar = [
        migrations.AlterField(
            "participant",
            "municipality",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
            ),
        ),
        migrations.AlterField(
            "participant", "public_id", models.CharField(default=geo.ids.new_public_id, max_length=22)
        ),
        migrations.AlterField(
            "participant",
            "user",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "participant",
            "merged_into",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="participation.participant",
            ),
        ),
        migrations.RemoveConstraint("participant", "participation_import_once_in_a_town"),
        migrations.RemoveConstraint("participant", "participation_user_once_in_a_town"),
        migrations.AddConstraint(
            "participant",
            models.UniqueConstraint(fields=("public_id",), name="participation_participant_public_id"),
        ),
        migrations.AddConstraint(
            "participant",
            models.UniqueConstraint(
                condition=_where_given("import_key"),
                fields=("municipality", "import_key"),
                name="participation_import_once_in_a_town",
            ),
        ),
        migrations.AddConstraint(
            "participant",
            models.UniqueConstraint(
                condition=_where_given("user"),
                fields=("user", "municipality"),
                name="participation_user_once_in_a_town",
            ),
        ),
        migrations.AddIndex(
            "participant",
            models.Index(condition=_where_given("merged_into"), fields=["merged_into"], name="participation_merged"),
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION participant_of_token"),
    ]
