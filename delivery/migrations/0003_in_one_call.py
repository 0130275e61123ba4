"""Keys and outbox rows can be written from within the database, in the one call that stores what they are about."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from geo.migrating import BatchedMigration

FUNCTIONS = """
CREATE FUNCTION answer_kept(of_scope text, of_key text) RETURNS delivery_idempotencykey LANGUAGE plpgsql AS $$
-- What was kept under a key that is still good. Waits for whoever is at work under the same key; until the transaction
-- ends, others wait. Index: idempotency_key_once_per_scope.
DECLARE
    found_row delivery_idempotencykey;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(of_scope || ' ' || of_key, 0));
    SELECT * INTO found_row FROM delivery_idempotencykey held
    WHERE held.scope = of_scope AND held.key = of_key AND held.expires_at >= now();
    RETURN found_row;
END $$;
CREATE FUNCTION keep_answer(of_scope text, of_key text, print bytea, its_status integer, its_body bytea, its_told text)
RETURNS void LANGUAGE plpgsql AS $$
-- Keeps an answer for repeats, after `answer_kept` found none; a key past its time is used anew.
BEGIN
    INSERT INTO delivery_idempotencykey (scope, key, fingerprint, status, body, told)
    VALUES (of_scope, of_key, print, its_status, its_body, its_told)
    ON CONFLICT (scope, key) DO UPDATE SET
        fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body, told = excluded.told,
        created_at = excluded.created_at, expires_at = excluded.expires_at;
END $$;
CREATE FUNCTION enqueue(of_topic text, what jsonb, of_town bigint, once text) RETURNS boolean LANGUAGE plpgsql AS $$
-- Writes one outbox row; none, and false, when `once` is known. Index: outbox_once.
BEGIN
    INSERT INTO delivery_outboxmessage (topic, payload, municipality_id, dedupe)
    VALUES (of_topic, what, of_town, once)
    ON CONFLICT (dedupe) DO NOTHING;
    RETURN FOUND;
END $$;
"""
DROP = "DROP FUNCTION enqueue; DROP FUNCTION keep_answer; DROP FUNCTION answer_kept;"


class Migration(BatchedMigration):
    dependencies: ClassVar = [("delivery", "0002_shared_cache")]
    operations: ClassVar = [
        migrations.AddField(
            "idempotencykey",
            "told",
            models.TextField(null=True, help_text="of the answer, what is no secret and only the database knew"),
        ),
        migrations.AlterField("outboxmessage", "dedupe", models.CharField(max_length=200)),
        migrations.AddConstraint("outboxmessage", models.UniqueConstraint(fields=("dedupe",), name="outbox_once")),
        migrations.AlterField(
            "outboxmessage",
            "municipality",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="geo.municipality",
            ),
        ),
        migrations.RunSQL(FUNCTIONS, DROP),
    ]
